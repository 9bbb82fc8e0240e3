"""Which files are opened, and what happens to the others: nothing."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core.errors import StoreError
from fiscus.core.ids import derived_id
from fiscus.core.store import open_store

ROOM = derived_id("room")

WRITER = """
import asyncio, sys
from pathlib import Path
from fiscus.core import Content, Memory
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.store import open_store
from fiscus.core.store.records import Entity, Room, Recorded
from fiscus.core import ActionResult

AGENT, ROOM = derived_id("agent"), derived_id("room")

async def main():
    store = await open_store(Path(sys.argv[1]))
    await store.ensure_agent(AGENT, "Ada", now=1)
    await store.ensure_room(Room(ROOM, AGENT, "test", 1))
    for at in range(1, 100_000):
        memory = Memory(generate_id(), AGENT, AGENT, ROOM, Content(str(at)), at)
        result = ActionResult(success=True, text=str(at), action="A")
        await store.record(
            [memory], [Recorded(generate_id(), AGENT, ROOM, memory.id, AGENT, 0, result, at)]
        )
        if at == 20:
            print("writing", flush=True)

asyncio.run(main())
"""


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database, but my diary " * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refusal:
        await open_store(path)
    assert str(refusal.value.message) == snapshot("'notes.db' is not a store of fiscus")
    assert refusal.value.hint == snapshot("Move it away, or name another FISCUS_HOME.")
    assert path.read_bytes() == before


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (day TEXT)")
    with pytest.raises(StoreError, match="not a store"):
        await open_store(path)
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("diary",)]


async def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "fiscus.db"
    await (await open_store(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError) as refusal:
        await open_store(path)
    assert refusal.value.message == snapshot(
        "the store 'fiscus.db' has version 99, this program knows 2"
    )


@pytest.mark.parametrize("blocked", ["folder", "file"])
async def test_a_place_that_cannot_be_used_is_named(tmp_path: Path, blocked: str) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder.db").mkdir()
    path = tmp_path / ("folder.db" if blocked == "folder" else "file/fiscus.db")
    with pytest.raises(StoreError, match="cannot be opened"):
        await open_store(path)


async def test_several_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "fiscus.db"
    stores = await asyncio.gather(*(open_store(path) for _ in range(8)))
    for store in stores:
        await store.close()


def test_a_program_that_forgets_to_close_still_ends(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from fiscus.core.store import open_store; "
        "asyncio.run(open_store(Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "fiscus.db")], timeout=30, check=False
    )
    assert done.returncode == 0


async def test_killed_in_the_middle_the_store_opens_and_holds_whole_answers(
    tmp_path: Path,
) -> None:
    path = tmp_path / "fiscus.db"
    for _ in range(3):
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, str(path), stdout=asyncio.subprocess.PIPE
        )
        assert writer.stdout is not None
        assert await writer.stdout.readline() == b"writing\n"
        await asyncio.sleep(random.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        await writer.communicate()
        async with await open_store(path) as store:
            memories = await store.get_memories(room_id=ROOM, count=1_000_000)
            results = await store.get_results(room_id=ROOM, count=1_000_000)
        assert len(memories) >= 20
        assert {r.message_id for r in results} == {m.id for m in memories}
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            # What words find is what is there.
            connection.execute("INSERT INTO memory_texts (memory_texts) VALUES ('integrity-check')")
