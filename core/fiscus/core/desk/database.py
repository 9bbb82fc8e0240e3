"""The desk's database: one thread that runs whole transactions, each on the disk before it returns.

A transaction is a function of a SQLAlchemy connection. It runs to its end even where the task that
asked for it is cancelled meanwhile.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from fiscus.core.desk.migrations import upgrade
from fiscus.core.desk.tables import APPLICATION_ID, SCHEMA_VERSION, metadata
from fiscus.core.errors import StoreError

T = TypeVar("T")

WRITES: Final = "desk_writes"
PRAGMAS: Final = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)


class Database:
    """Runs transactions one after another, each whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = _engine(path)
        self._writing = self._engine.execution_options(**{WRITES: True})
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fiscus-desk")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction that changes nothing. Raises `StoreError`."""
        return await self._run(self._engine, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction; what it raises undoes it. Raises `StoreError`.

        It holds the write lock from its start: what it reads is still true when it writes.
        """
        return await self._run(self._writing, work)

    async def close(self) -> None:
        """Finish what is under way and let go of the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown(wait=False)

    async def _run(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        def transaction() -> T:
            with engine.begin() as connection:
                return work(connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)
        except (SQLAlchemyError, sqlite3.Error) as exc:
            raise StoreError(
                f"The desk's database {self._path.name!r} cannot be used ({type(exc).__name__})",
                hint="Check the disk and the file's rights; a damaged file must be restored.",
            ) from exc


@asynccontextmanager
async def open_database(path: Path) -> AsyncGenerator[Database]:
    """Open or create the SQLite file at `path`. Raises `StoreError` where that cannot be."""
    try:
        await asyncio.to_thread(_place, path)
    except OSError as exc:
        raise StoreError(
            f"The desk's database {path.name!r} cannot be written ({type(exc).__name__})",
            hint="Check the rights of its folder, or name another FISCUS_HOME.",
        ) from exc
    database = Database(path)
    try:
        await database.write(_prepare)
        yield database
    finally:
        await database.close()


def _place(path: Path) -> None:
    """Make the file, and its folder, readable by their owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


def _prepare(connection: Connection) -> None:
    """Make the tables of an empty file; know the version of any other."""
    version = _number(connection, "PRAGMA user_version")
    application = _number(connection, "PRAGMA application_id")
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    if version == application == tables == 0:
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif application != APPLICATION_ID:
        raise StoreError(
            "The file is a database, but not a desk's", hint="Name another FISCUS_HOME."
        )
    elif version > SCHEMA_VERSION:
        raise StoreError(
            f"The desk's database has version {version}, and this program knows {SCHEMA_VERSION}",
            hint="Run the version of fiscus that wrote it, or a newer one.",
        )
    elif version < SCHEMA_VERSION:
        upgrade(connection, version)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _number(connection: Connection, question: str) -> int:
    return int(connection.exec_driver_sql(question).scalar_one())


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
    )

    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver begins transactions late, at the first write; `begin` does it at once.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine
