"""A store as lines of JSON, which either database can take in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, insert, select, update
from sqlalchemy.engine import Connection

from fiscus.core.errors import StoreError
from fiscus.core.store.embedded import DIMENSION
from fiscus.core.store.extensions import PLUGIN_SCHEMA
from fiscus.core.store.records import TaskStatus
from fiscus.core.store.repository import Repository
from fiscus.core.store.rows import Row
from fiscus.core.store.schema import embeddings, memories, metadata, properties, tasks
from fiscus.core.store.types import POSTGRESQL
from fiscus.core.store.vectors import shape_embeddings

BATCH: Final = 500
SNAPSHOT: Final = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET LOCAL statement_timeout = 0",
)


class Copies(Repository):
    """Writes everything out, and takes it in."""

    async def dump(self, target: Path) -> Mapping[str, int]:
        """Write every row to a new file, a line each, as it is at one moment.

        A table comes after those it refers to; those of plugins are not written. Answers with how
        many rows each table has.
        """

        def read(connection: Connection) -> Mapping[str, int]:
            _prepare(connection, SNAPSHOT)
            counted = dict.fromkeys(metadata.tables, 0)
            with open(target, "x", encoding="ascii") as file:
                for name, line in _lines(connection):
                    file.write(line)
                    counted[name] += 1
            return counted

        return await self._database.read(read)

    async def load(self, source: Path, *, overwrite: bool = False) -> Mapping[str, int]:
        """Take in what `dump` wrote, all or nothing; answers with how many rows of each table.

        Raises `StoreError` where the store is not empty, unless it is to be overwritten.
        """

        def write(connection: Connection) -> Mapping[str, int]:
            _prepare(connection, SNAPSHOT[1:])
            _empty(connection, overwrite=overwrite)
            counted = dict.fromkeys(metadata.tables, 0)
            with open(source, encoding="ascii") as lines:
                for name, batch in _batches(map(json.loads, lines)):
                    _insert(connection, metadata.tables[name], batch)
                    counted[name] += len(batch)
            _count_on(connection)
            return counted

        self._known.clear()
        return await self._write(write)

    async def pause_tasks(self, *, now: int) -> int:
        """Let every task that is waiting or under way rest; answers with how many."""
        active = tasks.c.status.in_((TaskStatus.PENDING, TaskStatus.PROCESSING))
        rest = (
            update(tasks)
            .where(active, tasks.c.scheduled_for.is_not(None))
            .values(status=TaskStatus.PAUSED, lease_owner=None, lease_until=None, updated_at=now)
        )
        return await self._write(lambda connection: connection.execute(rest).rowcount)


def _lines(connection: Connection) -> Iterator[tuple[str, str]]:
    for table in metadata.sorted_tables:
        found = connection.execute(select(table), execution_options={"yield_per": BATCH})
        for row in found.mappings():
            if table is properties and row["name"].startswith(PLUGIN_SCHEMA):
                continue  # The plugin's tables stay behind: they are made anew where it is loaded.
            yield table.name, json.dumps({"table": table.name, "row": dict(row)}) + "\n"


def _batches(lines: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, group in groupby(lines, key=lambda line: str(line["table"])):
        rows = (line["row"] for line in group)
        while batch := list(islice(rows, BATCH)):
            yield name, batch


def _prepare(connection: Connection, statements: Iterable[str]) -> None:
    if connection.dialect.name == POSTGRESQL:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _empty(connection: Connection, *, overwrite: bool) -> None:
    for table in reversed(metadata.sorted_tables):
        if overwrite:
            connection.execute(table.delete())
        elif connection.execute(select(table).limit(1)).first() is not None:
            raise StoreError(
                f"the store is not empty: it has {table.name}",
                hint="Allow it to be overwritten, or name an empty one.",
            )


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if table is properties:
        for row in rows:
            _shape(connection, row)
    connection.execute(insert(table), rows)


def _shape(connection: Connection, row: Row) -> None:
    if row["name"] == DIMENSION:
        shape_embeddings(connection, int(row["value"]))


def _count_on(connection: Connection) -> None:
    """PostgreSQL counts from where the loaded rows end."""
    if connection.dialect.name != POSTGRESQL:
        return
    for table in (memories, embeddings):
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'seq'), max(seq))"
            f" FROM {table.name} HAVING max(seq) IS NOT NULL"
        )
