"""The one way to what is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Self

from sqlalchemy import Executable, Table, select
from sqlalchemy.engine import Connection

from fiscus.core.ids import UUID
from fiscus.core.memory import Memory, MemoryType
from fiscus.core.store.database import Database
from fiscus.core.store.rows import (
    Entity,
    Recorded,
    Room,
    Row,
    entity_row,
    memory_of,
    memory_row,
    recorded_of,
    result_row,
    room_row,
)
from fiscus.core.store.schema import action_results, agents, entities, memories, rooms
from fiscus.core.store.statements import EXCHANGE, add, newest, rows_of


class Store:
    """Reads and writes, each of them whole or not at all. Errors are `StoreError`s.

    What has an id is written once: a second write of the same id changes nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._database.close()

    async def ensure_agent(self, agent_id: UUID, name: str, *, now: int) -> None:
        """The agent, and the agent as an entity: it speaks too."""
        row = {"id": agent_id, "name": name, "enabled": True, "created_at": now, "updated_at": now}
        itself = entity_row(Entity(agent_id, agent_id, (name,), now))

        def write(connection: Connection) -> None:
            add(connection, agents, [row])
            add(connection, entities, [itself])

        await self._database.write(write)

    async def ensure_room(self, room: Room) -> None:
        """Remember the room, unless it is known."""
        await self._ensure(rooms, room_row(room))

    async def ensure_entity(self, entity: Entity) -> None:
        """Remember the entity, unless it is known."""
        await self._ensure(entities, entity_row(entity))

    async def receive(
        self, message: Memory, *, room: Room, entity: Entity, count: int, start: int
    ) -> tuple[Memory, ...]:
        """Remember a message, its room and who said it, and recall what came before.

        Answers with the newest `count` messages of the person and the agent in the room since
        `start` (milliseconds), oldest first, without this one. One transaction.
        """
        values = {
            "room": room.id,
            "person": entity.id,
            "agent": message.agent_id,
            "start": start,
            "before": message.created_at,
            "count": count,
        }

        def write(connection: Connection) -> Sequence[Row]:
            if room.id not in self._known:
                add(connection, rooms, [room_row(room)])
            if entity.id not in self._known:
                add(connection, entities, [entity_row(entity)])
            found = rows_of(connection, EXCHANGE, values)
            add(connection, memories, [memory_row(message)])
            return found

        found = await self._database.write(write)
        self._known.update((room.id, entity.id))
        return tuple(memory_of(row) for row in reversed(found) if row["id"] != message.id)

    async def create_memory(self, memory: Memory) -> UUID:
        """Remember it. Its agent, room and entity must be known."""
        await self.record([memory])
        return memory.id

    async def record(self, said: Sequence[Memory], results: Sequence[Recorded] = ()) -> None:
        """Remember an answer and its results, all of it or nothing."""
        memory_rows = [memory_row(memory) for memory in said]
        result_rows = [result_row(result) for result in results]

        def write(connection: Connection) -> None:
            add(connection, memories, memory_rows)
            add(connection, action_results, result_rows)

        if memory_rows or result_rows:
            await self._database.write(write)

    async def get_names(self, entity_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """How entities are called; who is not known is absent."""
        wanted = entities.c.id.in_(list(entity_ids))
        rows = await self._rows(select(entities.c.id, entities.c.names).where(wanted))
        return {UUID(row["id"]): row["names"][0] for row in rows if row["names"]}

    async def get_memory_by_id(self, memory_id: UUID) -> Memory | None:
        found = await self._rows(select(memories).where(memories.c.id == memory_id))
        return memory_of(found[0]) if found else None

    async def get_memories(
        self,
        *,
        room_id: UUID,
        count: int = 10,
        entity_ids: Collection[UUID] | None = None,
        type: MemoryType = MemoryType.MESSAGE,
        start: int | None = None,
        before: int | None = None,
    ) -> tuple[Memory, ...]:
        """The newest `count` of a room, oldest first.

        `start` and `before` bound `created_at` (milliseconds), `entity_ids` who said it.
        """
        query = newest(
            room_id, count=count, entity_ids=entity_ids, type=type, start=start, before=before
        )
        return tuple(memory_of(row) for row in reversed(await self._rows(query)))

    async def get_results(
        self, *, room_id: UUID, message_id: UUID | None = None, count: int = 10
    ) -> tuple[Recorded, ...]:
        """The newest `count` results of a room or of one message, oldest first."""
        query = select(action_results).where(action_results.c.room_id == room_id)
        if message_id is not None:
            query = query.where(action_results.c.message_id == message_id)
        order = (action_results.c.created_at.desc(), action_results.c.step.desc())
        rows = await self._rows(query.order_by(*order).limit(count))
        return tuple(recorded_of(row) for row in reversed(rows))

    async def _ensure(self, table: Table, row: Row) -> None:
        if row["id"] not in self._known:
            await self._database.write(lambda connection: add(connection, table, [row]))
            self._known.add(row["id"])

    async def _rows(self, query: Executable) -> Sequence[Row]:
        return await self._database.read(lambda connection: rows_of(connection, query))
