"""Several requests in one message, and requests that only read."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, GOVERNOR


def test_steps_come_in_order(reader: Reader) -> None:
    reading = reader.read(
        "Check balance of ETH and transfer 0.5 ETH to alice.eth, then show my portfolio"
    )
    assert [step.action for step in reading.steps] == ["balance", "transfer", "portfolio"]
    assert (reading.action, dict(reading.params)) == ("balance", {"token": "ETH"})
    assert reading.steps[1].params["recipient"] == "alice.eth"


def test_it_is_what_the_step_before_yields(reader: Reader) -> None:
    reading = reader.read("bridge 200 USDC from polygon to base, then swap it all to ETH")
    first, second = reading.steps
    assert (first.action, first.params["to_chain"]) == ("bridge", "base")
    assert dict(second.params) == {
        "amount": "all",
        "token": "USDC",
        "to_token": "ETH",
        "from_chain": "base",
        "amount_of": "previous",
    }


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("swap 1 ETH to USDC and send it to bob.eth", {"token": "USDC", "recipient": "bob.eth"}),
        ("swap 1 ETH to USDC then send the proceeds to bob.eth", {"token": "USDC"}),
        ("buy 100 USDC with ETH on base and forward them to bob.eth", {"from_chain": "base"}),
        ("swap 1 ETH to USDC on base, then send everything to bob.eth", {"token": "USDC"}),
        ("swap 1 ETH for USDC on base and bridge it to optimism", {"from_chain": "base"}),
        ("wrap 1 ETH and then swap it to DAI", {"token": "WETH", "to_token": "DAI"}),
        ("bridge 9 USDC from base to arbitrum then swap it to ETH", {"from_chain": "arbitrum"}),
    ],
)
def test_it_is_all_that_arrived_and_no_more(
    reader: Reader, text: str, later: dict[str, str]
) -> None:
    _, second = reader.read(text).steps
    expected = {"amount": "all", "amount_of": "previous"} | later
    assert expected.items() <= dict(second.params).items()
    places = {value.role: value for value in second.values}
    assert text[places["amount"].start : places["amount"].end] in {
        "it",
        "the proceeds",
        "them",
        "everything",
    }


@pytest.mark.parametrize(
    "share",
    [
        "half of what you get",
        "half of it",
        "50% of the result",
        "half of the proceeds",
        "all of it",
        "half the DAI",
        "25% of the DAI",
    ],
)
def test_a_share_of_what_arrived_is_none_of_all_there_is(reader: Reader, share: str) -> None:
    text = f"swap 20 USDC for DAI on base and send {share} to bob.eth"
    _, second = reader.read(text).steps
    assert (second.params["token"], second.params["amount_of"]) == ("DAI", "previous")


@pytest.mark.parametrize("share", ["half of my DAI", "half of the DAI I have", "half my DAI"])
def test_a_share_of_what_is_owned_is_not_of_what_arrived(reader: Reader, share: str) -> None:
    reading = reader.read(f"swap 20 USDC for DAI on base and send {share} to bob.eth")
    assert all("amount_of" not in step.params for step in reading.steps)


@pytest.mark.parametrize(
    "text",
    [
        "send it to bob.eth",
        "check my USDC balance and send it to bob.eth",
        "send 5 USDC to bob.eth and swap it to ETH",
        "swap 1 ETH and send it to bob.eth",
        "swap 1 ETH to USDC or DAI and send it to bob.eth",
        "swap 1 ETH to USDC and send some of it to bob.eth",
    ],
)
def test_it_without_anything_that_arrived_is_asked_about(reader: Reader, text: str) -> None:
    assert reader.read(text).action == "clarify"


def test_a_chain_holds_for_the_steps_after_it_and_not_before(reader: Reader) -> None:
    reading = reader.read("swap 1 ETH to USDC on base then send 100 USDC to bob.eth")
    assert reading.steps[1].params["from_chain"] == "base"
    unclear = reader.read("wrap 1 ETH and send 0.5 WETH to bob.eth on base")
    assert (unclear.action, unclear.missing) == ("clarify", ("from_chain",))


def test_one_bad_step_stops_all(reader: Reader) -> None:
    assert reader.read("send 5 USDC to bob.eth and swap ETH for USDC").action == "clarify"


def test_a_vote_and_a_look(reader: Reader) -> None:
    reading = reader.read(f"Vote for 61 on {GOVERNOR} and then show my portfolio")
    assert [step.action for step in reading.steps] == ["vote", "portfolio"]
    assert reading.steps[0].params["support"] == "for"


@pytest.mark.parametrize(
    ("text", "action", "params"),
    [
        ("what's my balance", "balance", {}),
        ("Check my USDC balance", "balance", {"token": "USDC"}),
        ("how much usdc do i have on arb?", "balance", {"token": "USDC", "from_chain": "arbitrum"}),
        (f"Check the USDC balance of {ALICE} on Optimism.", "balance", {"address": ALICE}),
        ("how many sol are in toly.sol", "balance", {"token": "SOL", "address": "toly.sol"}),
        ("Show my ETH across all chains", "balance", {"token": "ETH"}),
        ("do I have any DAI left?", "balance", {"token": "DAI"}),
        ("show my portfolio", "portfolio", {}),
        ("What tokens do I have on Polygon?", "portfolio", {"from_chain": "polygon"}),
        ("how much am I worth in dollars right now", "portfolio", {}),
        ("what's in my wallet?", "portfolio", {}),
        ("What's your wallet address?", "address", {}),
        ("my solana address pls", "address", {"from_chain": "solana"}),
        ("where can I receive funds?", "address", {}),
        ("Price of SOL in USD", "price", {"token": "SOL"}),
        ("how much is 1 ETH worth", "price", {"token": "ETH"}),
        ("is SOL above 200?", "price", {"token": "SOL"}),
        ("eth price", "price", {"token": "ETH"}),
        ("show my last transactions", "history", {}),
    ],
)
def test_reading_requests(reader: Reader, text: str, action: str, params: dict[str, str]) -> None:
    reading = reader.read(text)
    assert reading.action == action, dict(reading.params)
    assert params.items() <= dict(reading.params).items()
