"""A database, opened: the right one, of a version that is known, brought up to date."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from fiscus.core.errors import StoreError
from fiscus.core.store.migrations import stamp, upgrade
from fiscus.core.store.schema import APPLICATION_ID, VERSION, metadata
from fiscus.core.store.sqlite import Sqlite
from fiscus.core.store.store import Store
from fiscus.core.store.textual import SQLITE_DDL


async def open_sqlite(path: Path) -> Store:
    """The store in this file. Raises `StoreError`."""
    try:
        await asyncio.to_thread(_place, path)
    except OSError as error:
        raise _unusable(path, error) from error
    database = Sqlite(path)
    try:
        if await database.write(partial(_version, path=path)) < VERSION:
            await database.rebuild(partial(_upgrade, path=path))
    except StoreError as error:
        await database.close()
        cause = error.__cause__
        if isinstance(cause, OperationalError):
            raise _unusable(path, cause) from cause
        raise (error if cause is None else _not_a_store(path)) from cause
    except BaseException:
        await database.close()
        raise
    return Store(database)


def _place(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _version(connection: Connection, *, path: Path) -> int:
    """Make the tables of an empty file; know the version of any other."""
    version = _number(connection, "PRAGMA user_version")
    owner = _number(connection, "PRAGMA application_id")
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    if version == owner == tables == 0:
        metadata.create_all(connection)
        for statement in SQLITE_DDL:
            connection.exec_driver_sql(statement)
        stamp(connection, VERSION)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        return VERSION
    if owner != APPLICATION_ID:
        raise _not_a_store(path)
    if version > VERSION:
        raise newer(path.name, version, "name another FISCUS_HOME")
    return version


def _upgrade(connection: Connection, *, path: Path) -> None:
    """Another process may have done it while this one waited."""
    version = _version(connection, path=path)
    if version < VERSION:
        upgrade(connection, has=version)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def newer(name: str, version: int, instead: str) -> StoreError:
    return StoreError(
        f"the store {name!r} has version {version}, this program knows {VERSION}",
        hint=f"It was written by a newer fiscus: update, or {instead}.",
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
