"""What a transaction pays: a fixed fee for its signature, and a price for its compute units.

Both are known beforehand to the lamport: the priority fee is for the limit that is asked for, not
for what is used (https://solana.com/docs/core/fees).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.core.errors import ChainError

BASE_LAMPORTS: Final = 5000
"""For one signature."""
MICRO: Final = 1_000_000
MOST_UNITS: Final = 1_400_000
"""Compute units that any transaction may use."""
DRY_UNITS: Final = 400_000
"""The limit while it is simulated: ample for every payment."""
HIGHEST_PRICE: Final = 1_000_000
"""Microlamports a unit that are paid at most on the word of a node."""
PERCENTILE: Final = 75
SPREAD: Final = 1024
FEE_RESERVE: Final = 1_000_000
"""Lamports that stay for later fees where all SOL is sent."""


class AbsurdFee(ChainError):
    """A node asks for more than a transaction can use. Nothing is signed."""

    code = "FEE_TOO_HIGH"


@dataclass(frozen=True, slots=True)
class Budget:
    """Compute units that are asked for, and microlamports offered for each."""

    units: int
    price: int = 0

    @property
    def fee(self) -> int:
        """Lamports, exactly."""
        return BASE_LAMPORTS + -(-self.units * self.price // MICRO)


def priority_price(recent: Sequence[int], floor: int) -> int:
    """What three quarters of recent blocks took, never under `floor`, nor over what is sane."""
    ranked = sorted(recent)
    asked = ranked[len(ranked) * PERCENTILE // 100] if ranked else 0
    return max(floor, min(asked, HIGHEST_PRICE))


def unit_limit(used: int) -> int:
    """A fifth more than the simulation used, and a few units by chance.

    Two equal payments that name the same block would be one and the same transaction, of which
    the chain takes one: chance keeps them apart, also between processes.
    """
    if not 0 < used <= MOST_UNITS:
        raise AbsurdFee(
            f"A node simulates {used} compute units, which no payment takes",
            hint="Nothing was signed. Try again, or configure another RPC in SOLANA_RPC_URL.",
        )
    return min(-(-used * 6 // 5) + secrets.randbelow(SPREAD), MOST_UNITS)


def capped(budget: Budget, most: int | None) -> Budget:
    """The budget at a price that keeps the fee within `most` lamports, where there is one."""
    if most is None or budget.fee <= most or most < BASE_LAMPORTS:
        return budget
    return Budget(budget.units, (most - BASE_LAMPORTS) * MICRO // budget.units)
