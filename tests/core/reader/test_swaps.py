from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, MINT, SUN

PLAIN = {"amount": "100", "token": "USDC", "to_token": "ETH"}


@pytest.mark.parametrize(
    "text",
    [
        "swap 100 USDC for ETH",
        "100 usdc -> eth",
        "/swap 100 usdc eth",
        "I want to buy ETH and sell 100 USDC",
        "use 100 USDC to buy ETH",
        "with 100 USDC buy ETH",
        "buy ETH with 100 USDC",
        "Purchase 100 USDC worth of ETH",
        "spend 100 usdc on ether",
        "put 100 USDC into ETH",
        "i'd like 100 USDC turned into ETH",
        "please do a swap of 100 USDC to ETH",
        "can you help me trade one hundred USDC for some ETH?",
        "exchagne 100 usdc fro eth",
    ],
)
def test_a_hundred_dollars_into_ether_however_it_is_said(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert (reading.action, dict(reading.params)) == ("swap", PLAIN)


@pytest.mark.parametrize(
    ("tail", "params"),
    [
        ("on base", {"from_chain": "base"}),
        ("with 1% slippage", {"slippage": "1"}),
        ("max slippage half a percent", {"slippage": "0.5"}),
        ("slippage 50 bps", {"slippage": "0.5"}),
        ("at most 1.5% slippage", {"slippage": "1.5"}),
        (", ensuring at least 0.03 ETH", {"min_out": "0.03"}),
        ("but no less than 0.03 ETH", {"min_out": "0.03"}),
        ("via Uniswap V3", {"venue": "Uniswap V3"}),
    ],
)
def test_terms_of_a_swap(reader: Reader, tail: str, params: dict[str, str]) -> None:
    reading = reader.read(f"swap 100 USDC for ETH {tail}")
    assert (reading.action, dict(reading.params)) == ("swap", PLAIN | params)


@pytest.mark.parametrize(
    "text",
    ["buy 10 USDC with ETH", "I need 10 USDC, pay with ETH", "get me 10 usdc using eth"],
)
def test_the_amount_may_be_the_one_wanted(reader: Reader, text: str) -> None:
    params = {"amount": "10", "amount_side": "out", "token": "ETH", "to_token": "USDC"}
    assert dict(reader.read(text).params) == params


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("swap ETH for USDC", "amount"),
        ("swap 5 to USDC", "token"),
        ("sell 5 ETH", "to_token"),
        ("buy some PEPE", "amount"),
        ("buy $20 of PEPE", "token"),
        ("swap 5 ETH for fun", "to_token"),
        ("swap 1 ETH for 3000 USDC", "amount"),
        ("swap eth to usdc 100", "amount"),
        ("swap 1 ETH to USDC or DAI", "to_token"),
        ("swap 1 ETH to USDC DAI", "to_token"),
        ("swap 1 ETH for ETH", "to_token"),
        ("swap 1 ETH for USDC with some slippage", "slippage"),
        ("swap 1 ETH for USDC with 90% slippage", "slippage"),
        ("swap 1 ETH for USDC to bob.eth", "recipient"),
        ("unwrap 1 USDC", "token"),
        ("wrap 1 ETH to USDC", "to_token"),
        ("convert 5 USDC from base to ETH", "to_token"),
        ("convert my bags into stables", "to_token"),
    ],
)
def test_a_swap_with_a_gap_is_asked_about(reader: Reader, text: str, missing: str) -> None:
    reading = reader.read(text)
    assert reading.action == "clarify", dict(reading.params)
    assert missing in reading.missing


def test_wrapping(reader: Reader) -> None:
    assert reader.read("wrap 2 ETH").params["to_token"] == "WETH"
    assert reader.read("unwrap all my weth").params["to_token"] == "ETH"


def test_tokens_by_address(reader: Reader) -> None:
    assert reader.read(f"swap 1 ETH for {ALICE}").params["to_token"] == ALICE
    assert reader.read(f"buy {MINT} with 0.5 sol").params["to_token"] == MINT
    assert reader.read(f"sell 1000 {SUN} for usdc").params["token"] == SUN


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("bridge 1 ETH from mainnet to Base", {}),
        ("move 1 eth from ethereum over to base", {}),
        ("send 1 ETH from L1 to chain id 8453", {}),
        ("bridge 1 eth eth -> base", {}),
        ("brigde 1 eth form ethereum too base", {}),
        ("get 1 ETH across from mainnet to base", {}),
        ("I want to transfer 1 ETH from Ethereum to Base. Can you help me bridge it?", {}),
        ("bridge 1 ETH from ethereum to base for bob.eth", {"recipient": "bob.eth"}),
        ("bridge 1 ETH from ethereum to base, send it to bob.eth", {"recipient": "bob.eth"}),
        ("swap 1 ETH on ethereum for USDC on base", {"to_token": "USDC"}),
    ],
)
def test_two_chains_make_a_bridge(reader: Reader, text: str, params: dict[str, str]) -> None:
    reading = reader.read(text)
    plain = {"amount": "1", "token": "ETH", "from_chain": "ethereum", "to_chain": "base"}
    assert (reading.action, dict(reading.params)) == ("bridge", plain | params)


def test_a_coin_of_one_chain_is_bridged_to_another(reader: Reader) -> None:
    reading = reader.read("turn my 3 SOL into ETH on base")
    assert reading.action == "bridge"
    assert (reading.params["from_chain"], reading.params["to_chain"]) == ("solana", "base")


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("bridge 1 ETH", "from_chain"),
        ("bridge 1 ETH to base", "from_chain"),
        ("bridge ETH from ethereum to base", "amount"),
        ("bridge 1 ETH from base to base", "to_chain"),
        ("bridge 1 ETH from base to optimism or arbitrum", "to_chain"),
        ("move 1 ETH to another chain", "to_chain"),
        (f"bridge 1 USDC from solana to base, receiver {SUN}", "recipient"),
    ],
)
def test_a_bridge_with_a_gap_is_asked_about(reader: Reader, text: str, missing: str) -> None:
    reading = reader.read(text)
    assert (reading.action, reading.params["intended_action"]) == ("clarify", "bridge")
    assert missing in reading.missing
