"""The desk's database: one thread that runs whole transactions, each on the disk before it returns.

A transaction is a function of a SQLAlchemy connection. It runs to its end even where the task that
asked for it is cancelled meanwhile. `sqlite.py` and `postgres.py` know what differs.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from fiscus.core.errors import StoreError
from fiscus.core.secrets import Secret

T = TypeVar("T")

WRITES: Final = "desk_writes"
"""The execution option of connections whose transactions write."""


@dataclass(frozen=True, slots=True)
class Engines:
    """A database as SQLAlchemy reaches it. Both engines share one connection."""

    reading: Engine
    """Begins transactions that see one moment of the database."""
    writing: Engine
    """Begins transactions that hold the write lock from their start, and end on the disk."""
    name: str
    """For people: `"database 'desk.db'"`."""
    hint: str
    """What to look at where it cannot be used."""
    prepare: Callable[[Connection], None]
    """Makes the tables, or brings them up to date; refuses what is not a desk's."""


class Database:
    """Runs transactions one after another, each whole or not at all."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fiscus-desk")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction that changes nothing. Raises `StoreError`."""
        return await self._run(self._engines.reading, work)

    async def write(
        self, work: Callable[[Connection], T], then: Callable[[T], None] | None = None
    ) -> T:
        """Run a transaction; what it raises undoes it. Raises `StoreError`.

        It holds the write lock from its start: what it reads is still true when it writes. `then`
        is told what came of it once that is on the disk, before the next transaction of this
        process begins; even where the task that asked for it is cancelled.
        """
        return await self._run(self._engines.writing, work, then)

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""
        dispose = self._engines.writing.dispose
        await asyncio.get_running_loop().run_in_executor(self._thread, dispose)
        self._thread.shutdown(wait=False)

    async def _run(
        self,
        engine: Engine,
        work: Callable[[Connection], T],
        then: Callable[[T], None] | None = None,
    ) -> T:
        def transaction() -> T:
            with engine.begin() as connection:
                done = work(connection)
            if then is not None:
                then(done)
            return done

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)
        except (SQLAlchemyError, sqlite3.Error) as exc:
            raise StoreError(
                f"The desk's {self._engines.name} cannot be used ({type(exc).__name__})",
                hint=self._engines.hint,
            ) from exc


@asynccontextmanager
async def open_database(place: Path | Secret) -> AsyncGenerator[Database]:
    """Open or create the SQLite file at a path, or the desk's schema in the PostgreSQL database of
    a URL. Raises `StoreError` and `ConfigError` where that cannot be."""
    engines = await asyncio.to_thread(engines_at, place)
    database = Database(engines)
    try:
        await database.write(engines.prepare)
        yield database
    finally:
        await database.close()


def engines_at(place: Path | Secret) -> Engines:
    """What reaches the database at a path or URL. Raises `StoreError` and `ConfigError`."""
    if isinstance(place, Path):
        from fiscus.core.desk.sqlite import sqlite_engines

        return sqlite_engines(place)
    from fiscus.core.desk.postgres import postgres_engines

    return postgres_engines(place)
