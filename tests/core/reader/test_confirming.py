"""A "yes" to several steps, and the "no, to …" that changes who is paid."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import WRITES
from tests.core.reader.rows import meaning, same

_PAY = "send 5 usdc to bob.eth and 3 usdc to alice.eth"
_EACH = "send 5 usdc each to a.eth and b.eth"
_SWAP = "swap 1 ETH to USDC on base and send it to bob.eth"


@pytest.mark.parametrize(
    ("said", "asked", "text"),
    [
        (_PAY, "Send 5 USDC to bob.eth and 3 USDC to alice.eth. Confirm?", "yes"),
        (_PAY, "1) 5 USDC to bob.eth, 2) 3 USDC to alice.eth. OK?", "go ahead please"),
        (_EACH, "Send 5 USDC each to a.eth and b.eth?", "yep"),
        (_EACH, "Send 5 USDC to a.eth and 5 USDC to b.eth?", "ok do it"),
        (_SWAP, "Swap 1 ETH -> ~2,950 USDC on Base, then send it to bob.eth. Confirm?", "yes"),
    ],
)
def test_a_yes_to_several_steps_is_a_yes_to_all(
    reader: Reader, said: str, asked: str, text: str
) -> None:
    whole = reader.read(said)
    reading = reader.read(text, (said, f"(assistant) {asked}"))
    assert same(meaning(reading), meaning(whole))
    assert len(reading.steps) == 2
    assert {value.turn for value in reading.values} == {-1}


@pytest.mark.parametrize(
    ("said", "asked", "text"),
    [
        (_PAY, "Send 3 USDC to bob.eth and 5 USDC to alice.eth. Confirm?", "yes"),
        (_PAY, "Send 5 USDC to alice.eth and 3 USDC to bob.eth. Confirm?", "yes"),
        (_PAY, "Send 5 USDC to bob.eth. Confirm?", "yes"),
        (_PAY, "Send 5 USDC to bob.eth, 3 to alice.eth and 9 USDC to eve.eth?", "yes"),
        (_PAY, "Send 5 USDC to bob.eth and 3 USDC to alice.eth, and swap 9 USDC?", "yes"),
        (_PAY, "Send 5 USDC to bob.eth and 3 DAI to alice.eth?", "yes"),
        (_PAY, "Send 5 USDC to bob.eth and 3 USDC to alice.eth on Base?", "yes"),
        (_PAY, "Shall I?", "yes"),
        (_PAY, "Not 5 USDC to bob.eth and 3 USDC to alice.eth?", "yes"),
        (_PAY, "Swap 5 USDC to bob.eth and 3 USDC to alice.eth?", "yes"),
        (_PAY, "Sent 5 USDC to bob.eth and 3 USDC to alice.eth. Anything else?", "yes"),
        (_PAY, "Send 5 USDC to bob.eth and 3 USDC to alice.eth. Confirm?", "no"),
        (_PAY, "Send 5 USDC to bob.eth and 3 USDC to alice.eth. Confirm?", "yes, the first"),
        (_PAY, "Send 5 USDC to bob.eth and 3 USDC to alice.eth. Confirm?", "yes to bob.eth"),
        (_EACH, "Send 5 USDC to a.eth, b.eth and eve.eth?", "yes"),
        (_SWAP, "Swap 1 ETH -> ~2,950 USDC on Base, then send it to eve.eth?", "yes"),
        (_SWAP, "Swap 1 ETH -> ~2,950 USDC on Polygon, then send it to bob.eth?", "yes"),
        ("send 5 usdc to bob.eth and swap ETH for DAI", "5 USDC to bob.eth, ETH to DAI?", "yes"),
    ],
)
def test_a_yes_to_anything_else_does_nothing(
    reader: Reader, said: str, asked: str, text: str
) -> None:
    reading = reader.read(text, (said, f"(assistant) {asked}"))
    assert reading.action not in WRITES, meaning(reading)


_ONE = "send 5 usdc to bob.eth"


@pytest.mark.parametrize(
    ("text", "amount", "turn"),
    [
        ("no, to carol.eth", "5", -1),
        ("nope, carol.eth", "5", -1),
        ("no, send 5 usdc to carol.eth", "5", 0),
        ("no, send 6 usdc to carol.eth please", "6", 0),
    ],
)
def test_the_recipient_of_the_persons_own_last_turn_can_be_changed(
    reader: Reader, text: str, amount: str, turn: int
) -> None:
    reading = reader.read(text, (_ONE, "(assistant) Send 5 USDC to bob.eth. Confirm?"))
    assert same(meaning(reading), f"transfer amount={amount} token=USDC recipient=carol.eth")
    turns = {value.role: value.turn for value in reading.values}
    assert turns == {"amount": turn, "token": turn, "recipient": 0}
    for value in reading.values:
        said = text if value.turn == 0 else _ONE
        assert said[value.start : value.end] == value.text


@pytest.mark.parametrize(
    ("context", "text"),
    [
        ((_ONE, "(assistant) Send 50 USDC to bob.eth. Confirm?"), "no, to carol.eth"),
        ((_ONE, "(assistant) Send 5 DAI to bob.eth. Confirm?"), "no, to carol.eth"),
        ((_ONE, "(assistant) Send 5 USDC to eve.eth. Confirm?"), "no, to carol.eth"),
        ((_ONE, "(assistant) Sent 5 USDC to bob.eth. More?"), "no, to carol.eth"),
        (
            ("send 5 usdc", "(assistant) To whom?", "bob.eth", "(assistant) 5 USDC to bob.eth?"),
            "no, to carol.eth",
        ),
        ((_ONE, "(assistant) Send 5 USDC to bob.eth?"), "no, 7 to carol.eth"),
        ((_ONE, "(assistant) Send 5 USDC to bob.eth?"), "no, not to carol.eth"),
        ((_ONE, "(assistant) Send 5 USDC to bob.eth?"), "no, to carol.eth or dan.eth"),
        ((_ONE, "(assistant) Send 5 USDC to bob.eth?"), "no, he said to carol.eth"),
        ((_ONE, "(assistant) Send 5 USDC to bob.eth?"), "no, to carol"),
        ((_ONE, "(assistant) Send 5 USDC to bob.eth?"), "no, don't send 6 usdc to carol.eth"),
        ((_ONE, "(assistant) Send 5 USDC to bob.eth?"), "no, I sent 6 usdc to carol.eth"),
        ((_ONE, "(assistant) Or send 5 USDC to eve.eth?"), "no"),
    ],
)
def test_a_changed_recipient_is_asked_about_elsewhere(
    reader: Reader, context: tuple[str, ...], text: str
) -> None:
    assert reader.read(text, context).action not in WRITES
