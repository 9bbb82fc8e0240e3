"""What an owner has on one cluster: SOL, and every token of both programs, in one request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fiscus.chains.answers import BadAnswer
from fiscus.chains.solana import queries
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.programs import TOKEN, TOKEN_2022
from fiscus.chains.solana.records import TokenAccount


@dataclass(frozen=True, slots=True)
class TokenHolding:
    """Base units of one mint, over all accounts of the owner. What is frozen counts, too."""

    mint: str
    program: str
    units: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Balances:
    """Tokens are in the order of their mints; those of which nothing is left are not listed."""

    owner: str
    lamports: int
    tokens: tuple[TokenHolding, ...]
    slot: int
    """The oldest that the node looked at."""

    def units(self, mint: str) -> int:
        return sum(holding.units for holding in self.tokens if holding.mint == mint)


async def read_balances(client: SolanaClient, owner: str) -> Balances:
    """Raises `ChainError` where the cluster cannot be reached."""
    (slot, lamports), plain, extended = await client.gather(
        queries.balance_at(owner),
        queries.token_accounts(owner, TOKEN),
        queries.token_accounts(owner, TOKEN_2022),
    )
    oldest = min(slot, plain[0], extended[0])
    return Balances(owner, lamports, _holdings([*plain[1], *extended[1]], owner), oldest)


def _holdings(accounts: Iterable[TokenAccount], owner: str) -> tuple[TokenHolding, ...]:
    totals: dict[str, TokenHolding] = {}
    for account in accounts:
        if account.owner != owner:
            raise BadAnswer("A token account belongs to somebody else")
        if account.units:
            before = totals.get(account.mint)
            totals[account.mint] = _added(before, account)
    return tuple(totals[mint] for mint in sorted(totals))


def _added(before: TokenHolding | None, account: TokenAccount) -> TokenHolding:
    units = account.units + (before.units if before else 0)
    if before is not None and before.decimals != account.decimals:
        raise BadAnswer("A node counts one token in two ways")
    return TokenHolding(account.mint, account.program, units, account.decimals)
