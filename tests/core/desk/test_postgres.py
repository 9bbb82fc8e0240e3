"""The desk on PostgreSQL: beside the store, on the disk, and nobody else's schema."""

from __future__ import annotations

import asyncio

import pytest
from inline_snapshot import snapshot
from sqlalchemy import Connection, inspect, text

from fiscus.core.desk.database import open_database
from fiscus.core.desk.postgres import SCHEMA
from fiscus.core.desk.tables import metadata
from fiscus.core.errors import ConfigError, StoreError
from fiscus.core.secrets import Secret
from fiscus.core.store import open_store

INSERT = text("INSERT INTO freezes (wallet, reason, at) VALUES ('w', 'r', 0)")
COUNT = text("SELECT count(*) FROM freezes")


def count(connection: Connection) -> int:
    return int(connection.execute(COUNT).scalar_one())


async def test_the_store_and_the_desk_share_a_database(postgres_url: Secret) -> None:
    async with await open_store(postgres_url) as store, open_database(postgres_url) as database:
        tables = await database.read(lambda c: inspect(c).get_table_names(SCHEMA))
        assert list(await store.get_agents()) == []
    assert set(tables) == {*metadata.tables, "version"}


async def test_what_is_committed_is_on_the_disk_whatever_the_server_is_set_to(
    postgres_desk: Secret,
) -> None:
    """The server of the tests commits without waiting for the disk, to be faster."""
    async with open_database(postgres_desk) as database:
        setting = await database.write(
            lambda c: c.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        )
    assert setting == "on"


async def test_a_reader_cannot_write(postgres_desk: Secret) -> None:
    async with open_database(postgres_desk) as database:
        with pytest.raises(StoreError, match="cannot be used"):
            await database.read(lambda c: c.execute(INSERT))
        assert await database.read(count) == 0


async def test_many_open_a_new_database_at_once(postgres_url: Secret) -> None:
    async def use() -> None:
        async with open_database(postgres_url) as database:
            await database.write(lambda c: c.execute(INSERT))

    await asyncio.gather(*(use() for _ in range(6)))
    async with open_database(postgres_url) as database:
        assert await database.read(count) == 6


async def test_a_transaction_that_raises_changes_nothing(postgres_desk: Secret) -> None:
    async with open_database(postgres_desk) as database:
        with pytest.raises(ZeroDivisionError):
            await database.write(lambda c: (c.execute(INSERT), 1 // 0))
        assert await database.read(count) == 0


async def test_a_connection_that_broke_between_two_transactions_is_made_anew(
    postgres_desk: Secret,
) -> None:
    async with open_database(postgres_desk) as database, open_database(postgres_desk) as other:
        pid = await database.read(
            lambda c: c.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        )
        await other.write(lambda c: c.exec_driver_sql("SELECT pg_terminate_backend(%s)", (pid,)))
        await database.write(lambda c: c.execute(INSERT))
        assert await other.read(count) == 1


async def test_a_database_of_a_newer_version_is_not_touched(postgres_url: Secret) -> None:
    async with open_database(postgres_url) as database:
        await database.write(lambda c: c.exec_driver_sql("UPDATE version SET number = 99"))
    with pytest.raises(StoreError, match="has version 99"):
        async with open_database(postgres_url):
            pytest.fail("it opened")


async def test_a_schema_of_another_program_is_not_touched(postgres_url: Secret) -> None:
    async with open_database(postgres_url) as database:
        await database.write(lambda c: c.exec_driver_sql("DROP TABLE version"))
    with pytest.raises(StoreError, match="of another program"):
        async with open_database(postgres_url):
            pytest.fail("it opened")


async def test_a_server_that_is_not_there_and_an_address_that_is_none() -> None:
    with pytest.raises(StoreError) as error:
        async with open_database(Secret("postgresql://u:password@127.0.0.1:1/db")):
            pytest.fail("it opened")
    assert str(error.value) == snapshot(
        "The desk's PostgreSQL database cannot be used (OperationalError)."
        " Check that the PostgreSQL server of POSTGRES_URL runs and lets you in."
    )
    with pytest.raises(ConfigError, match="POSTGRES_URL is not"):
        async with open_database(Secret("mysql://u:password@host/db")):
            pytest.fail("it opened")
