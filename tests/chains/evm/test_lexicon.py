from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.lexicon import UNSERVED, lexicon
from fiscus.chains.evm.tokens import load_tokens
from fiscus.core.reader.lexicon import TokenWord
from fiscus.core.reader.loading import load_reader

WORDS = {word.symbol: word for word in lexicon.tokens}


def test_every_network_is_a_word() -> None:
    assert {word.name for word in lexicon.chains} == {*CHAINS, *UNSERVED}
    polygon = next(word for word in lexicon.chains if word.name == "polygon")
    assert (polygon.chain_id, polygon.native) == (137, "POL")
    assert "matic" in polygon.aliases


@pytest.mark.parametrize("network", UNSERVED)
def test_what_is_said_of_a_test_network_that_is_not_served_is_never_meant_for_mainnet(
    network: str,
) -> None:
    assert network not in CHAINS
    reader = load_reader([lexicon])
    for chain in ("ethereum", "base", "polygon", "optimism"):
        reading = reader.read(f"send 1 ETH to bob.eth on {chain} {network}")
        assert reading.action == "clarify"
        assert "from_chain" in reading.missing
    alone = reader.read(f"send 1 ETH to bob.eth on {network} testnet")
    assert alone.params.get("from_chain") in {network, None}


def test_a_symbol_is_one_word_in_capitals() -> None:
    assert len(WORDS) == len(lexicon.tokens)
    assert all(symbol == symbol.upper() and symbol for symbol in WORDS)


def test_a_nickname_means_one_token_and_is_lower_case() -> None:
    nicknames = Counter(alias for word in lexicon.tokens for alias in word.aliases)
    assert [alias for alias, times in nicknames.items() if times > 1] == []
    assert all(alias == " ".join(alias.lower().split()) for alias in nicknames)
    assert not {alias.upper() for alias in nicknames} & set(WORDS)


def test_every_token_of_the_list_is_a_word_at_its_place() -> None:
    for token in load_tokens():
        for symbol in (token.symbol, *token.aliases):
            assert token.chain in WORDS[symbol.upper()].chains


def test_a_native_coin_is_known_where_it_is_native() -> None:
    for chain in CHAINS.values():
        for symbol in (chain.coin, *chain.coin_aliases):
            assert chain.name in WORDS[symbol].chains


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("ether", "ETH"), ("ethereum", "ETH"), ("wrapped ether", "WETH"), ("usd coin", "USDC"),
        ("tether", "USDT"), ("wrapped bitcoin", "WBTC"), ("bitcoin", "BTC"), ("chainlink", "LINK"),
        ("shiba inu", "SHIB"), ("lido dao", "LDO"), ("dogecoin", "DOGE"),
    ],
)  # fmt: skip
def test_names_people_use(name: str, symbol: str) -> None:
    meant = [word.symbol for word in lexicon.tokens if name in word.aliases]
    assert meant == [symbol]


@pytest.mark.parametrize(
    ("symbol", "chain"), [("APT", "aptos"), ("BTC", "bitcoin"), ("SOL", "solana")]
)
def test_coins_of_other_networks_are_known_not_to_be_here(symbol: str, chain: str) -> None:
    assert chain in WORDS[symbol].chains
    assert "ethereum" not in WORDS[symbol].chains


def test_a_symbol_whose_place_is_unknown_has_no_networks() -> None:
    assert WORDS["WOJAK"] == TokenWord("WOJAK")
    assert sum(1 for word in lexicon.tokens if not word.chains) >= 100


def test_units_are_fractions_of_ether() -> None:
    assert {unit.name: (unit.symbol, unit.exponent) for unit in lexicon.units} == {
        "wei": ("ETH", 18),
        "gwei": ("ETH", 9),
    }


def test_names_and_addresses_of_the_family() -> None:
    assert (lexicon.family, lexicon.name_suffixes) == ("evm", (".eth",))
    reading = lexicon.read_address("0x" + "1" * 40)
    assert reading is not None
    assert reading.valid


def test_the_words_load_nothing_heavy() -> None:
    program = (
        "import sys; import fiscus.chains.evm.lexicon, fiscus.chains.solana.lexicon;"
        "heavy = {name.partition('.')[0] for name in sys.modules};"
        "assert not heavy & {'eth_utils', 'Crypto', 'httpx', 'pydantic', 'asyncio', 'web3'}, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
