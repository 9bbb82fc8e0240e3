"""The common tokens of Solana: their mints, and how they count.

Sources: Jupiter's validated token list, Bonfida's name service SDK, Circle's and Paxos' own
pages, and public code that agrees with them. A mint is here only where independent sources name
the same one. Left out on purpose: symbols that mean several mints, and coins without backing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import NotRequired, TypedDict

from fiscus.chains.solana.programs import TOKEN, TOKEN_2022


@dataclass(frozen=True, slots=True)
class Token:
    """A mint on one cluster."""

    chain: str
    """The canonical name of the cluster, like `"solana"`."""
    address: str
    """The mint's."""
    symbol: str
    name: str
    decimals: int
    """How many decimal places one base unit is below one whole token."""
    program: str = TOKEN
    """The token program that owns the mint."""
    pegged_usd: bool = False
    """Redeemable for one US dollar, from an issuer that has kept it so for years."""
    aliases: tuple[str, ...] = ()
    """Other symbols that mean this token."""


class _Row(TypedDict):
    chain: str
    symbol: str
    address: str
    decimals: int
    name: str
    token_2022: NotRequired[bool]
    pegged_usd: NotRequired[bool]
    aliases: NotRequired[list[str]]


class TokenList:
    """Tokens to look up by symbol and by mint; neither is ever ambiguous.

    SOL is no token: `find("solana", "SOL")` is `None`, wrapped SOL is `"WSOL"`.
    """

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._by_chain: dict[str, list[Token]] = {}
        self._by_symbol: dict[tuple[str, str], Token] = {}
        self._by_address: dict[tuple[str, str], Token] = {}
        for token in tokens:
            self._by_chain.setdefault(token.chain, []).append(token)
            self._by_address[token.chain, token.address] = token
            self._by_symbol[token.chain, token.symbol.upper()] = token
        for token in self:
            for alias in token.aliases:
                self._by_symbol.setdefault((token.chain, alias.upper()), token)

    def __iter__(self) -> Iterator[Token]:
        for tokens in self._by_chain.values():
            yield from tokens

    def find(self, chain: str, symbol: str) -> Token | None:
        """The token of that symbol or alias on that cluster, in any case of letters."""
        return self._by_symbol.get((chain, symbol.upper()))

    def by_address(self, chain: str, address: str) -> Token | None:
        """The token of that mint; letters must match exactly."""
        return self._by_address.get((chain, address))

    def on_chain(self, chain: str) -> tuple[Token, ...]:
        """Every known token of that cluster, the most common first; empty where none is known."""
        return tuple(self._by_chain.get(chain, ()))


def load_tokens() -> TokenList:
    """The list that comes with the suite."""
    text = resources.files("fiscus.chains.solana").joinpath("data/tokens.json").read_text("utf-8")
    rows: list[_Row] = json.loads(text)
    return TokenList(map(_token, rows))


def _token(row: _Row) -> Token:
    return Token(
        chain=row["chain"],
        address=row["address"],
        symbol=row["symbol"],
        name=row["name"],
        decimals=row["decimals"],
        program=TOKEN_2022 if row.get("token_2022") else TOKEN,
        pegged_usd=row.get("pegged_usd", False),
        aliases=tuple(row.get("aliases", ())),
    )
