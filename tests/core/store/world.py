"""A few people in a few rooms, for the store's tests."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core import Content, Memory
from fiscus.core.ids import UUID, derived_id, generate_id
from fiscus.core.memory import MemoryType
from fiscus.core.store import Store
from fiscus.core.store.records import Entity, Room, Task

AGENT = derived_id("agent")
ANN, BEN = derived_id("ann"), derived_id("ben")
ROOM, OTHER = derived_id("room"), derived_id("other room")


async def populate(store: Store) -> None:
    await store.ensure_agent(AGENT, "Ada", now=1)
    for room in (ROOM, OTHER):
        await store.ensure_room(Room(room, AGENT, "test", 1))
    for entity, name in ((ANN, "ann"), (BEN, "ben")):
        await store.ensure_entity(Entity(entity, AGENT, (name,), 1))


def said(
    text: str,
    at: int,
    *,
    by: UUID = ANN,
    room: UUID = ROOM,
    to: UUID | None = None,
    type: str = MemoryType.MESSAGE,
    embedding: Sequence[float] | None = None,
    **metadata: object,
) -> Memory:
    return Memory(
        id=generate_id(),
        entity_id=by,
        agent_id=AGENT,
        room_id=room,
        content=Content(text, actions=("REPLY",), thought="hm", source="test", in_reply_to=to),
        created_at=at,
        type=type,
        metadata=metadata,
        embedding=embedding,
    )


def task(name: str, due: int | None = None, *, priority: int = 0, tries: int | None = None) -> Task:
    return Task(
        id=derived_id("task", name),
        name=name,
        agent_id=AGENT,
        created_at=1,
        updated_at=1,
        tags=("queue",),
        priority=priority,
        scheduled_for=due,
        max_attempts=tries,
    )


def texts(memories: Sequence[Memory]) -> list[str]:
    return [memory.content.text for memory in memories]
