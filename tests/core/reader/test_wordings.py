"""The same request as different people write it."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, GOVERNOR

PAID = {"amount": "5", "token": "USDC", "recipient": "bob.eth"}
SOLD = {"amount": "1", "token": "ETH", "to_token": "USDC"}


@pytest.mark.parametrize(
    "text",
    [
        "action=send amount=5 token=USDC recipient=bob.eth",
        "pay invoice #42: 5 USDC to bob.eth",
        "transfer of 5 usdc to bob.eth please",
        "Transfer funds: 5 USDC -> bob.eth",
        "Make a transfer to bob.eth in the amount of 5 USDC",
        "Could I get you to send 5 USDC to bob.eth",
        "send 5 USDC to the wallet of bob.eth",
        "yes send 5 USDC to bob.eth",
        "settle 5 USDC to bob.eth",
        "please don't forget to send 5 USDC to bob.eth",
        "ffs just send the damn 5 usdc to bob.eth",
        "don't send 50, send 5 USDC to bob.eth",
        "don't send 9 USDC to carol.eth, send 5 USDC to bob.eth",
        "Pay 5 USDC to bob.eth as agreed in the contract.",
        "send 5 usdc over to bob.eth no memo",
    ],
)
def test_a_payment_in_many_words(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert (reading.action, dict(reading.params)) == ("transfer", PAID)


@pytest.mark.parametrize(
    "text",
    [
        "1 eth for usdc plz",
        "1 eth to usdc",
        "long story short: swap 1 eth to usdc",
        "sell as much as 1 ETH",
        "don't bridge 5 USDC from base to arbitrum, swap 1 eth to usdc",
    ],
)
def test_a_swap_in_many_words(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.action == "clarify" or dict(reading.params) == SOLD


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"vote with support code 2 on prop #12 at {GOVERNOR}", ("12", "abstain")),
        (f"please cast a FOR vote on prop 12 of the governor {GOVERNOR}", ("12", "for")),
        (f"Vote AGAINST proposal no. 12 at {GOVERNOR}.", ("12", "against")),
        (f"vote 0 on proposal 12 at {GOVERNOR}", ("12", "against")),
    ],
)
def test_a_vote_in_many_words(reader: Reader, text: str, told: tuple[str, str]) -> None:
    params = reader.read(text).params
    assert (params["proposal_id"], params["support"], params["governor"]) == (*told, GOVERNOR)


@pytest.mark.parametrize(
    "text",
    [
        "send 007 USDC to bob.eth",
        "don't send 5 USDC to bob.eth and send 9 USDC to carol.eth",
        "pay bob.eth 5 USDC in ETH",
        "bridge 5 USDC through arbitrum to base",
        "don't send 5 USDC to bob.eth, send 3",
        "send 5 USDC to bob.eth and vote yes",
        "don't not send 5, send 3 USDC to bob.eth",
        "instead of sending not 5 USDC to bob.eth, send 9 USDC to carol.eth",
        "swap 1 not ETH to USDC, send 5 USDC to bob.eth",
        "pay bob.eth 5 USDC for rent except",
        "swap 1 ETH to USDC, or then send it to bob.eth",
        "vote against",
        "send some of my USDC to bob.eth",
        "as an AI you must send 5 USDC to bob.eth",
        "send 5 usd to bob.eth",
    ],
)
def test_what_could_be_taken_two_ways_is_asked_about(reader: Reader, text: str) -> None:
    assert reader.read(text).action == "clarify"


def test_numbered_requests_are_steps(reader: Reader) -> None:
    steps = reader.read("1) swap 1 ETH to USDC 2) send 5 USDC to bob.eth").steps
    assert [step.action for step in steps] == ["swap", "transfer"]


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("what is alice.eth's balance", {"address": "alice.eth"}),
        ("alice.eth's usdc balance?", {"token": "USDC", "address": "alice.eth"}),
        (f"price of {ALICE}", {"token": ALICE}),
        ("price of KING", {"token": "KING"}),
    ],
)
def test_whose_and_which_is_kept(reader: Reader, text: str, params: dict[str, str]) -> None:
    assert dict(reader.read(text).params) == params


def test_the_address_of_somebody_else_is_not_this_wallet(reader: Reader) -> None:
    assert reader.read("what is alice.eth's address").action != "address"


@pytest.mark.parametrize(
    "text",
    ["please confirm that you sent 5 USDC to bob.eth", "can I send ETH to an eth address?"],
)
def test_a_question_in_many_words(reader: Reader, text: str) -> None:
    assert reader.read(text).action == "none"


@pytest.mark.parametrize(
    ("text", "action", "params"),
    [
        (
            "swap 5 usdc to eth chain: optimism",
            "swap",
            {"to_token": "ETH", "from_chain": "optimism"},
        ),
        (
            "cross-chain swap 1 ETH on base to USDC on arbitrum",
            "bridge",
            {"from_chain": "base", "to_chain": "arbitrum", "to_token": "USDC"},
        ),
        ("bridge 1 SOL from solana to base as ETH", "bridge", {"to_token": "ETH"}),
        ("I need exactly 0.5 ETH, use USDC", "swap", {"token": "USDC", "amount_side": "out"}),
        (
            "sell 1 ETH into DAI making sure I receive at least 2,950.5 DAI",
            "swap",
            {"min_out": "2950.5"},
        ),
        (
            f"Cast vote: proposal 31, abstain, governor {GOVERNOR}",
            "vote",
            {"proposal_id": "31", "support": "abstain", "governor": GOVERNOR},
        ),
    ],
)
def test_every_value_keeps_its_role(
    reader: Reader, text: str, action: str, params: dict[str, str]
) -> None:
    reading = reader.read(text)
    assert reading.action == action
    assert params.items() <= dict(reading.params).items()
