"""PostgreSQL behind the event loop: a pool of connections, each used by one thread at a time."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from fiscus.core.errors import ConfigError, StoreError
from fiscus.core.secrets import Secret
from fiscus.core.store.database import failure
from fiscus.core.store.types import POSTGRESQL

log = logging.getLogger(__name__)

T = TypeVar("T")

CONNECTIONS: Final = 20
CONNECT_SECONDS: Final = 10
STATEMENT_MS: Final = 60_000
ATTEMPTS: Final = 3
FIRST_PAUSE: Final = 0.1
"""Seconds before the second attempt; twice as long before the third."""
AGAIN: Final = frozenset({"40001", "40P01", "57P01", "57P02", "57P03", "53300"})
"""States after which the same transaction may succeed: conflicts, a restart, too many clients."""
NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Postgres:
    """Runs transactions, several at a time, each whole or not at all."""

    def __init__(self, url: Secret) -> None:
        self._engine = _engine(driver_url(url))
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="fiscus-store")

    @property
    def dialect(self) -> str:
        return POSTGRESQL

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction that changes nothing. Raises `StoreError`."""
        return await self._run(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction; what it raises undoes it. Raises `StoreError`.

        One that the database broke off is run again, up to three times, unless it may have been
        done already.
        """
        return await self._run(work)

    async def close(self) -> None:
        """Finish what is under way and let go of the connections."""
        await self._off_loop(self._engine.dispose)
        self._threads.shutdown(wait=False)

    async def _run(self, work: Callable[[Connection], T]) -> T:
        return await self._off_loop(lambda: self._attempted(work))

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _attempted(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            transaction = _Transaction(self._engine)
            try:
                return transaction.run(work)
            except SQLAlchemyError as error:
                if attempt == ATTEMPTS or not transaction.may_be_repeated(error):
                    raise _failure(error, transaction) from error
                pause = FIRST_PAUSE * 2 ** (attempt - 1)
                name = type(error).__name__
                log.warning(
                    "The store failed (%s), attempt %d: again in %.1f s", name, attempt, pause
                )
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")


class _Transaction:
    """One attempt, which knows how far it got."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.committing = False

    def run(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection, connection.begin() as transaction:
            result = work(connection)
            self.committing = True
            transaction.commit()
            return result

    def may_be_repeated(self, error: SQLAlchemyError) -> bool:
        """Nothing of it can have been done, and the next attempt may fare better."""
        if isinstance(error, PoolTimeout):
            return True
        if not isinstance(error, DBAPIError):
            return False
        state = getattr(error.orig, "sqlstate", None)
        if state in AGAIN:
            return not self.committing or str(state).startswith("40")
        lost = error.connection_invalidated or (state is None and _is_operational(error))
        return lost and not self.committing


def _is_operational(error: DBAPIError) -> bool:
    return type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}


def _failure(error: SQLAlchemyError, transaction: _Transaction) -> StoreError:
    if transaction.committing:
        return StoreError(
            f"the store failed at the end of a transaction: {type(error).__name__}",
            hint="It may have been done. Look before you do it again.",
        )
    return failure(
        error, hint="Check that the PostgreSQL server of POSTGRES_URL runs and lets you in."
    )


def driver_url(url: Secret) -> URL:
    """With the driver that is used here. Raises `ConfigError`; the URL holds a password."""
    try:
        parsed = make_url(url.reveal())
    except ArgumentError as error:
        raise _no_url() from error
    if parsed.drivername.partition("+")[0] not in {"postgres", POSTGRESQL}:
        raise _no_url()
    return parsed.set(drivername="postgresql+psycopg")


def _no_url() -> ConfigError:
    return ConfigError(
        "POSTGRES_URL is not the address of a PostgreSQL database",
        hint="Write postgresql://user:password@host:5432/database.",
    )


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_recycle=1800,
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "fiscus"},
            json_serializer=_json,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise ConfigError(
            "POSTGRES_URL is set, and the driver is not installed",
            hint="Install fiscus[postgres].",
        ) from error

    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET statement_timeout = {STATEMENT_MS}")
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", set_up)
    return engine


def _json(value: Any) -> str:
    """JSON as PostgreSQL takes it: it has no NUL, and no half of a surrogate pair."""
    written = NUL.sub(r"\1\\ufffd", json.dumps(value, ensure_ascii=False))
    return written.encode("utf-8", "replace").decode()
