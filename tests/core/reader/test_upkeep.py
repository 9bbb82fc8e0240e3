"""What keeps a wallet in order is understood where it is all that is said, and nowhere else."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, BROKEN
from tests.core.reader.rows import meaning

HASH = "0x" + "ab" * 32
ID = "7f3a1b2c-1111-4222-8333-123456789abc"

SAID = [
    ("what can spend my USDC?", "allowances token=USDC"),
    ("What may spend my money?", "allowances"),
    ("who is allowed to spend my tokens on Base", "allowances from_chain=base"),
    ("which contracts can still move my usd coin on arbitrum one?", None),
    ("show my token approvals", "allowances"),
    ("list allowances for DAI on base please", "allowances token=DAI from_chain=base"),
    ("revoke it", "revoke"),
    ("please revoke that approval.", "revoke"),
    ("revoke the second one", "revoke place=2"),
    ("revoke number 12", "revoke place=12"),
    ("revoke Uniswap's permission on USDC", "revoke spender=Uniswap token=USDC"),
    ("revoke Uniswap's right to spend my DAI", "revoke spender=Uniswap token=DAI"),
    (f"revoke {ALICE} on USDC on base", f"revoke spender={ALICE} token=USDC from_chain=base"),
    (
        f"take back {ALICE}'s permission to spend my USDC",
        f"revoke spender={ALICE} token=USDC",
    ),
    ("revoke the USDC allowance of Uniswap", "revoke spender=Uniswap token=USDC"),
    ("speed it up", "speed_up"),
    ("Speed up my last transaction!", "speed_up"),
    ("can you make it go faster please", "speed_up"),
    ("bump the gas", "speed_up"),
    (f"speed up {HASH}", f"speed_up payment={HASH}"),
    ("cancel my last transaction", "cancel"),
    ("call it back", "cancel"),
    ("stop the pending payment", "cancel"),
    (f"cancel transaction {ID}", f"cancel payment={ID}"),
    ("show hidden tokens", "hidden_tokens"),
    ("list my spam tokens on base", "hidden_tokens from_chain=base"),
    ("show page 2 of my history", "history page=2"),
]
ACTIONS = frozenset({"allowances", "revoke", "speed_up", "cancel", "hidden_tokens"})


@pytest.mark.parametrize(("text", "wanted"), SAID)
def test_a_whole_sentence_is_understood(reader: Reader, text: str, wanted: str | None) -> None:
    reading = reader.read(text)
    if wanted is None:
        assert (reading.action, dict(reading.params)) == (
            "allowances",
            {"token": "USDC", "from_chain": "arbitrum"},
        )
    else:
        assert sorted(meaning(reading).split()) == sorted(wanted.split())
    for value in reading.values:
        assert text[value.start : value.end] == value.text


@pytest.mark.parametrize("text", [text for text, _ in SAID])
@pytest.mark.parametrize(
    "changed",
    [
        "don't {}",
        "do not {}",
        "never {}",
        "he said: {}",
        'she wrote "{}"',
        "should I {}",
        "if it fails, {}",
        "I would {}",
        "{} tomorrow",
        "{} unless it lands",
        "{} and send 5 USDC to bob.eth",
        "send 5 USDC to bob.eth and {}",
        "> {}",
        "yesterday I said {}",
    ],
)
def test_what_says_more_is_not_taken_for_it(reader: Reader, text: str, changed: str) -> None:
    assert reader.read(changed.format(text.rstrip("?!."))).action not in ACTIONS


@pytest.mark.parametrize(
    "text",
    [
        "revoke my vote",
        "revoke everything",
        "revoke",
        "revoke access to my account",
        f"revoke {BROKEN} on USDC",
        "revoke Uniswap's permission on NOSUCH",
        "revoke Uniswap's permission on USDC on Atlantis",
        "what can spend my time?",
        "what can I spend my USDC on?",
        "what can spend USDC wisely",
        "who spent my USDC?",
        "cancel",
        "cancel it",
        "cancel my subscription",
        "cancel the meeting",
        "cancel that",
        "stop it",
        "speed up",
        "speed up my computer",
        "bump",
        "make it faster to reach 5 ETH",
        "call me back",
        "show tokens",
        "cancel transaction 0x1234",
        "re\u0475oke it",
        "revoke it " + "now " * 60,
    ],
)
def test_what_only_looks_like_it_is_not(reader: Reader, text: str) -> None:
    assert reader.read(text).action not in ACTIONS


def test_it_is_the_same_in_a_conversation_that_asked_something_else(reader: Reader) -> None:
    talk = ["send 5 USDC", "(assistant) To which address should I send 5 USDC?"]
    assert reader.read("what can spend my USDC?", talk).action == "allowances"
    assert reader.read("revoke it", talk).action == "revoke"


def test_a_name_with_an_address_says_whose_family_it_is(reader: Reader) -> None:
    assert reader.read(f"revoke {ALICE} on USDC").chain_family == "evm"
    assert reader.read("what can spend my USDC on base?").chain_family == "evm"
    assert reader.read("what can spend my USDC?").chain_family == "any"
