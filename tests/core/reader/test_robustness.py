"""Whatever comes in: an answer, in time."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.core.reader.reader import LONGEST, Reader
from tests.core.reader.lexicons import ALICE, READS, WRITES, small_reader

READER: Reader = small_reader()
ACTIONS = WRITES | READS | {"none", "clarify"}
WORDS: list[str] = [
    *"""
    send swap bridge vote propose 5 0.5 USDC eth to from on for with base arbitrum and or then not
    if half all my a of the $ % # ' " ( ) , . ? ! ; -> @ wei memo slippage proposal split between
    worth at least it same yes bob.eth Bob don't I he said what how much is balance price 0x12
    """.split(),  # noqa: SIM905
    ALICE,
    "\n",
    "```",
    "…",
    "🎉",
    "\u200b",
]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    assert READER.read(text).action in ACTIONS


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=25), st.booleans())
def test_any_heap_of_wallet_words_is_answered_with_values_from_the_text(
    words: list[str], spaced: bool
) -> None:
    text = (" " if spaced else "").join(words)
    reading = READER.read(text)
    assert reading.action in ACTIONS
    assert (reading.action == "clarify") == bool(reading.missing)
    assert (reading.action in {"none", "clarify"}) == (not reading.steps)
    for value in reading.values:
        assert text[value.start : value.end] == value.text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=5))
def test_any_conversation_is_answered(turns: list[str]) -> None:
    context = [f"(assistant) {turn}?" if index % 2 else turn for index, turn in enumerate(turns)]
    assert READER.read("yes", context).action in ACTIONS
    assert READER.read("5 USDC to bob.eth", context).action in ACTIONS


HEAPS = (
    "a",
    "-",
    "(",
    "'a ",
    "0x",
    "1 ",
    "1,",
    "half ",
    "and ",
    "to ",
    "the ",
    "$ ",
    "# ",
    "proposal ",
    "send 5 USDC to bob.eth and ",
    "memo: x ",
    "> a\n",
    "`a` ",
    "hundred ",
    "if ",
    "(USDC ",
    "a.",
    "split it !",
    "\u201d \u8f6c . ,",
    "\uff08I\uff0c.swap",
    ": vote @ . for ",
    "? balance # ",
    "pay: send 5 USDC to bob.eth. ",
    '"5" USDC or ',
    "every monday ",
    "when gas is low, ",
)


def steps(text: str) -> int:
    """How many functions are called to read a text: the same number on any machine."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += 1

    sys.setprofile(count)
    try:
        READER.read(text)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("heap", HEAPS)
def test_the_work_grows_with_the_length_and_no_faster(heap: str) -> None:
    def grown(length: int) -> int:
        return steps((heap * (length // len(heap) + 1))[:length])

    small, large = grown(5_000), grown(20_000)
    assert large < 5 * small + 5_000, (small, large)


def test_a_book_is_no_request() -> None:
    text = "send 5 USDC to bob.eth. "
    reading = READER.read(text + "x" * LONGEST)
    assert (reading.action, reading.chain_family) == ("none", "none")


def test_a_request_in_a_long_letter_is_not_lost_and_not_trusted() -> None:
    letter = "It was a fine day and we walked along the river. " * 100
    assert READER.read(letter + "Send 5 USDC to bob.eth").action in {"transfer", "clarify"}
    assert READER.read("so " * 300 + "send 5 USDC to bob.eth").action not in WRITES
