from __future__ import annotations

from collections import Counter

import pytest
from eth_utils.address import is_checksum_address

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import Token, TokenList, load_tokens

TOKENS = load_tokens()
EVERY = [pytest.param(token, id=f"{token.chain}-{token.symbol}") for token in TOKENS]


def test_there_are_enough_tokens_on_enough_networks() -> None:
    tokens = list(TOKENS)
    assert len(tokens) >= 400
    assert len({token.chain for token in tokens}) == len(CHAINS)


@pytest.mark.parametrize("token", EVERY)
def test_a_token_is_well_formed(token: Token) -> None:
    assert token.chain in CHAINS
    assert is_checksum_address(token.address)
    assert 2 <= token.decimals <= 18
    assert token.name
    assert token.name == token.name.strip()
    assert token.symbol
    assert " " not in token.symbol


def test_an_address_and_a_symbol_mean_one_token_on_a_network() -> None:
    addresses = Counter((token.chain, token.address) for token in TOKENS)
    symbols = Counter(
        (token.chain, word.upper()) for token in TOKENS for word in (token.symbol, *token.aliases)
    )
    assert [key for key, times in (addresses + symbols).items() if times > 1] == []


def test_no_token_has_the_symbol_of_the_native_coin() -> None:
    same = [
        (token.chain, token.symbol)
        for token in TOKENS
        for chain in [CHAINS[token.chain]]
        if token.symbol in (chain.coin, *chain.coin_aliases) and token.address != chain.wrapped
    ]
    assert same == []


def test_every_wrapped_coin_is_on_the_list() -> None:
    unlisted = [
        chain.name
        for chain in CHAINS.values()
        if chain.wrapped and TOKENS.by_address(chain.name, chain.wrapped) is None
    ]
    assert unlisted == ["boba"]  # its wrapped address is the coin itself


# The issuers' own pages: Circle for USDC, Tether and the Binance bridge for the others.
CANONICAL = [
    ("ethereum", "USDC", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", 6),
    ("base", "USDC", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", 6),
    ("arbitrum", "USDC", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", 6),
    ("arbitrum", "USDC.e", "0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8", 6),
    ("optimism", "USDC", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", 6),
    ("polygon", "USDC", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", 6),
    ("avalanche", "USDC", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", 6),
    ("bsc", "USDC", "0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d", 18),
    ("bsc", "USDT", "0x55d398326f99059fF775485246999027B3197955", 18),
    ("ethereum", "USDT", "0xdAC17F958D2ee523a2206206994597C13D831ec7", 6),
    ("ethereum", "WBTC", "0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599", 8),
    ("ethereum", "DAI", "0x6B175474E89094C44Da98b954EedeAC495271d0F", 18),
    ("ethereum", "WETH", "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", 18),
    ("sepolia", "USDC", "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238", 6),
]


@pytest.mark.covers("EVM-44", "EVM-45")
@pytest.mark.parametrize(("chain", "symbol", "address", "decimals"), CANONICAL)
def test_canonical_addresses(chain: str, symbol: str, address: str, decimals: int) -> None:
    token = TOKENS.find(chain, symbol)
    assert token is not None
    assert (token.address, token.decimals) == (address, decimals)


def test_symbols_and_addresses_match_in_any_case() -> None:
    token = TOKENS.find("base", "cbbtc")
    assert token is not None
    assert token.symbol == "cbBTC"
    assert TOKENS.find("arbitrum", "usdc.E") is not TOKENS.find("arbitrum", "usdc")
    for spelling in (token.address, token.address.lower(), "0x" + token.address[2:].upper()):
        assert TOKENS.by_address("base", spelling) is token


def test_a_former_symbol_finds_the_token_of_today() -> None:
    assert TOKENS.find("polygon", "WMATIC") is TOKENS.find("polygon", "WPOL")


@pytest.mark.parametrize("symbol", ["POL", "MATIC"])
def test_the_coin_of_polygon_is_no_token_there(symbol: str) -> None:
    assert TOKENS.find("polygon", symbol) is None


def test_the_same_address_on_another_network_is_another_token() -> None:
    usdc = TOKENS.find("base", "USDC")
    assert usdc is not None
    assert TOKENS.by_address("ethereum", usdc.address) is None


def test_an_unknown_network_has_no_tokens() -> None:
    assert TOKENS.on_chain("nowhere") == ()
    assert TOKENS.find("nowhere", "USDC") is None


def test_the_tokens_of_a_network_come_most_common_first() -> None:
    assert [token.symbol for token in TOKENS.on_chain("base")][:2] == ["WETH", "USDC"]


def test_only_solid_dollars_on_real_networks_are_pegged() -> None:
    pegged = [token for token in TOKENS if token.pegged_usd]
    assert {token.symbol for token in pegged} == {
        "USDC", "USDC.e", "USDbC", "USDT", "USDT.e", "USDT0", "DAI", "DAI.e", "USDS", "PYUSD",
    }  # fmt: skip
    assert {token.chain for token in pegged if CHAINS[token.chain].testnet} == {
        "sandbox",
        "sandbox2",
    }


@pytest.mark.parametrize(
    ("chain", "symbol"), [("fantom", "USDC"), ("moonriver", "USDC"), ("moonbeam", "USDT")]
)
def test_tokens_of_broken_bridges_are_not_offered(chain: str, symbol: str) -> None:
    assert TOKENS.find(chain, symbol) is None


def test_a_symbol_wins_over_an_alias() -> None:
    old = Token("base", "0x" + "1" * 40, "OLD", "Old", 18, aliases=("NEW",))
    new = Token("base", "0x" + "2" * 40, "NEW", "New", 18)
    assert TokenList([old, new]).find("base", "new") is new
