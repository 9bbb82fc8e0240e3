"""The token list: every row can be used, and no word means two tokens."""

from __future__ import annotations

from collections import Counter

import pytest

from fiscus.chains.solana.addresses import is_address
from fiscus.chains.solana.definitions import CHAINS
from fiscus.chains.solana.lexicon import lexicon
from fiscus.chains.solana.programs import TOKEN, TOKEN_2022, WRAPPED_SOL
from fiscus.chains.solana.tokens import load_tokens

TOKENS = load_tokens()


def test_every_mint_is_an_address_on_a_known_cluster_and_listed_once() -> None:
    rows = list(TOKENS)
    assert len(rows) > 60
    assert all(is_address(token.address) and token.chain in CHAINS for token in rows)
    assert all(0 <= token.decimals <= 9 for token in rows)
    assert set(Counter((token.chain, token.address) for token in rows).values()) == {1}
    assert set(Counter((token.chain, token.symbol.upper()) for token in rows).values()) == {1}


@pytest.mark.covers("SOL-48", "SOL-49", "SOL-50", "SOL-51", "SOL-52")
def test_the_canonical_mints_are_those_of_their_issuers() -> None:
    expected = {
        "WSOL": (WRAPPED_SOL, 9, TOKEN, False),
        "USDC": ("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", 6, TOKEN, True),
        "USDT": ("Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", 6, TOKEN, True),
        "BONK": ("DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263", 5, TOKEN, False),
        "RAY": ("4k3Dyjzvzp8eMZWUXbBCjEvwSkkk59S5iCNLY3QrkX6R", 6, TOKEN, False),
        "JTO": ("jtojtomepa8beP8AuQc6eXt5FriJwfFMwQx2v2f9mCL", 9, TOKEN, False),
        "PYUSD": ("2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", 6, TOKEN_2022, True),
    }
    for symbol, row in expected.items():
        token = TOKENS.find("solana", symbol.lower())
        assert token is not None
        assert (token.address, token.decimals, token.program, token.pegged_usd) == row
        assert TOKENS.by_address("solana", token.address) is token


def test_every_listed_token_is_a_word_of_the_reader() -> None:
    words = {token.symbol for token in lexicon.tokens}
    assert {token.symbol.upper() for token in TOKENS.on_chain("solana")} <= words


def test_sol_is_the_coin_and_no_token() -> None:
    assert TOKENS.find("solana", "SOL") is None
    assert TOKENS.by_address("solana", WRAPPED_SOL.lower()) is None
