"""Finding the person that a name means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscus.core.errors import RequestError

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store.records import Entity


async def find_entity(runtime: AgentRuntime, message: Memory, name: str = "") -> Entity:
    """Who is called so in the message's room; the sender, where no name is given.

    Raises `RequestError` where nobody or several people are.
    """
    plain = name.strip().lstrip("@").lower()
    if plain in {"", "me", "myself", "i"}:
        found = [await runtime.store.get_entity_by_id(message.entity_id)]
    else:
        people = await runtime.store.get_entities_for_room(message.room_id)
        found = [e for e in people if plain in {e.id, *(own.lower() for own in e.names)}]
    known = [entity for entity in found if entity is not None]
    if len(known) != 1:
        raise RequestError(
            f"{'several people' if known else 'nobody'} in this room"
            f" {'are' if known else 'is'} called {name!r}",
            hint="Use the name that the person has here, or the id.",
        )
    return known[0]
