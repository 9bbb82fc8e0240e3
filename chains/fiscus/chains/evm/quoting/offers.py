"""A swap that is wanted, and what somebody offers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.chain import EvmChain
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.door import Proposed
from fiscus.core.errors import ChainError

WHOLE_BPS: Final = 10_000


class BadOffer(ChainError):
    """An offer that is for something else than what was asked for, or leaves out what it needs."""

    code = "BAD_OFFER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`units` base units leave, or, with `exact_out`, must arrive."""

    chain: EvmChain
    wallet: str
    sold: Asset
    bought: Asset
    units: int
    exact_out: bool = False
    slippage_bps: int = 100

    @property
    def given(self) -> Asset:
        """What `units` are of."""
        return self.bought if self.exact_out else self.sold

    @property
    def wraps(self) -> bool:
        """Whether it is between the coin and its wrapped form, which are each other's worth: then
        nobody needs to be asked."""
        addresses = {(asset.address or "").lower() for asset in (self.sold, self.bought)}
        return addresses == {"", (self.chain.wrapped or "").lower()}

    def least(self, units: int) -> int:
        """What must arrive where so much is expected: never a unit below the slippage."""
        return -(-units * (WHOLE_BPS - self.slippage_bps) // WHOLE_BPS)

    def most(self, units: int) -> int:
        """What may leave where so much is expected."""
        return units * (WHOLE_BPS + self.slippage_bps) // WHOLE_BPS


@dataclass(frozen=True, slots=True)
class Fee:
    """What somebody on the way keeps. `included` in what arrives, or paid beside it."""

    asset: Asset
    units: int
    included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """All of it is the word of its maker, until the desk has looked at it."""

    source: str
    """Who makes it: `"LI.FI"`."""
    route: str
    """By what; may be empty. Safe to show."""
    proposed: Proposed
    spender: str | None
    """Whom it expects to be allowed to spend; `None` for native coin. The desk takes this from the
    transaction itself."""
    resets: bool = False
    """Whether its maker says that an older right must be taken back first."""
    units_in: int
    """That leave, as expected."""
    units_out: int
    """That arrive, as expected."""
    least_out: int
    most_in: int
    gas: int | None = None
    """Units of gas, as its maker estimates them."""
    fees: tuple[Fee, ...] = ()
    impact_bps: int | None = None
    """How far it is behind the price of a tiny trade, where its maker knows."""
