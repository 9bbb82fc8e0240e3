"""The desk's database on PostgreSQL: a schema of its own, beside the store's tables.

Writers take turns by an advisory lock for the length of a transaction. The journal has one head, so
that any two of them would conflict: under SERIALIZABLE all but one would be run again and again.
Waiting in line for the lock loses nothing, and what a writer reads after it is still true when it
writes: READ COMMITTED sees everything that was committed before the lock was given.
"""

from __future__ import annotations

import logging
import os
import socket
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from fiscus.core.desk.database import WRITES, Engines
from fiscus.core.desk.migrations import newer, upgrade
from fiscus.core.desk.tables import APPLICATION_ID, SCHEMA_VERSION, metadata
from fiscus.core.errors import ConfigError, StoreError
from fiscus.core.secrets import Secret
from fiscus.core.store.postgres import driver_url

log = logging.getLogger(__name__)

SCHEMA: Final = "fiscus_desk"
LOCK: Final = f"SELECT pg_advisory_xact_lock({APPLICATION_ID})"
CONNECT: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A server that is gone is noticed within some ten seconds, not after hours."""
SET_UP: Final = f"""
SET search_path TO {SCHEMA};
SET statement_timeout = 60000;
SET lock_timeout = 10000;
SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
    WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false);
"""
"""What is committed is on the disk, whatever the server or the role is set to."""
HINT: Final = "Check that the PostgreSQL server of POSTGRES_URL runs and lets you in."


def postgres_engines(url: Secret) -> Engines:
    """The desk's schema in this database. Raises `ConfigError`."""
    engine = connecting(url)

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql(LOCK)

    event.listen(engine, "begin", begin)
    return Engines(
        reading=engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ),
        writing=engine.execution_options(isolation_level="READ COMMITTED", **{WRITES: True}),
        name="PostgreSQL database",
        hint=HINT,
        prepare=_prepare,
    )


def connecting(url: Secret) -> Engine:
    """An engine of one connection that the server can tell from others. Raises `ConfigError`."""
    try:
        engine = create_engine(
            driver_url(url),
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={**CONNECT, "application_name": _who()},
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise ConfigError(
            "POSTGRES_URL is set, and the driver is not installed",
            hint="Install fiscus[postgres].",
        ) from error

    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(SET_UP)
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", set_up)
    return engine


def _who() -> str:
    """PostgreSQL keeps 63 bytes of it."""
    return f"fiscus process {os.getpid()} on {socket.gethostname()}"[:63]


def _prepare(connection: Connection) -> None:
    if connection.exec_driver_sql("SHOW fsync").scalar_one() != "on":
        log.warning("the PostgreSQL server runs with fsync off: a power cut can lose payments")
    there = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s"
    if connection.exec_driver_sql(there, (SCHEMA,)).first() is None:
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        metadata.create_all(connection)
        connection.exec_driver_sql("CREATE TABLE version (number integer NOT NULL)")
        connection.exec_driver_sql(f"INSERT INTO version VALUES ({SCHEMA_VERSION})")
        return
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise newer(version)
    if version < SCHEMA_VERSION:
        upgrade(connection, version)
        connection.exec_driver_sql(f"UPDATE version SET number = {SCHEMA_VERSION}")


def _version(connection: Connection) -> int:
    tables = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = 'version'"
    if connection.exec_driver_sql(tables, (SCHEMA,)).first() is None:
        raise StoreError(
            f"The database has a schema {SCHEMA!r} of another program",
            hint="Give the desk a database of its own.",
        )
    return int(connection.exec_driver_sql("SELECT number FROM version").scalar_one())
