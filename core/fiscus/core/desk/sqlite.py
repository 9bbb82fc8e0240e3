"""The desk's database in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from fiscus.core.desk.database import WRITES, Engines
from fiscus.core.desk.migrations import newer, upgrade
from fiscus.core.desk.tables import APPLICATION_ID, SCHEMA_VERSION, metadata
from fiscus.core.errors import StoreError

PRAGMAS: Final = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)


def sqlite_engines(path: Path) -> Engines:
    """The file at `path`, made where it is not there. Raises `StoreError` where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError as exc:
        raise StoreError(
            f"The desk's database {path.name!r} cannot be written ({type(exc).__name__})",
            hint="Check the rights of its folder, or name another FISCUS_HOME.",
        ) from exc
    engine = _engine(path)
    return Engines(
        reading=engine,
        writing=engine.execution_options(**{WRITES: True}),
        name=f"database {path.name!r}",
        hint="Check the disk and the file's rights; a damaged file must be restored.",
        prepare=_prepare,
    )


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
        raise newer(version)
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
