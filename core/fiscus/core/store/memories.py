"""Memories: written once, found by place, person, time and content."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Unpack

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from fiscus.core.ids import UUID
from fiscus.core.memory import Memory
from fiscus.core.store.embedded import Embedded, put_embeddings
from fiscus.core.store.queries import MemoryParams, MemoryQuery, type_of
from fiscus.core.store.records import Recorded
from fiscus.core.store.rows import (
    Row,
    memory_of,
    memory_row,
    recorded_of,
    result_row,
)
from fiscus.core.store.schema import (
    action_results,
    embeddings,
    memories,
)
from fiscus.core.store.statements import add, change, remove, rows_of
from fiscus.core.store.uniqueness import distinct, earlier_alike


class Memories(Embedded):
    """What was said and learned."""

    async def create_memory(
        self, memory: Memory, table_name: str | None = None, unique: bool = False
    ) -> UUID:
        """Remember it, and its embedding. Its agent, room and entity must be known.

        `table_name` stands for the type. With `unique`, what says the same as an earlier one of its
        room is not written again: the answer is the id of that one.
        """
        if table_name is not None:
            memory = replace(memory, type=type_of(table_name) or memory.type)
        if not (unique or memory.unique):
            await self.record([memory])
            return memory.id
        return await self._create_unique(replace(memory, unique=True))

    async def batch_create_memories(self, new: Sequence[Memory]) -> tuple[UUID, ...]:
        """Remember all or none; answers with their ids."""
        await self.record(new)
        return tuple(memory.id for memory in new)

    create_memories_batch = batch_create_memories

    async def record(self, said: Sequence[Memory], results: Sequence[Recorded] = ()) -> None:
        """Remember an answer and its results, all of it or nothing."""
        memory_rows = [memory_row(memory) for memory in said]
        result_rows = [result_row(result) for result in results]
        await self._ensure_dimension(said)

        def write(connection: Connection) -> None:
            add(connection, memories, memory_rows)
            put_embeddings(connection, said)
            add(connection, action_results, result_rows)

        if memory_rows or result_rows:
            await self._write(write)

    async def get_memory_by_id(self, memory_id: UUID) -> Memory | None:
        """With its embedding."""
        embedded = memories.outerjoin(embeddings, embeddings.c.memory_seq == memories.c.seq)
        query = select(memories, embeddings.c.vector).select_from(embedded)
        row = await self._one(query.where(memories.c.id == memory_id))
        return memory_of(row) if row else None

    get_memory = get_memory_by_id

    async def get_memories_by_ids(self, memory_ids: Collection[UUID]) -> tuple[Memory, ...]:
        """Those that are known, the oldest first."""
        query = select(memories).where(memories.c.id.in_(list(memory_ids)))
        order = (memories.c.created_at, memories.c.seq)
        return tuple(map(memory_of, await self._rows(query.order_by(*order))))

    async def get_memories(self, **params: Unpack[MemoryParams]) -> tuple[Memory, ...]:
        """The newest `count` (10) that fit, oldest first; see `MemoryParams`."""
        query = MemoryQuery.of(params)
        dialect = self._database.dialect

        def read(connection: Connection) -> Sequence[Row]:
            if query.unique:
                return distinct(connection, query)
            return rows_of(connection, query.select(dialect))

        found = await self._database.read(read)
        return tuple(map(memory_of, reversed(found) if query.oldest_first else found))

    async def get_memories_by_room(
        self, room_id: UUID, /, **params: Unpack[MemoryParams]
    ) -> tuple[Memory, ...]:
        """The newest of a room, oldest first."""
        asked: MemoryParams = {**params, "room_id": room_id}
        return await self.get_memories(**asked)

    async def get_memories_by_user(
        self, entity_id: UUID, /, **params: Unpack[MemoryParams]
    ) -> tuple[Memory, ...]:
        """The newest of a person, oldest first."""
        asked: MemoryParams = {**params, "entity_id": entity_id}
        return await self.get_memories(**asked)

    async def count_memories(self, **params: Unpack[MemoryParams]) -> int:
        """How many fit; `count` and `offset` do not matter."""
        wanted = MemoryQuery.of(params).conditions(self._database.dialect)
        rows = await self._rows(
            select(func.count().label("n")).select_from(memories).where(*wanted)
        )
        return int(rows[0]["n"])

    async def update_memory(self, memory: Memory) -> bool:
        """Put content, metadata and, where there is one, the embedding in place of what is there.

        False where there is no such memory. Whose it is, where and when cannot change.
        """
        row = memory_row(memory)
        changed = {name: row[name] for name in ("id", "content", "metadata", "unique")}
        await self._ensure_dimension([memory])

        def write(connection: Connection) -> bool:
            found = change(connection, memories, changed)
            if found:
                put_embeddings(connection, [memory])
            return found

        return await self._write(write)

    async def delete_memory(self, memory_id: UUID) -> bool:
        return await self._remove(memories, [memory_id]) > 0

    async def delete_many_memories(self, memory_ids: Collection[UUID]) -> int:
        """Answers with how many there were."""
        return await self._remove(memories, memory_ids)

    async def delete_memories(self, **params: Unpack[MemoryParams]) -> int:
        """All that fit, without regard to `count`; answers with how many they were."""
        wanted = tuple(MemoryQuery.of(params).conditions(self._database.dialect))
        return await self._write(lambda connection: remove(connection, memories, *wanted))

    async def clear_room_memories(self, room_id: UUID) -> int:
        """Everything remembered of a room, of every type."""
        return await self.delete_memories(room_id=room_id, type=None)

    async def get_results(
        self,
        *,
        room_id: UUID | None = None,
        message_id: UUID | None = None,
        agent_id: UUID | None = None,
        count: int = 10,
    ) -> tuple[Recorded, ...]:
        """The newest `count` results that fit, oldest first."""
        wanted = {"room_id": room_id, "message_id": message_id, "agent_id": agent_id}
        query = select(action_results).where(
            *(action_results.c[name] == value for name, value in wanted.items() if value)
        )
        order = (action_results.c.created_at.desc(), action_results.c.step.desc())
        rows = await self._rows(query.order_by(*order).limit(count))
        return tuple(recorded_of(row) for row in reversed(rows))

    async def _create_unique(self, memory: Memory) -> UUID:
        await self._ensure_dimension([memory])

        def write(connection: Connection) -> UUID:
            known = earlier_alike(connection, memory)
            if known is None:
                add(connection, memories, [memory_row(memory)])
                put_embeddings(connection, [memory])
            return known or memory.id

        return await self._write(write)
