"""Statements that every table needs, in the words of the database at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import ColumnElement, Executable, Table, bindparam, delete, or_, select, update
from sqlalchemy.engine import Connection

from fiscus.core.memory import MemoryType
from fiscus.core.store.rows import Row
from fiscus.core.store.schema import memories
from fiscus.core.store.types import POSTGRESQL

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

    Insert = PostgresInsert | SqliteInsert

CHUNK: Final = 500
"""How many values one statement names."""

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
    .order_by(memories.c.created_at.desc(), memories.c.seq.desc())
    .limit(bindparam("count"))
)
"""What a person and the agent said in a room, the newest first."""


def insert_into(table: Table, dialect: str) -> Insert:
    """An insert that can say what to do with a row that is there already."""
    if dialect == POSTGRESQL:
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


@cache
def _adding(table: Table, dialect: str) -> Insert:
    return insert_into(table, dialect).on_conflict_do_nothing()


def rows_of(
    connection: Connection, query: Executable, values: Mapping[str, object] | None = None
) -> Sequence[Row]:
    """All rows of a query's answer."""
    return cast("Sequence[Row]", connection.execute(query, values).mappings().all())


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows that are not there yet."""
    if rows:
        connection.execute(_adding(table, connection.dialect.name), list(rows))


def put(connection: Connection, table: Table, row: Row) -> None:
    """Insert the row, or change the one with its primary key."""
    statement = insert_into(table, connection.dialect.name).values(dict(row))
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in row if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def change(connection: Connection, table: Table, row: Row) -> bool:
    """Change the row with this id; false where there is none."""
    values = {name: value for name, value in row.items() if name != "id"}
    statement = update(table).where(table.c.id == row["id"]).values(values)
    return connection.execute(statement).rowcount > 0


def remove(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """Delete, and say how many rows went."""
    return connection.execute(delete(table).where(*conditions)).rowcount


def remove_ids(connection: Connection, table: Table, ids: Collection[str]) -> int:
    """Delete the rows with these ids, and say how many went."""
    listed = list(ids)
    chunks = (listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK))
    return sum(remove(connection, table, table.c.id.in_(chunk)) for chunk in chunks)
