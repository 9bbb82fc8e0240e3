"""How many sentences a second the reader understands on one core, and how evenly."""

from __future__ import annotations

import statistics
import sys
import time

import pytest

from fiscus.core.reader.loading import load_reader
from tests.core.reader.generation.measure import measured
from tests.core.reader.generation.verdicts import Verdict
from tests.core.reader.rows import rows

ADDRESS = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
SENTENCES = (
    f"Send 25 USDC to Bob at {ADDRESS} on Base, please",
    "send 0.05 eth to vitalik.eth",
    "hey can you send like half an ETH to bob.eth for my share of the dinner?",
    "swap 1.5k usdc for eth on base with 0.5% slippage",
    "Bridge two hundred USDC from Polygon to Arbitrum",
    "vote for on proposal 57 at governor 0x408ED6354d4973f66138C91495F2f2FCbd8724C3",
    "how much usdc do I have on optimism?",
    "what's the price of BTC?",
    "should I send 5 USDC to bob.eth?",
    "split 90 usdc evenly between alice.eth, bob.eth and carol.eth",
    "check my eth balance and then send 0.1 eth to alice.eth",
    "tell me a joke about bridges",
)
FLOOR = 2_000
"""Sentences a second on one core."""


@pytest.mark.bench
def test_sentences_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    reader = load_reader()
    for sentence in SENTENCES:
        reader.read(sentence)
    times: list[float] = []
    for _ in range(200):
        for sentence in SENTENCES:
            start = time.process_time_ns()
            reader.read(sentence)
            times.append((time.process_time_ns() - start) / 1e6)
    rate = 1000 / statistics.fmean(times)
    p99 = statistics.quantiles(times, n=100)[98]
    with capsys.disabled():
        median = statistics.median(times)
        sys.stdout.write(f"\nreader: {rate:,.0f} sentences/s, {median:.3f} ms, p99 {p99:.3f} ms\n")
    assert rate > FLOOR


@pytest.mark.bench
@pytest.mark.parametrize("folder", ["spanish", "portuguese", "french", "german", "chinese"])
def test_sentences_a_second_in_every_language(
    capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    """All requests of a language's table, 10 times over."""
    reader = load_reader()
    sentences = [sentence for sentence, _ in rows(folder, "requests")]
    times: list[float] = []
    for _ in range(10):
        for sentence in sentences:
            start = time.process_time_ns()
            reader.read(sentence)
            times.append((time.process_time_ns() - start) / 1e6)
    rate = 1000 / statistics.fmean(times)
    p99 = statistics.quantiles(times, n=100)[98]
    with capsys.disabled():
        sys.stdout.write(f"\nreader, {folder}: {rate:,.0f} sentences/s, p99 {p99:.3f} ms\n")
    assert rate > FLOOR


@pytest.mark.bench
def test_errors_by_class(capsys: pytest.CaptureFixture[str]) -> None:
    """Made sentences and their near misses: the share of each verdict, and what went wrong."""
    figures = measured(2026, 3_000)
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(figures.lines()) + "\n")
    assert figures.total[Verdict.UNSAFE] == 0
