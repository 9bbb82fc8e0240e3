"""A PostgreSQL database, opened: its version known, its tables brought up to date."""

from __future__ import annotations

from typing import Final

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from fiscus.core.errors import StoreError
from fiscus.core.secrets import Secret
from fiscus.core.store.migrations import VERSION_TABLE, stamp, upgrade
from fiscus.core.store.opening import newer
from fiscus.core.store.postgres import Postgres
from fiscus.core.store.schema import VERSION, metadata
from fiscus.core.store.store import Store
from fiscus.core.store.textual import POSTGRES_DDL as WORD_INDEX
from fiscus.core.store.types import LOCK
from fiscus.core.store.vectors import POSTGRES_DDL as VECTOR_INDEX

THERE: Final = (
    f"SELECT 1 FROM pg_catalog.pg_tables WHERE tablename = '{VERSION_TABLE}'"
    " AND schemaname = ANY (current_schemas(false))"
)
"""Read afresh, where `to_regclass` may remember that it was not there."""


async def open_postgres(url: Secret) -> Store:
    """The store in this database. Raises `StoreError` and `ConfigError`."""
    database = Postgres(url)
    try:
        await database.write(_prepare)
    except BaseException:
        await database.close()
        raise
    return Store(database)


def _prepare(connection: Connection) -> None:
    if _version(connection) == VERSION:
        return
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql(LOCK)
    version = _version(connection)
    if version is None:
        _make(connection)
    elif version > VERSION:
        raise newer(str(connection.engine.url.database), version, "name another POSTGRES_URL")
    elif version < VERSION:
        upgrade(connection, has=version)


def _version(connection: Connection) -> int | None:
    """`None` where there are no tables of ours."""
    if connection.exec_driver_sql(THERE).first() is None:
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one()
    return int(found)


def _make(connection: Connection) -> None:
    taken = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
    if taken:
        raise StoreError(
            f"the database has a table {taken[0]!r} of another program",
            hint="Give the store a database, or a schema in its search_path, of its own.",
        )
    known = "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"
    if connection.exec_driver_sql(known).first() is None:
        raise StoreError(
            "the PostgreSQL server has no pgvector",
            hint="Install the extension `vector` on the server.",
        )
    connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS vector")
    metadata.create_all(connection)
    for statement in (*WORD_INDEX, *VECTOR_INDEX):
        connection.exec_driver_sql(statement)
    stamp(connection, VERSION)
