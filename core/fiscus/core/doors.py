"""Doors for where no desk is open and no person is known: they let nothing through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscus.core.errors import ReadOnly

if TYPE_CHECKING:
    from fiscus.core.desk.door import Door, Intent, Ticket
    from fiscus.core.desk.outcome import Outcome


class ClosedDoor:
    """Refuses every intent."""

    async def submit(self, intent: Intent) -> Outcome:
        raise ReadOnly(
            f"{intent.action!r} needs a desk, and none is open",
            hint="`fiscus check` says what is missing.",
        )


def closed(ticket: Ticket) -> Door:
    """The door factory of a runtime without a desk."""
    return ClosedDoor()
