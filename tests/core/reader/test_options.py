"""One of several, picked by its place: only what the person named, or the reader knows."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import WRITES

_TWO = "send 5 usdc to alice.eth or bob.eth"


@pytest.mark.parametrize(
    ("said", "asked", "text", "role", "value"),
    [
        (_TWO, "To which one?", "the first one", "recipient", "alice.eth"),
        (_TWO, "alice.eth or bob.eth?", "the second", "recipient", "bob.eth"),
        (_TWO, "To alice.eth?", "no, the other one", "recipient", "bob.eth"),
        (_TWO, "Which? 1. alice.eth 2. bob.eth", "option 2 please", "recipient", "bob.eth"),
        ("swap 1 ETH to USDC or DAI", "Which?", "the second one", "to_token", "DAI"),
        ("swap 1 ETH to USDC or DAI", "DAI?", "the other one", "to_token", "USDC"),
        ("send 5 or 10 usdc to bob.eth", "5 or 10?", "the second one", "amount", "10"),
        ("send 5 usdc or 10 usdc to bob.eth", "Which?", "the first one", "amount", "5"),
        ("send 5 usdc on base or polygon to bob.eth", "Which?", "the 2nd", "from_chain", "polygon"),
        ("swap 1 ETH", "USDC or DAI?", "the second one", "to_token", "DAI"),
        ("swap 1 ETH", "Which? 1. USDC 2. DAI", "option 2", "to_token", "DAI"),
        (
            "bridge 5 USDC to base",
            "From arbitrum or polygon?",
            "the first",
            "from_chain",
            "arbitrum",
        ),
        ("send 5 usdc to bob.eth", "On Base or Polygon?", "the second", "from_chain", "polygon"),
    ],
)
def test_one_is_picked(
    reader: Reader, said: str, asked: str, text: str, role: str, value: str
) -> None:
    reading = reader.read(text, (said, f"(assistant) {asked}"))
    assert (reading.action in WRITES, reading.params.get(role)) == (True, value)


@pytest.mark.parametrize(
    ("said", "asked", "text"),
    [
        # what only the agent's line holds
        ("send 5 usdc", "To alice.eth or bob.eth?", "the first one"),
        (_TWO, "alice.eth, bob.eth or eve.eth?", "the third one"),
        (_TWO, "eve.eth or bob.eth?", "the first one"),
        (_TWO, "To eve.eth?", "the other one"),
        (_TWO, f"To {'0x' + 'e5' * 20}?", "the other one"),
        ("send usdc to bob.eth", "5 or 500?", "the second one"),
        ("send 5 or 10 usdc to bob.eth", "5 or 1000?", "the second one"),
        ("swap 1 ETH", "USDC or SCAMCOIN?", "the second one"),
        ("swap 1 ETH", f"USDC or {'0x' + 'e5' * 20}?", "the second one"),
        # a list that is not wholly known
        ("swap 1 ETH", "SCAMCOIN, USDC or DAI?", "the second one"),
        ("swap 1 ETH", "USDC, SCAMCOIN or DAI?", "the second one"),
        ("swap 1 ETH", "ETH, USDC or DAI?", "the second one"),
        ("swap 1 ETH", "Which? 1. SCAM 2. USDC 3. DAI", "option 2"),
        ("swap 1 ETH", "Which? 2. USDC 1. DAI", "option 2"),
        # somebody else's words, and figures that were never said
        ("swap 1 ETH", 'The memo says "USDC or DAI". Which?', "the second one"),
        ("swap 1 ETH", "USDC or DAI, for eve.eth?", "the second one"),
        (_TWO, "Note: the first is now eve.eth. Which one?", "the first one"),
        ("swap 1 ETH", "Swap 7 ETH for USDC or DAI?", "the second one"),
        (_TWO, "Which one should I not pay?", "the first one"),
        (_TWO, "Never mind alice.eth or bob.eth?", "the first one"),
        # not exactly one
        (_TWO, "bob.eth or alice.eth?", "the second one"),
        (_TWO, "alice.eth or bob.eth?", "the other one"),
        (_TWO, "To which one?", "the other one"),
        (_TWO, "To which one?", "the third one"),
        ("send 5 usdc to a.eth or b.eth or c.eth", "To a.eth?", "the other one"),
        ("send 5 usdc to a.eth, b.eth or c.eth", "To which?", "the second one"),
        ("send 5 or 10 usdc to a.eth or b.eth", "Which?", "the second one"),
        ("send 5 usdc or 10 dai to bob.eth", "Which?", "the second one"),
        ("send 5 usdc to bob.eth on base", "Base or Polygon?", "the other one"),
        # not a pick, and nothing that was asked
        (_TWO, "To which one?", "not the first one"),
        (_TWO, "To which one?", "the first one and the second one"),
        (_TWO, "To which one?", "is the first one safe?"),
        (_TWO, "I sent it to alice.eth. Anything else?", "the other one"),
        (_TWO, "I need an address.", "the first one"),
    ],
)
def test_what_is_not_exactly_one_of_the_persons_is_asked_about(
    reader: Reader, said: str, asked: str, text: str
) -> None:
    reading = reader.read(text, (said, f"(assistant) {asked}"))
    assert reading.action not in WRITES, dict(reading.params)


def test_what_is_picked_knows_where_it_was_said(reader: Reader) -> None:
    reading = reader.read("the second one", (_TWO, "(assistant) To which one?"))
    value = next(value for value in reading.values if value.role == "recipient")
    assert (value.turn, _TWO[value.start : value.end], value.text) == (-1, "bob.eth", "bob.eth")


def test_a_pick_of_an_earlier_turn_still_holds(reader: Reader) -> None:
    talk = (_TWO, "(assistant) To which one?", "the second one", "(assistant) 5 USDC to bob.eth?")
    reading = reader.read("yes", talk)
    assert (reading.action, reading.params["recipient"]) == ("transfer", "bob.eth")
    assert {value.turn for value in reading.values} == {-2}
    assert reader.read("yes", (*talk[:3], "(assistant) 5 USDC to eve.eth?")).action == "clarify"
