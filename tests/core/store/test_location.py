"""Where a store is, what opens it, and what a server that breaks off costs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from fiscus.core.errors import StoreError
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from fiscus.core.store.location import store_location
from fiscus.core.store.postgres import Postgres
from tests.core.store.world import AGENT

HOME = {"FISCUS_HOME": "/data/fiscus"}
URL = "postgresql://ada:secret@localhost/memory"


@pytest.mark.covers("SQL-03", "SQL-05", "RTC-09", "CR-13")
@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({}, "/data/fiscus/fiscus.db"),
        ({"PGLITE_DATA_DIR": "/data/other"}, "/data/other/fiscus.db"),
        ({"POSTGRES_URL": URL, "PGLITE_DATA_DIR": "/data/other"}, URL),
        ({"DATABASE_URL": URL}, URL),
        ({"DATABASE_URL": "postgresql://b", "POSTGRES_URL": URL}, URL),
    ],
)
def test_the_settings_choose_the_database(settings: dict[str, str], place: str) -> None:
    found = store_location(Settings({**HOME, **settings}))
    if isinstance(found, Secret):
        assert (found.reveal(), "secret" in repr(found)) == (place, False)
    else:
        assert str(found) == place


@pytest.mark.covers("SQL-01", "SQL-18", "SQL-21", "SQL-22", "CR-13")
async def test_the_same_call_opens_either_database_and_makes_it_if_it_is_new(
    store_place: Path | Secret,
) -> None:
    async with await open_store(store_place) as store:
        await store.ensure_agent(AGENT, "Ada", now=1)
    async with await open_store(store_place) as again:
        await again.run_migrations()
        assert [agent.name for agent in await again.get_agents()] == ["Ada"]


@pytest.mark.covers("SQL-19", "SQL-20")
async def test_many_at_once_share_twenty_connections(postgres_place: Secret) -> None:
    def work(connection: Connection) -> int:
        connection.exec_driver_sql("SELECT pg_sleep(0.05)")
        sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return int(connection.exec_driver_sql(sessions).scalar_one())

    database = Postgres(postgres_place)
    try:
        counts = await asyncio.gather(*(database.read(work) for _ in range(40)))
    finally:
        await database.close()
    assert len(counts) == 40
    assert 1 < max(counts) <= 20 + 1, "the pool's, and that of the fixture"


@pytest.mark.covers("SQL-15", "SQL-16")
@pytest.mark.parametrize(("broken", "attempts"), [(2, 3), (9, 3)])
async def test_a_transaction_that_the_server_broke_off_is_run_three_times_at_most(
    postgres_place: Secret, caplog: pytest.LogCaptureFixture, broken: int, attempts: int
) -> None:
    calls: list[int] = []

    def work(connection: Connection) -> object:
        calls.append(len(calls))
        if len(calls) <= broken:
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return connection.exec_driver_sql("SELECT 7").scalar_one()

    database = Postgres(postgres_place)
    try:
        if broken < attempts:
            assert await database.write(work) == 7
        else:
            with pytest.raises(StoreError):
                await database.write(work)
    finally:
        await database.close()
    assert len(calls) == attempts
    assert "attempt 2: again in 0.2 s" in caplog.text
    assert postgres_place.reveal() not in caplog.text
