"""The databases that the tests use: SQLite files, and a PostgreSQL server of their own."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, inspect, make_url

from fiscus.core.desk.postgres import SCHEMA as DESK_SCHEMA
from fiscus.core.secrets import Secret

FASTER = ("fsync", "synchronous_commit", "full_page_writes")
"""What keeps data through a power cut; the tests' data lives for seconds."""


@pytest.fixture(scope="session")
def postgres_server() -> Generator[str]:
    """The URL of a server: POSTGRES_URL's, or one that is started for this run of the tests.

    The workers of one run share it; the last one stops it.
    """
    configured = os.environ.get("POSTGRES_URL")
    if configured:
        yield configured
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which containers lack
        from pgserver.postgres_server import get_server
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    server = get_server(
        Path(tempfile.gettempdir()) / f"fiscus-pg-{run[:12]}", cleanup_mode="delete"
    )
    try:
        for setting in FASTER:
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_admin(postgres_server: str) -> Generator[Engine]:
    """Where databases are made and dropped."""
    url = make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@contextmanager
def new_database(server: str, admin: Engine) -> Generator[Secret]:
    name = f"fiscus_{uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = make_url(server).set(database=name)
    yield Secret(url.render_as_string(hide_password=False))
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server: str, postgres_admin: Engine) -> Generator[Secret]:
    """A database without tables. It takes half a second; `postgres_place` does for most tests."""
    with new_database(postgres_server, postgres_admin) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_store(
    postgres_server: str, postgres_admin: Engine
) -> Generator[tuple[Secret, Engine]]:
    """A database with the store's tables, for one test after another."""
    with new_database(postgres_server, postgres_admin) as url:
        engine = create_engine(make_url(url.reveal()).set(drivername="postgresql+psycopg"))
        yield url, engine
        engine.dispose()


@pytest.fixture
def postgres_place(postgres_store: tuple[Secret, Engine]) -> Secret:
    """A store's database without rows."""
    url, engine = postgres_store
    with engine.begin() as connection:
        if inspect(connection).has_table("agents"):
            connection.exec_driver_sql("DELETE FROM agents")  # and all that refers to them
            connection.exec_driver_sql("DELETE FROM properties")
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS notes CASCADE")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Secret:
    """Where an empty store may be opened: a test that asks for it runs on both databases."""
    if request.param == "sqlite":
        return tmp_path / "fiscus.db"
    url: Secret = request.getfixturevalue("postgres_place")
    return url


@pytest.fixture
def postgres_desk(postgres_store: tuple[Secret, Engine]) -> Secret:
    """A database in which the desk's tables, if there are any, are empty."""
    url, engine = postgres_store
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names(DESK_SCHEMA)
        emptied = [f"{DESK_SCHEMA}.{name}" for name in tables if name != "version"]
        if emptied:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(emptied)} RESTART IDENTITY")
    return url
