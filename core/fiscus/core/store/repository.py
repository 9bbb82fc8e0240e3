"""What every part of the store builds on: transactions and plain tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Executable, Table, select
from sqlalchemy.engine import Connection

from fiscus.core.store.database import Database
from fiscus.core.store.rows import Row
from fiscus.core.store.statements import add, change, remove_ids, rows_of

T = TypeVar("T")


class Repository:
    """Reads and writes, each of them whole or not at all. Errors are `StoreError`s.

    What has an id is written once: a second write of the same id changes nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[str] = set()

    async def _rows(
        self, query: Executable, values: Mapping[str, object] | None = None
    ) -> Sequence[Row]:
        return await self._database.read(lambda connection: rows_of(connection, query, values))

    async def _one(self, query: Executable) -> Row | None:
        found = await self._rows(query)
        return found[0] if found else None

    async def _by_id(self, table: Table, row_id: str) -> Row | None:
        return await self._one(select(table).where(table.c.id == row_id))

    async def _by_ids(self, table: Table, ids: Collection[str]) -> Sequence[Row]:
        return await self._rows(select(table).where(table.c.id.in_(list(ids))))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._database.write(work)

    async def _add(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            await self._write(lambda connection: add(connection, table, rows))

    async def _change(self, table: Table, row: Row) -> bool:
        return await self._write(lambda connection: change(connection, table, row))

    async def _remove(self, table: Table, ids: Collection[str]) -> int:
        self._known.difference_update(ids)
        return await self._write(lambda connection: remove_ids(connection, table, ids))

    async def _ensure(self, table: Table, row: Row) -> None:
        """Write it, unless this store has written it before: most messages bring nothing new."""
        if row["id"] not in self._known:
            await self._add(table, [row])
            self._known.add(row["id"])
