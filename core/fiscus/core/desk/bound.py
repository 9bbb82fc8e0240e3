"""The front door of a desk of this process, bound to one step of one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.core.desk.vouching import held

if TYPE_CHECKING:
    from fiscus.core.desk.desk import Desk
    from fiscus.core.desk.door import Intent, Ticket
    from fiscus.core.desk.outcome import Outcome


@dataclass(frozen=True, slots=True)
class BoundDoor:
    """What everybody outside is handed: nobody's claim of an origin passes it unheld."""

    _desk: Desk
    _ticket: Ticket

    async def submit(self, intent: Intent) -> Outcome:
        return await self._desk.submit(*held(self._ticket, intent))

    async def earlier(self) -> Outcome | None:
        return await self._desk.earlier(self._ticket)
