"""Requests written as forms."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, BROKEN, GOVERNOR, WRITES

PAID = {"amount": "5", "token": "USDC", "recipient": "bob.eth"}


@pytest.mark.parametrize(
    "text",
    [
        "amount: 5 USDC, to: bob.eth",
        "to=bob.eth token=USDC amount=5 -- send it",
        "Action: transfer\nAsset: USDC\nQuantity: 5\nBeneficiary: bob.eth",
        "- what: transfer\n- how much: 5\n- which coin: USDC\n- who: bob.eth",
        "transfer | asset USDC | amt 5 | recipient bob.eth",
        "transfer(to=bob.eth, amount=5, token=USDC)",
        '{"action": "transfer", "amount": "5", "token": "USDC", "to": "bob.eth"}',
    ],
)
def test_a_form_of_a_transfer(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert (reading.action, dict(reading.params)) == ("transfer", PAID)
    for value in reading.values:
        assert text[value.start : value.end] == value.text


def test_a_form_of_a_swap(reader: Reader) -> None:
    reading = reader.read("from: USDC\nto: WETH\namount: 75\nchain: base\naction: swap")
    assert reading.action == "swap"
    assert dict(reading.params) == {
        "amount": "75",
        "token": "USDC",
        "to_token": "WETH",
        "from_chain": "base",
    }


@pytest.mark.parametrize(
    "text",
    [
        "type: bridge\ntoken: ETH\namount: 1.75\nfrom: arbitrum\nto: ethereum",
        "source chain = arbitrum, destination chain = ethereum, bridge 1.75 ETH",
        "bridge | asset ETH | amt 1.75 | src arbitrum | dst ethereum",
    ],
)
def test_a_form_of_a_bridge(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.action == "bridge"
    assert dict(reading.params) == {
        "amount": "1.75",
        "token": "ETH",
        "from_chain": "arbitrum",
        "to_chain": "ethereum",
    }


@pytest.mark.parametrize(
    ("text", "support"),
    [
        (f"vote: for | proposal: 150 | governor: {GOVERNOR} | chain: optimism", "for"),
        (f"castVote(proposalId=150, support=2) on governor {GOVERNOR}", "abstain"),
        (f"proposal: 150, support: 0, governor: {GOVERNOR}", "against"),
    ],
)
def test_a_form_of_a_vote(reader: Reader, text: str, support: str) -> None:
    reading = reader.read(text)
    assert (reading.action, reading.params["support"]) == ("vote", support)
    assert (reading.params["proposal_id"], reading.params["governor"]) == ("150", GOVERNOR)


@pytest.mark.parametrize(
    "text",
    [
        "amount: 5 USDC, amount: 6 USDC, to: bob.eth",
        f"amount: 5 USDC, to: bob.eth, to: {ALICE}",
        f"amount: 5 USDC, to: {BROKEN}",
        "amount: 5, token: USDC or DAI, to: bob.eth",
        "amount: about 5 USDC, to: bob.eth",
        "amount: 5 USDC, to: bob.eth, don't send",
        "amount: 5 USDC, to: bob.eth, when: tomorrow",
        "amount: 5 USDC, to: bob.eth, status: cancelled",
        "not sent: amount: 5 USDC, to: bob.eth",
        "from: carol.eth, to: bob.eth, amount: 5 USDC",
        "action: none, amount: 5 USDC, to: bob.eth",
        "type: quote | from: USDC | to: ETH | amount: 5",
        f"vote: for | vote: against | proposal: 150 | governor: {GOVERNOR}",
        f"castVote(proposalId=150, support=3) on governor {GOVERNOR}",
    ],
)
def test_a_form_that_is_not_certain_is_not_acted_on(reader: Reader, text: str) -> None:
    assert reader.read(text).action not in WRITES


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("swap 5 USDC for DAI (Ethereum)", "ethereum"),
        ("swap 5 USDC for DAI (Base)", "base"),
        ("swap 5 USDC for ETH (Ethereum)", None),
        ("swap 5 ETH (Ethereum) for DAI", None),
    ],
)
def test_a_chain_in_brackets_is_one_unless_it_may_be_the_coins_name(
    reader: Reader, text: str, chain: str | None
) -> None:
    reading = reader.read(text)
    assert reading.params.get("from_chain") == chain
    assert reading.missing == (() if chain else ("from_chain",))


@pytest.mark.parametrize("spare", ["carol.eth", "7", "USDT", "all"])
def test_what_stands_beside_the_action_of_a_form_is_not_dropped(reader: Reader, spare: str) -> None:
    text = f"Action: Transfer {spare} | Amount: 5 USDC | Recipient: bob.eth | Chain: Base"
    assert reader.read(text).action == "clarify"


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("what is my balance in ETH", {"token": "ETH"}),
        ("quel est mon solde en ETH ?", {"token": "ETH"}),
        ("¿cuál es mi saldo en ETH?", {"token": "ETH"}),
        ("my USDC balance in eth", {"token": "USDC", "from_chain": "ethereum"}),
        ("what's my balance on ETH", {"from_chain": "ethereum"}),
        ("mi saldo en ethereum", {"from_chain": "ethereum"}),
    ],
)
def test_a_balance_in_a_coin_is_of_that_coin(
    reader: Reader, text: str, params: dict[str, str]
) -> None:
    assert dict(reader.read(text).params) == params
