"""The common tokens of every network: where they are, and how they count.

Sources: the token lists of Uniswap, Sushi, PancakeSwap, the Superchain and Aave's address book,
viem's USDC addresses (Circle's own), and the lists that SmolDapp's token assets gather
(CoinGecko, 1inch, Curve, LI.FI, Etherscan and others). An address is here only where independent
lists agree on it, or where its issuer names it. Left out on purpose: tokens of bridges that lost
their backing (Multichain, Nomad), and symbols that mean two tokens on one network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import NotRequired, TypedDict


@dataclass(frozen=True, slots=True)
class Token:
    """An ERC-20 contract on one network."""

    chain: str
    """The canonical name of the network, like `"base"`."""
    address: str
    """With its EIP-55 checksum."""
    symbol: str
    name: str
    decimals: int
    """How many decimal places one base unit is below one whole token."""
    pegged_usd: bool = False
    """Redeemable for one US dollar, from an issuer that has kept it so for years."""
    aliases: tuple[str, ...] = ()
    """Other symbols that mean this token on this network: `("WMATIC",)`."""


class _Row(TypedDict):
    chain: str
    symbol: str
    address: str
    decimals: int
    name: str
    pegged_usd: NotRequired[bool]
    aliases: NotRequired[list[str]]


class TokenList:
    """Tokens to look up by symbol and by address; a symbol or an address is never ambiguous.

    The native coin of a network is no token: `find("polygon", "POL")` is `None`.
    """

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._by_chain: dict[str, list[Token]] = {}
        self._by_symbol: dict[tuple[str, str], Token] = {}
        self._by_address: dict[tuple[str, str], Token] = {}
        for token in tokens:
            self._by_chain.setdefault(token.chain, []).append(token)
            self._by_address[token.chain, token.address.lower()] = token
            self._by_symbol[token.chain, token.symbol.upper()] = token
        for token in self:
            for alias in token.aliases:
                self._by_symbol.setdefault((token.chain, alias.upper()), token)

    def __iter__(self) -> Iterator[Token]:
        for tokens in self._by_chain.values():
            yield from tokens

    def find(self, chain: str, symbol: str) -> Token | None:
        """The token of that symbol or alias on that network, in any case of letters."""
        return self._by_symbol.get((chain, symbol.upper()))

    def by_address(self, chain: str, address: str) -> Token | None:
        """The token at that address, in any case of letters."""
        return self._by_address.get((chain, address.lower()))

    def on_chain(self, chain: str) -> tuple[Token, ...]:
        """Every known token of that network, the most common first; empty where none is known."""
        return tuple(self._by_chain.get(chain, ()))


def load_tokens() -> TokenList:
    """The list that comes with the suite, and the sandbox's tokens."""
    from fiscus.chains.sandbox.definition import (
        FAR_TOKENS,
        GOV,
        SANDBOX_TOKENS,
    )  # it is made of `Token`s

    text = resources.files("fiscus.chains.evm").joinpath("data/tokens.json").read_text("utf-8")
    rows: list[_Row] = json.loads(text)
    return TokenList([*map(_token, rows), *SANDBOX_TOKENS, GOV, *FAR_TOKENS])


def _token(row: _Row) -> Token:
    return Token(
        chain=row["chain"],
        address=row["address"],
        symbol=row["symbol"],
        name=row["name"],
        decimals=row["decimals"],
        pegged_usd=row.get("pegged_usd", False),
        aliases=tuple(row.get("aliases", ())),
    )
