"""Numbers in words, and heaps of words, in the languages whose order is not the English one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.core.reader.chinese import CHINESE
from fiscus.core.reader.german import GERMAN
from fiscus.core.reader.language import Language
from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, READS, WRITES, small_reader

READER: Reader = small_reader()
ACTIONS = WRITES | READS | {"none", "clarify"}
THINGS = [
    "5",
    "0,5",
    "1.250",
    "USDC",
    "ETH",
    "Base",
    "bob.eth",
    ALICE,
    ",",
    "?",
    "“",
    "。",
    "%",
    "\n",
]
_UNITS = [
    "",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
]
_TEENS = "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()  # noqa: SIM905
_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()  # noqa: SIM905
_DIGITS = "零一二三四五六七八九"


def _german(number: int, *, last: bool = True) -> str:
    if number >= 1000:
        above, below = divmod(number, 1000)
        head = "" if above == 1 else _german(above, last=False)
        return f"{head}tausend{_german(below) if below else ''}"
    if number >= 100:
        above, below = divmod(number, 100)
        head = "" if above == 1 else _UNITS[above]
        return f"{head}hundert{_german(below, last=last) if below else ''}"
    if number >= 20:
        tens, units = divmod(number, 10)
        return f"{_UNITS[units]}und{_TENS[tens - 2]}" if units else _TENS[tens - 2]
    if number >= 13:
        return _TEENS[number - 13]
    return "eins" if number == 1 and last else _UNITS[number]


def _chinese(number: int) -> str:
    """Below ten thousand, with a 零 for every gap."""
    said = ""
    for power, mark in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**power % 10
        if digit:
            said += _DIGITS[digit] + mark
        elif said and number % 10**power and not said.endswith("零"):
            said += "零"
    return said


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(2, 999_999))
def test_a_german_number_word_is_the_number_or_is_asked_about(number: int) -> None:
    reading = READER.read(f"Sende {_german(number)} USDC an bob.eth")
    if reading.action == "clarify":
        assert "amount" in reading.missing
        assert number > 1000
    else:
        assert (reading.action, reading.params["amount"]) == ("transfer", str(number))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(1, 9_999), st.integers(0, 9_999))
def test_a_chinese_number_word_is_the_number(above: int, below: int) -> None:
    gap = "零" if 0 < below < 1000 else ""
    said = f"{_chinese(above)}万{gap}{_chinese(below)}"
    reading = READER.read(f"转{said}个 USDC 给 bob.eth")
    assert (reading.action, reading.params.get("amount")) == (
        "transfer",
        str(above * 10_000 + below),
    ), said


def _words(language: Language) -> list[str]:
    said = [phrase for phrases in language.tags.values() for phrase in phrases[:6]]
    return sorted({*said, *list(language.verbs)[::5], *language.supports, *language.nouns, *THINGS})


@pytest.mark.parametrize("language", [GERMAN, CHINESE], ids=["de", "zh"])
@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_heap_of_words_is_answered_with_values_from_the_text(
    language: Language, data: st.DataObject
) -> None:
    words = data.draw(st.lists(st.sampled_from(_words(language)), max_size=14))
    text = ("" if language.script and data.draw(st.booleans()) else " ").join(words)
    reading = READER.read(text)
    assert reading.action in ACTIONS
    assert (reading.action in {"none", "clarify"}) == (not reading.steps)
    for value in reading.values:
        assert text[value.start : value.end] == value.text


@pytest.mark.parametrize(
    "text",
    [
        "1. Sende 5 USDC an bob.eth\n2. Tausche 1 ETH in USDC",
        "1. 转 5 USDC 给 bob.eth\n2. 把 1 ETH 换成 USDC",
    ],
)
def test_the_lines_of_a_list_are_steps(text: str) -> None:
    reading = READER.read(text)
    assert [(step.action, step.params["amount"]) for step in reading.steps] == [
        ("transfer", "5"),
        ("swap", "1"),
    ]
