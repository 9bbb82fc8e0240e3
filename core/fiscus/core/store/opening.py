"""An SQLite file, opened: the right file, of a version that is known."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from fiscus.core.errors import StoreError
from fiscus.core.store.database import Database
from fiscus.core.store.repository import Store
from fiscus.core.store.schema import APPLICATION_ID, VERSION, metadata


async def open_sqlite(path: Path) -> Store:
    """The store in this file. Raises `StoreError`."""
    try:
        await asyncio.to_thread(_place, path)
    except OSError as error:
        raise _unusable(path, error) from error
    database = Database(path)
    try:
        await database.write(partial(_upgrade, path=path))
    except StoreError as error:
        await database.close()
        cause = error.__cause__
        if isinstance(cause, OperationalError):
            raise _unusable(path, cause) from cause
        raise (error if cause is None else _not_a_store(path)) from cause
    return Store(database)


def _place(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _upgrade(connection: Connection, *, path: Path) -> None:
    """Make the tables of an empty file; know the version of any other."""
    version = _number(connection, "PRAGMA user_version")
    owner = _number(connection, "PRAGMA application_id")
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    if version == owner == tables == 0:
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    elif owner != APPLICATION_ID:
        raise _not_a_store(path)
    elif version > VERSION:
        raise StoreError(
            f"the store {path.name!r} has version {version}, this program knows {VERSION}",
            hint="It was written by a newer fiscus: update, or name another FISCUS_HOME.",
        )


def _number(connection: Connection, question: str) -> int:
    return int(connection.exec_driver_sql(question).scalar_one())


def _not_a_store(path: Path) -> StoreError:
    return StoreError(
        f"{path.name!r} is not a store of fiscus",
        hint="Move it away, or name another FISCUS_HOME.",
    )


def _unusable(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"the store {path.name!r} cannot be opened: {type(error).__name__}",
        hint="Check that its folder may be written to, and that no other program locks the file.",
    )
