"""The question that completes a request: what is missing, and what was understood."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from fiscus.core.reader.row import to_row
from tests.core.reader.lexicons import BROKEN, GOVERNOR


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("send usdc to alice.eth on base", "How much USDC should I send to alice.eth on Base?"),
        ("pay bob.eth", "How much should I send to bob.eth, and which token?"),
        ("send 5 usdc", "To which address or name should I send 5 USDC?"),
        ("bridge 1 eth to base", "From which chain should I bridge 1 ETH to Base?"),
        ("bridge 1 eth from base", "To which chain should I bridge 1 ETH from Base?"),
        (
            "bridge 1 eth from base to atlantis",
            "No chain is called 'atlantis' here. To which chain should I bridge 1 ETH from Base?",
        ),
        ("swap 5 to usdc", "Which token should I swap 5 for USDC?"),
        (
            f"vote on 9 at {GOVERNOR}",
            f"How should I vote on proposal 9 at {GOVERNOR}: for, against or abstain?",
        ),
        (
            "queue the proposal",
            "Which proposal number should I queue, and at which governor address?",
        ),
    ],
)
def test_a_question_names_the_gap_and_repeats_the_rest(
    reader: Reader, text: str, question: str
) -> None:
    assert reader.read(text).question == question


def test_a_reason_comes_first(reader: Reader) -> None:
    question = reader.read(f"send 5 usdc to {BROKEN}").question
    assert question is not None
    assert question.startswith("EIP-55 checksum invalid. To which address")


def test_every_question_is_one_and_every_answer_has_none(reader: Reader) -> None:
    for text in ("5 usdc to bob.eth maybe", "100 usdc", "send", "swap", "send 5 usdc tomorrow"):
        reading = reader.read(text)
        if reading.action == "clarify":
            assert reading.question is not None
            assert reading.missing, text
    assert reader.read("send 5 usdc to bob.eth").question is None
    assert reader.read("gm").question is None


def test_questions_stay_short(reader: Reader) -> None:
    question = reader.read("send 5 usdc to " + "x" * 15_000).question
    assert question is None or len(question) < 600


def test_a_row_of_explain(reader: Reader) -> None:
    row = to_row(reader.read("send 5 usdc to bob.eth on base"), "r1")
    assert row == {
        "id": "r1",
        "text": "send 5 usdc to bob.eth on base",
        "chain_family": "evm",
        "action": "transfer",
        "params": {"amount": "5", "token": "USDC", "recipient": "bob.eth", "from_chain": "base"},
        "missing": [],
        "source": "reader",
    }
    asked = to_row(reader.read("send usdc to bob.eth"))
    assert asked["missing"] == ["amount"]
    assert asked["params"] == {
        "intended_action": "transfer",
        "missing": ["amount"],
        "token": "USDC",
        "recipient": "bob.eth",
    }
    steps = to_row(reader.read("show my portfolio and then send 5 usdc to bob.eth"))["steps"]
    paid = {"amount": "5", "token": "USDC", "recipient": "bob.eth"}
    assert steps == [
        {"action": "portfolio", "params": {}},
        {"action": "transfer", "params": paid},
    ]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("what did I do last?", "history"),
        ("what have you done lately", "history"),
        ("show me what I did last", "history"),
        ("what was the last thing I did?", "history"),
        ("what did you say last?", "none"),
        ("what did you do?", "none"),
        ("did you do it?", "none"),
    ],
)
def test_what_was_done_last_is_asked_of_the_history(reader: Reader, text: str, action: str) -> None:
    assert reader.read(text).action == action
