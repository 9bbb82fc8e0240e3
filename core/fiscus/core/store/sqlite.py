"""SQLite behind the event loop: one thread that runs whole transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import URL, create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from fiscus.core.errors import StoreError
from fiscus.core.store.database import failure

T = TypeVar("T")

BUSY_MS: Final = 10_000
"""How long a transaction waits for another process's."""
CACHE_KIB: Final = 16_000
"""Of pages in memory: enough that writing does not slow down as the file grows."""
PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA secure_delete = ON",
)
WRITES: Final = "fiscus_writes"


class Sqlite:
    """Runs transactions one after another, each whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._engine = _engine(path)
        self._writing = self._engine.execution_options(**{WRITES: True})
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fiscus-store")

    @property
    def dialect(self) -> str:
        return "sqlite"

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction that changes nothing. Raises `StoreError`."""
        return await self._run(self._engine, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction; what it raises undoes it. Raises `StoreError`."""
        return await self._run(self._writing, work)

    async def rebuild(self, work: Callable[[Connection], None]) -> None:
        """Run a transaction that replaces tables others refer to. Raises `StoreError`.

        Rows that refer to a table stay when it is dropped; at the end every reference must hold.
        """

        def checked(connection: Connection) -> None:
            work(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreError(
                    f"the store cannot be brought up to date: {broken[0]} has lost references",
                    hint="Restore a backup of it.",
                )

        # The pragma means nothing inside a transaction.
        await self._off_loop(lambda: self._pragma("foreign_keys = OFF"))
        try:
            await self._run(self._writing, checked)
        finally:
            await self._off_loop(lambda: self._pragma("foreign_keys = ON"))

    async def close(self) -> None:
        """Finish what is under way and let go of the file."""
        await self._off_loop(self._engine.dispose)
        self._thread.shutdown(wait=False)

    def _pragma(self, pragma: str) -> None:
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute(f"PRAGMA {pragma}")
        finally:
            connection.close()

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _run(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        def transaction() -> T:
            with engine.begin() as connection:
                return work(connection)

        try:
            return await self._off_loop(transaction)
        except SQLAlchemyError as error:
            raise failure(
                error, hint="Check the disk, and that no other program keeps the file locked."
            ) from error


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )

    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver begins transactions late, at the first write: two processes that read and then
        # write would fail instead of waiting for each other.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine
