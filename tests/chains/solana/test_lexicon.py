from __future__ import annotations

from collections import Counter

import pytest

from fiscus.chains.evm.lexicon import lexicon as evm
from fiscus.chains.solana.definitions import CHAINS
from fiscus.chains.solana.lexicon import lexicon

WORDS = {word.symbol: word for word in lexicon.tokens}


def test_the_network_is_known_by_its_names() -> None:
    word, *tests = lexicon.chains
    assert [chain.name for chain in tests] == [n for n in CHAINS if n != "solana"]
    assert all(
        chain.native == "SOL" and not set(chain.aliases) & {*word.aliases} for chain in tests
    )
    assert (word.name, word.native, word.chain_id) == ("solana", "SOL", None)
    assert {"sol", "solana mainnet"} <= set(word.aliases)
    taken = {name for chain in evm.chains for name in (chain.name, *chain.aliases)}
    assert not taken & {word.name, *word.aliases}


def test_symbols_are_in_capitals_and_at_home_here() -> None:
    assert len(WORDS) == len(lexicon.tokens)
    assert all(symbol == symbol.upper() for symbol in WORDS)
    assert WORDS["SOL"].chains == tuple(CHAINS)
    assert {word.chains for word in lexicon.tokens if word.symbol != "SOL"} == {("solana",)}
    assert set(WORDS) >= {
        "SOL", "USDC", "USDT", "BONK", "JUP", "WIF", "PYTH", "RAY", "ORCA", "JTO", "MSOL",
        "JITOSOL", "W", "RENDER", "POPCAT",
    }  # fmt: skip


def test_a_nickname_means_the_same_token_in_every_family() -> None:
    meanings = {
        (alias, word.symbol) for words in (lexicon, evm) for word in words.tokens
        for alias in word.aliases
    }  # fmt: skip
    twice = [alias for alias, times in Counter(a for a, _ in meanings).items() if times > 1]
    assert twice == []


@pytest.mark.parametrize("name", ["lamport", "lamports"])
def test_lamports_are_fractions_of_sol(name: str) -> None:
    (unit,) = (unit for unit in lexicon.units if unit.name == name)
    assert (unit.symbol, unit.exponent) == ("SOL", 9)


def test_names_and_addresses_of_the_family() -> None:
    assert (lexicon.family, lexicon.name_suffixes) == ("solana", (".sol",))
    reading = lexicon.read_address("So11111111111111111111111111111111111111112")
    assert reading is not None
    assert reading.valid
