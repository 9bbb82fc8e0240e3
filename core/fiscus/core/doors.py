"""Opening the desk's doors, and doors for where no desk is open: they let nothing through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscus.core.errors import ReadOnly

if TYPE_CHECKING:
    from fiscus.core.desk.door import Door, Intent, Ticket
    from fiscus.core.desk.outcome import Outcome
    from fiscus.core.runtime import AgentRuntime


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


def open_door(runtime: AgentRuntime, ticket: Ticket) -> Door:
    """The desk's door for a ticket. For who makes tickets: the pipeline and the task service.

    A plugin is handed a door of its step; nothing that it is given leads to a door of its choice.
    """
    return runtime._doors(ticket)  # pyright: ignore[reportPrivateUsage]
