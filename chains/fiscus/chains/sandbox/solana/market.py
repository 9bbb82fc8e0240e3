"""What is traded on the sandbox, and at which price: one market maker, who has plenty.

Prices are those of the price list, moved by the size of a trade: the pool behind every price is
worth `DEPTH` dollars on each side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from fiscus.chains.sandbox.solana import definition as at
from fiscus.chains.solana import programs

WHOLE: Final = 10_000
"""Basis points."""
DEPTH: Final = 20_000_000
"""US dollars."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as a list of tokens has it. `price` is that of a whole one, in US dollars."""

    mint: str
    symbol: str
    name: str
    decimals: int
    price: int | float
    program: str = programs.TOKEN
    verified: bool = True
    suspicious: bool = False

    @property
    def usd(self) -> Fraction:
        return Fraction(str(self.price))

    def worth(self, units: int) -> Fraction:
        return self.usd * units / self._whole

    def units(self, usd: Fraction) -> Fraction:
        return usd * self._whole / self.usd

    @property
    def _whole(self) -> int:
        """Base units of one."""
        return int(10**self.decimals)


LISTED: Final[Mapping[str, Listed]] = MappingProxyType(
    {
        token.mint: token
        for token in (
            Listed(programs.WRAPPED_SOL, "SOL", "Wrapped SOL", 9, 150),
            Listed(at.USDC, "USDC", "USD Coin", 6, 1),
            Listed(at.BONK, "BONK", "Bonk", 5, 0.00002),
            Listed(at.RAY, "RAY", "Raydium", 6, 2),
            Listed(at.JTO, "JTO", "Jito", 9, 3),
            Listed(
                at.PLAIN_2022,
                "MOCHI",
                "Mochi",
                6,
                0.5,
                programs.TOKEN_2022,
                verified=False,
            ),
            Listed(at.LOOKALIKE, "MOCHI", "Mochi", 9, 0.01, verified=False, suspicious=True),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Price:
    """What a trade comes to, in base units. `bound`: the least that arrives, or, where what arrives
    is exact, the most that is paid."""

    sold: Listed
    bought: Listed
    paid: int
    arrives: int
    bound: int
    slippage_bps: int
    impact: Fraction


def priced(
    sold: Listed, bought: Listed, units: int, *, slippage_bps: int, exact_out: bool
) -> Price | None:
    """`None` where the trade is too small to bring anything, or too large to be made."""
    if not exact_out:
        usd = sold.worth(units)
        arrives = int(bought.units(usd * DEPTH / (usd + DEPTH)))
        bound = -(-arrives * (WHOLE - slippage_bps) // WHOLE)
        price = Price(sold, bought, units, arrives, bound, slippage_bps, usd / (usd + DEPTH))
    else:
        wanted = bought.worth(units)
        if wanted >= DEPTH:
            return None
        usd = wanted * DEPTH / (DEPTH - wanted)
        paid = -(-sold.units(usd) // 1)
        bound = -(-paid * (WHOLE + slippage_bps) // WHOLE)
        price = Price(sold, bought, paid, units, bound, slippage_bps, usd / (usd + DEPTH))
    return price if price.paid > 0 and price.arrives > 0 else None
