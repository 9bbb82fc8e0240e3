"""What a wallet did, for reading alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.desk.arrivals import Notice
from fiscus.core.desk.door import Ticket
from fiscus.core.desk.front import Came, FrontDesk
from fiscus.core.desk.outcome import Outcome


@dataclass(frozen=True, slots=True)
class History:
    """The payments of a desk's wallets, newest first. Plugins are given this, not the desk."""

    _desk: FrontDesk

    async def recent(self, family: str, address: str, count: int) -> Sequence[Outcome]:
        """What was signed for `address`, and what became of it."""
        return await self._desk.books.recent(f"{family}:{address}", count)

    async def under_way(self) -> Sequence[Outcome]:
        """The bridges whose money a chain has not shown to have arrived."""
        return await self._desk.books.crossing()

    async def look(self, journal_id: str, notice: Notice | None = None) -> Outcome:
        """Ask the chains where the money of a bridge is. A notice says where to look, and proves
        nothing."""
        return await self._desk.books.look(journal_id, notice)

    async def came(self, ticket: Ticket) -> Came:
        """What a step has brought to the wallet, by its chain's own word. Raises `NothingCame`."""
        return await self._desk.books.came(ticket)
