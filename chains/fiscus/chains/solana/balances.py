"""What an owner has on one cluster: SOL, and every token of both programs, in one request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.chains.solana import queries
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.layouts import read_holding
from fiscus.chains.solana.programs import TOKEN, TOKEN_2022
from fiscus.chains.solana.records import Account


@dataclass(frozen=True, slots=True)
class TokenHolding:
    """Base units of one mint, over all accounts of the owner. What is frozen counts, too."""

    mint: str
    program: str
    units: int


@dataclass(frozen=True, slots=True)
class Balances:
    """Tokens are in the order of their mints; those of which nothing is left are not listed."""

    owner: str
    lamports: int
    tokens: tuple[TokenHolding, ...]

    def units(self, mint: str) -> int:
        return sum(holding.units for holding in self.tokens if holding.mint == mint)


async def read_balances(client: SolanaClient, owner: str) -> Balances:
    """Raises `ChainError` where the cluster cannot be reached."""
    lamports, plain, extended = await client.gather(
        queries.balance(owner),
        queries.token_accounts(owner, TOKEN),
        queries.token_accounts(owner, TOKEN_2022),
    )
    return Balances(owner, lamports, _holdings([*plain, *extended], owner))


def _holdings(accounts: Sequence[tuple[str, Account]], owner: str) -> tuple[TokenHolding, ...]:
    totals: dict[tuple[str, str], int] = {}
    for _, account in accounts:
        holding = read_holding(account)
        if holding is not None and holding.owner == owner and holding.units:
            key = holding.mint, holding.program
            totals[key] = totals.get(key, 0) + holding.units
    return tuple(
        TokenHolding(mint, program, units) for (mint, program), units in sorted(totals.items())
    )
