"""What is in the wallet and on no list: set apart, so that nobody takes it for money.

Anybody can put a token into a wallet and call it what they like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fiscus.chains.solana.metadata import Claim
from fiscus.chains.solana.tokens import TokenList
from fiscus.chains.wallets.figures import listed
from fiscus.chains.wallets.holdings import ChainHoldings, Holding
from fiscus.core.money import from_base_units, plain

Claims = Mapping[str, Claim | None]
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Parted:
    """One wallet in three parts."""

    entry: ChainHoldings
    """SOL and the tokens of the list: what counts."""
    collectibles: tuple[Holding, ...]
    """One of a token that cannot be divided: NFTs, and what looks like one."""
    strangers: tuple[Holding, ...]
    """Tokens that are on no list."""

    @property
    def apart(self) -> tuple[Holding, ...]:
        return self.collectibles + self.strangers


def parted(entry: ChainHoldings, tokens: TokenList) -> Parted:
    counted = tuple(h for h in entry.holdings if _is_listed(h, tokens))
    others = [h for h in entry.holdings if not _is_listed(h, tokens)]
    return Parted(
        replace(entry, holdings=counted),
        tuple(h for h in others if _is_collectible(h)),
        tuple(h for h in others if not _is_collectible(h)),
    )


def apart_lines(parts: Parted, claims: Claims, most: int = MOST_NAMED) -> list[str]:
    """`"2 collectibles: “Mad Lad #1”, “Mad Lad #2”"`; empty where all is on the list."""
    kinds = (
        ("collectible", "collectibles", parts.collectibles),
        ("token on no list", "tokens on no list", parts.strangers),
    )
    return [
        f"{len(found)} {one if len(found) == 1 else many}:"
        f" {listed([named(h, claims) for h in found], most)}"
        for one, many, found in kinds
        if found
    ]


def whole_lines(holdings: Sequence[Holding], claims: Claims) -> list[str]:
    """Each with its mint, which is all that is certain about it."""
    return [f"{named(h, claims)}, mint {h.asset.address}" for h in holdings]


def apart_rows(parts: Parted, claims: Claims) -> list[dict[str, object]]:
    """The same for programs. `calls_itself` is a claim."""
    rows: list[dict[str, object]] = []
    for kind, found in (("collectible", parts.collectibles), ("unlisted", parts.strangers)):
        for holding in found:
            claim = claims.get(holding.asset.address or "")
            row = {"kind": kind, "mint": holding.asset.address, "amount": _amount(holding)}
            rows.append({**row, "calls_itself": _called(claim) or None})
    return rows


def named(holding: Holding, claims: Claims) -> str:
    """`"5,000 of a token that calls itself “FREE”"`, for people."""
    address = holding.asset.address or ""
    called = _called(claims.get(address))
    what = f"“{called}”" if called else f"{address[:4]}…{address[-4:]}"
    if _is_collectible(holding):
        return what
    whole, dot, fraction = _amount(holding).partition(".")
    return f"{int(whole):,}{dot}{fraction} {what}"


def _called(claim: Claim | None) -> str:
    return (claim.name or claim.symbol) if claim else ""


def _amount(holding: Holding) -> str:
    return plain(from_base_units(holding.units or 0, holding.asset.decimals))


def _is_listed(holding: Holding, tokens: TokenList) -> bool:
    asset = holding.asset
    return asset.address is None or tokens.by_address(asset.chain, asset.address) is not None


def _is_collectible(holding: Holding) -> bool:
    return holding.asset.decimals == 0 and holding.units == 1
