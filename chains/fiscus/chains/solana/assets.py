"""Which coin or token is meant on a cluster. Never another one that looks like it."""

from __future__ import annotations

from fiscus.chains.solana.addresses import read_address
from fiscus.chains.solana.chain import SolanaChain
from fiscus.chains.solana.tokens import Token, TokenList
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import UnknownToken

COIN_DECIMALS = 9
"""Of SOL: one lamport is a thousand-millionth."""


def native_asset(chain: SolanaChain) -> Asset:
    return Asset(chain.name, None, chain.coin, COIN_DECIMALS)


def token_asset(token: Token) -> Asset:
    return Asset(token.chain, token.address, token.symbol, token.decimals)


def find_asset(chain: SolanaChain, token: str, tokens: TokenList) -> Asset | None:
    """The asset a symbol or mint means; `None` for a mint that is on no list.

    Raises `UnknownToken`.
    """
    if token.upper() in {chain.coin, "NATIVE"}:
        return native_asset(chain)
    known = tokens.find(chain.name, token)
    if known is not None:
        return token_asset(known)
    reading = read_address(token)
    if reading is None:
        raise UnknownToken(
            f"Unknown token: {token[:40]}", hint="Name the token by the address of its mint."
        )
    if not reading.valid:
        raise UnknownToken(
            f"{token[:100]!r} is no mint: {reading.reason}",
            hint="Copy the whole address of the mint again from its source.",
        )
    known = tokens.by_address(chain.name, token)
    return token_asset(known) if known else None
