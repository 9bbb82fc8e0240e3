from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.engine import Connection

from fiscus.core import ActionResult
from fiscus.core.errors import ConfigError, StoreError
from fiscus.core.ids import derived_id
from fiscus.core.secrets import Secret
from fiscus.core.store import open_store
from fiscus.core.store.records import Recorded
from fiscus.core.store.schema import APPLICATION_ID, VERSION
from tests.core.store.world import AGENT, ROOM, populate, said, texts

SAID = 25


def version_one(path: Path) -> None:
    """A file as the first version wrote it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade_to_first(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql("PRAGMA user_version = 1")
        rows: list[tuple[str, tuple[object, ...]]] = [
            ("INSERT INTO agents VALUES (?, 'Ada', 1, 1, 1)", (AGENT,)),
            (
                "INSERT INTO rooms VALUES (?, ?, 'test', 'dm', NULL, NULL, NULL, '{}', 1)",
                (ROOM, AGENT),
            ),
            ("""INSERT INTO entities VALUES (?, ?, '["Ada"]', '{}', 1)""", (AGENT, AGENT)),
        ]
        for at in range(SAID):
            message = derived_id("message", str(at))
            content = f'{{"text": "number {at}"}}'
            rows += [
                (
                    "INSERT INTO memories VALUES (?, 'message', ?, ?, ?, NULL, ?, '{}', 0, ?)",
                    (message, AGENT, AGENT, ROOM, content, at),
                ),
                (
                    "INSERT INTO action_results VALUES (?, ?, ?, ?, ?, 0, 'A', 1, "
                    """'{"action": "A", "success": true, "text": "", "values": {}, "data": {}, """
                    """"error": null}', ?)""",
                    (derived_id("r", str(at)), AGENT, ROOM, message, AGENT, at),
                ),
            ]
        for statement, values in rows:
            connection.exec_driver_sql(statement, values)
    engine.dispose()


def upgrade_to_first(connection: Connection) -> None:
    from fiscus.core.store.migrations.versions.messages import TABLES

    for statement in TABLES:
        connection.exec_driver_sql(statement)


def shape(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {(name, re.sub(r'[\s"]+', "", sql)) for name, sql in rows}


async def test_an_older_file_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    version_one(old)
    async with await open_store(old) as store:
        kept = await store.get_memories(room_id=ROOM, count=99)
        assert texts(kept) == [f"number {at}" for at in range(SAID)]
        results = await store.get_results(room_id=ROOM, count=99)
        assert [each.message_id for each in results] == [memory.id for memory in kept]
        assert texts(await store.search_memories('"number 7"')) == ["number 7"]
        await populate(store)
        fresh = said("new", 99, embedding=[0.5] * 384)
        result = Recorded(
            derived_id("new"), AGENT, ROOM, fresh.id, AGENT, 0, ActionResult(success=True), 9
        )
        await store.record([fresh], [result])
        assert await store.delete_memory(kept[0].id)
        assert len(await store.get_results(room_id=ROOM, count=99)) == SAID
    await (await open_store(new)).close()
    assert shape(old) == shape(new)


def test_several_processes_may_bring_a_file_up_to_date_at_once(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    version_one(path)
    program = (
        "import asyncio, sys; from pathlib import Path; from fiscus.core.store import open_store; "
        "asyncio.run(asyncio.run(open_store(Path(sys.argv[1]))).close())"
    )
    opening = [subprocess.Popen([sys.executable, "-c", program, str(path)]) for _ in range(2)]
    assert [process.wait(60) for process in opening] == [0, 0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM memories").fetchone() == (SAID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


async def test_what_cannot_be_brought_up_to_date_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    version_one(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM rooms")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="lost references"):
        await open_store(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM memories").fetchone() == (SAID,)
    assert path.read_bytes()[100:] == before[100:]


def test_nothing_is_loaded_that_an_up_to_date_store_does_not_need(tmp_path: Path) -> None:
    path = tmp_path / "fiscus.db"
    program = (
        "import asyncio, sys; from pathlib import Path; from fiscus.core.store import open_store\n"
        "asyncio.run(asyncio.run(open_store(Path(sys.argv[1]))).close())\n"
        "asyncio.run(asyncio.run(open_store(Path(sys.argv[1]))).close())\n"
        "heavy = {'alembic', 'numpy', 'psycopg', 'sqlalchemy.dialects.postgresql'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], timeout=30, check=False, stderr=subprocess.PIPE
    )
    assert (done.returncode, done.stderr) == (0, b"")


def admin(url: Secret) -> Engine:
    return create_engine(make_url(url.reveal()).set(drivername="postgresql+psycopg"))


@pytest.mark.covers("SQL-01", "SQL-02", "SQL-04", "SQL-07", "SQL-08")
async def test_an_empty_postgres_database_becomes_a_store(postgres_url: Secret) -> None:
    stores = await asyncio.gather(*(open_store(postgres_url) for _ in range(3)))
    for store in stores:
        await store.close()
    async with await open_store(postgres_url) as store:
        assert set(await store.count_rows()) >= {
            "agents", "memories", "entities", "relationships", "embeddings", "cache", "logs",
            "rooms", "participants", "tasks", "worlds", "components",
        }  # fmt: skip


async def test_a_newer_postgres_database_is_left_alone(postgres_url: Secret) -> None:
    await (await open_store(postgres_url)).close()
    engine = admin(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE fiscus_version SET version_num = '0099'"))
    engine.dispose()
    with pytest.raises(StoreError, match="has version 99, this program knows 2"):
        await open_store(postgres_url)


async def test_another_programs_postgres_tables_are_left_alone(postgres_url: Secret) -> None:
    engine = admin(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE memories (diary text)"))
    engine.dispose()
    with pytest.raises(StoreError, match="another program"):
        await open_store(postgres_url)


@pytest.mark.covers("SQL-17")
@pytest.mark.parametrize("dimension", [8, 2_100])
async def test_the_first_embedding_gives_the_dimension(
    postgres_url: Secret, dimension: int
) -> None:
    async with await open_store(postgres_url) as store:
        await populate(store)
        sought = [1.0, *([0.0] * (dimension - 1))]
        await store.create_memory(said("one", 1, embedding=sought))
        assert texts(await store.search_memories_by_embedding(sought)) == ["one"]
    async with await open_store(postgres_url) as store:
        with pytest.raises(ConfigError, match=str(dimension)):
            await store.create_memory(said("two", 1, embedding=[1.0] * 384))


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody:hunter2@127.0.0.1:1/none", "mysql://nobody:hunter2@localhost/none", "x"],
)
async def test_a_database_that_is_not_there_is_named_without_its_password(url: str) -> None:
    with pytest.raises((StoreError, ConfigError)) as refusal:
        await open_store(Secret(url))
    assert "POSTGRES_URL" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)
