"""What is there, what becomes of it, and what stays: one line an asset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fiscus.chains.wallets.holdings import Holding
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.budgets import usd
from fiscus.core.desk.outcome import Outcome
from fiscus.core.money import from_base_units, plain
from fiscus.core.receipts import fee_text


class Fate(StrEnum):
    """What becomes of an asset."""

    TO_MOVE = "to_move"
    MOVED = "moved"
    ASKED = "needs_approval"
    UNDER_WAY = "under_way"
    """Signed, and not in a block yet."""
    LAST = "last"
    """The coin pays the fees of the tokens: it goes once they are gone."""
    STAYS = "stays"
    DUST = "dust"
    """Worth no more than the fee that moving it takes."""
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"
    """Nobody tells how much there is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One asset on one chain; or a whole chain that does not answer, which has no asset."""

    family: str
    chain: str
    """Its name for people."""
    fate: Fate
    holding: Holding | None = None
    usd: Decimal | None = None
    text: str = ""
    """Why it stands there."""
    outcome: Outcome | None = None
    again: bool = False
    """Another try may move it: what pays for that must not go before it."""

    @property
    def stays(self) -> bool:
        """Whether something of value is, or may be, still there."""
        if self.fate is Fate.UNLISTED:
            return self.usd is not None
        if self.fate is Fate.UNKNOWN:
            return self.holding is None
        return self.fate not in {Fate.TO_MOVE, Fate.MOVED, Fate.DUST}

    @property
    def what(self) -> str:
        """`"1.5 USDC"`."""
        if self.holding is None:
            return "everything"
        asset, units = self.holding.asset, self._units
        return asset.symbol if units is None else shown(units, asset.decimals, asset.symbol)

    @property
    def worth(self) -> str:
        return "" if self.usd is None else usd(self.usd)

    @property
    def fee(self) -> str:
        """What it costs, at most or in the end."""
        return fee_text(self.outcome) if self.outcome is not None else ""

    def body(self) -> dict[str, object]:
        """For programs."""
        holding, outcome, units = self.holding, self.outcome, self._units
        asset = holding.asset if holding is not None else None
        amount = None
        if asset is not None and units is not None:
            amount = plain(from_base_units(units, asset.decimals))
        return {
            "family": self.family,
            "chain": self.chain,
            "token": asset.symbol if asset is not None else None,
            "address": asset.address if asset is not None else None,
            "amount": amount,
            "units": units,
            "usd": None if self.usd is None else plain(self.usd),
            "fate": self.fate.value,
            "stays": self.stays,
            "text": self.text,
            "fee": self.fee or None,
            "to": outcome.recipient if outcome is not None else None,
            "hash": outcome.hash if outcome is not None else None,
            "approval": outcome.approval.id if outcome and outcome.approval else None,
        }

    @property
    def _units(self) -> int | None:
        """What moves, where that is known: of the coin it is less than what is there."""
        if self.outcome is not None:
            return self.outcome.amount_units
        return self.holding.units if self.holding is not None else None


def complete(lines: Sequence[Line]) -> bool:
    """Whether nothing of value stays."""
    return not any(line.stays for line in lines)
