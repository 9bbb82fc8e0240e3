"""Statements that every message needs, built once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, cast

from sqlalchemy import Executable, Table, bindparam, or_, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import Connection

from fiscus.core.ids import UUID
from fiscus.core.memory import MemoryType
from fiscus.core.store.rows import Row
from fiscus.core.store.schema import memories, metadata

ADD: Final[Mapping[str, Insert]] = {
    name: insert(table).on_conflict_do_nothing() for name, table in metadata.tables.items()
}
"""Insert what is not there yet, by table."""

EXCHANGE: Final = (
    select(memories)
    .where(
        memories.c.room_id == bindparam("room"),
        or_(
            memories.c.entity_id == bindparam("person"), memories.c.entity_id == bindparam("agent")
        ),
        memories.c.type == MemoryType.MESSAGE.value,
        memories.c.created_at >= bindparam("start"),
        memories.c.created_at < bindparam("before"),
    )
    .order_by(memories.c.created_at.desc(), memories.c.id.desc())
    .limit(bindparam("count"))
)
"""What a person and the agent said in a room, the newest first."""


def newest(
    room_id: UUID,
    *,
    count: int,
    entity_ids: Collection[UUID] | None = None,
    type: MemoryType = MemoryType.MESSAGE,
    start: int | None = None,
    before: int | None = None,
) -> Executable:
    """The newest memories of a room, the newest first."""
    query = select(memories).where(memories.c.room_id == room_id, memories.c.type == type.value)
    if entity_ids is not None:
        query = query.where(memories.c.entity_id.in_(list(entity_ids)))
    if start is not None:
        query = query.where(memories.c.created_at >= start)
    if before is not None:
        query = query.where(memories.c.created_at < before)
    return query.order_by(memories.c.created_at.desc(), memories.c.id.desc()).limit(count)


def rows_of(
    connection: Connection, query: Executable, values: Mapping[str, object] | None = None
) -> Sequence[Row]:
    """All rows of a query's answer."""
    return cast("Sequence[Row]", connection.execute(query, values).mappings().all())


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows that are not there yet."""
    if rows:
        connection.execute(ADD[table.name], list(rows))
