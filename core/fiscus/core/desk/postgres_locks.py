"""Locks of a PostgreSQL session: for the processes of many machines.

The server frees them when the session ends, and it ends with its connection. A process that lost
the connection has lost its locks: it looks before it signs, on the very connection that took them.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from fiscus.core.desk.postgres import HINT, connecting
from fiscus.core.errors import StoreError
from fiscus.core.secrets import Secret

T = TypeVar("T")

OF_KEY: Final = (
    "locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = %(high)s AND objid::bigint = %(low)s"
)
TAKE: Final = "SELECT pg_try_advisory_lock(%(key)s)"
FREE: Final = "SELECT pg_advisory_unlock(%(key)s)"
HOLDS: Final = f"SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND {OF_KEY}"
HOLDER: Final = (
    "SELECT application_name FROM pg_stat_activity"
    f" WHERE pid IN (SELECT pid FROM pg_locks WHERE {OF_KEY})"
)


class PostgresLocks:
    """See `fiscus.core.desk.lease.Locks`."""

    def __init__(self, url: Secret) -> None:
        self._engine = connecting(url).execution_options(isolation_level="AUTOCOMMIT")
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fiscus-leases")
        self._session: Connection | None = None
        self._held: set[str] = set()

    async def take(self, name: str) -> bool:
        """A session that broke takes the locks it had with it, and a new one begins."""
        return await self._off_loop(lambda: self._take(name))

    async def holds(self, name: str) -> bool:
        def look() -> bool:
            return name in self._held and self._ask(HOLDS, name) == 1

        with suppress(StoreError):
            return await self._off_loop(look)
        return False

    async def holder(self, name: str) -> str | None:
        with suppress(StoreError):
            return await self._off_loop(lambda: str(self._ask(HOLDER, name) or "") or None)
        return None

    def free(self, name: str) -> None:
        def give_back() -> None:
            if name in self._held:
                self._held.discard(name)
                with suppress(StoreError):
                    self._ask(FREE, name)

        self._thread.submit(give_back)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end)
        self._thread.shutdown(wait=False)

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _take(self, name: str) -> bool:
        try:
            taken = self._ask(TAKE, name)
        except StoreError:
            # The session may have broken long ago, with nothing held.
            taken = self._ask(TAKE, name)
        if taken:
            self._held.add(name)
        return bool(taken)

    def _ask(self, question: str, name: str) -> object:
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        halves = {"high": (key >> 32) & 0xFFFFFFFF, "low": key & 0xFFFFFFFF}
        try:
            if self._session is None:
                self._session = self._engine.connect()
            return self._session.exec_driver_sql(question, {"key": key, **halves}).scalar()
        except SQLAlchemyError as exc:
            self._end()
            raise StoreError(
                f"The lease of a wallet cannot be had ({type(exc).__name__})", hint=HINT
            ) from exc

    def _end(self) -> None:
        self._held.clear()
        session, self._session = self._session, None
        if session is not None:
            with suppress(SQLAlchemyError):
                session.invalidate()
            session.close()
        self._engine.dispose()
