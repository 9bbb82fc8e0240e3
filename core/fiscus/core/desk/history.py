"""What a wallet did, for reading alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.desk.arrivals import Notice
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.overseas import Overseas


@dataclass(frozen=True, slots=True)
class History:
    """The payments of a desk's wallets, newest first. Plugins are given this, not the desk."""

    _desk: Desk

    async def recent(self, family: str, address: str, count: int) -> Sequence[Outcome]:
        """What was signed for `address`, and what became of it."""
        return await self._overseas.told(await self._desk.recent(f"{family}:{address}", count))

    async def under_way(self) -> Sequence[Outcome]:
        """The bridges whose money a chain has not shown to have arrived."""
        overseas = self._overseas
        found = [await self._desk.status(one) for one in await overseas.under_way()]
        return await overseas.told(found)

    async def look(self, journal_id: str, notice: Notice | None = None) -> Outcome:
        """Ask the chains where the money of a bridge is. A notice says where to look, and proves
        nothing."""
        overseas = self._overseas
        await overseas.look(journal_id, notice)
        return (await overseas.told([await self._desk.status(journal_id)]))[0]

    @property
    def _overseas(self) -> Overseas:
        return Overseas(self._desk.ledger, self._desk.adapters)
