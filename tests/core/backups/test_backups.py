from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, select

from fiscus.core.backups.restoring import restore
from fiscus.core.backups.saving import save
from fiscus.core.desk.journal import broken_at
from fiscus.core.desk.outcome import State
from fiscus.core.errors import FiscusError, RequestError, StoreError, WalletFrozen
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings
from fiscus.core.store import Store, open_store
from tests.core.desk.fakes import OWNER, WALLET, pay, ticket, world_in
from tests.core.store.test_opening import WRITER
from tests.core.store.world import AGENT, ROOM, populate, said, task, texts

VECTOR = [0.1, 0.2, *([0.0] * 382)]


async def fill(store: Store) -> None:
    await populate(store)
    await store.batch_create_memories([said(f"number {at}", at) for at in range(3)])
    await store.create_memory(said("near \0 \u00e9", 9, type="fact", embedding=VECTOR, sure=True))
    await store.create_task(task("later", 5))
    await store.create_task(task("choice"))
    await store.set_cache("key", {"a": [1.5, None]}, agent_id=AGENT, now=1, ttl_ms=9)


@asynccontextmanager
async def filled(place: Path | Secret) -> AsyncGenerator[Store]:
    async with await open_store(place) as store:
        await fill(store)
        yield store


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


async def test_what_was_backed_up_comes_back(home: Path, tmp_path: Path) -> None:
    settings, target = Settings({"FISCUS_HOME": str(home)}), tmp_path / "backup.zip"
    world = world_in(home)
    world.adapter.may_sign(2)
    async with filled(home / "fiscus.db") as store, world.desk() as desk:
        first = await desk.submit(ticket(), pay())
        made = await save(settings, target)
        await store.create_memory(said("since", 10))
        await desk.submit(ticket("2"), pay("0.002"))
    assert (made.memories, made.payments) == (4, 1)
    assert target.stat().st_mode & 0o077 == 0
    with pytest.raises(RequestError, match="there already"):
        await save(settings, target)
    before = files(home)
    with pytest.raises(RequestError, match=r"fiscus\.db and desk\.db would be replaced"):
        await restore(settings, target)
    assert files(home) == before

    restored = await restore(settings, target, overwrite=True)
    assert restored.frozen == (f"fake:{WALLET}",)
    assert restored.paused == 1
    kept = {path.name.partition(".before-restore-")[0] for path in restored.kept}
    assert kept == {"fiscus.db", "desk.db"}
    async with await open_store(home / "fiscus.db") as store:
        assert texts(await store.get_memories(room_id=ROOM)) == ["number 0", "number 1", "number 2"]
        assert texts(await store.search_memories_by_embedding(VECTOR)) == ["near \0 \u00e9"]
        assert await store.claim_due_tasks(now=99, owner="x", lease_ms=1) == ()
    async with world.desk() as desk:
        assert (await desk.ledger.get(first.journal_id)) is not None
        with pytest.raises(WalletFrozen, match="backup"):
            await desk.submit(ticket("2"), pay("0.002"))
        await desk.unfreeze("fake", OWNER)
    assert [name for name in files(home) if "restoring" in name] == []


async def test_an_empty_folder_is_filled(home: Path, tmp_path: Path) -> None:
    settings, target = Settings({"FISCUS_HOME": str(home)}), tmp_path / "backup.zip"
    with pytest.raises(RequestError, match="nothing to back up"):
        await save(settings, target)
    async with filled(home / "fiscus.db"):
        await save(settings, target)
    fresh = Settings({"FISCUS_HOME": str(tmp_path / "fresh")})
    restored = await restore(fresh, target)
    assert (restored.kept, restored.frozen, restored.paused) == ((), (), 1)
    async with await open_store(tmp_path / "fresh" / "fiscus.db") as store:
        assert await store.count_memories(type=None) == 4


async def test_files_that_are_used_are_not_replaced(home: Path, tmp_path: Path) -> None:
    settings, target = Settings({"FISCUS_HOME": str(home)}), tmp_path / "backup.zip"
    async with filled(home / "fiscus.db") as store:
        await save(settings, target)
        with pytest.raises(StoreError, match=r"a program is using 'fiscus\.db'"):
            await restore(settings, target, overwrite=True)
        await store.create_memory(said("still here", 10))
        assert await store.count_memories(room_id=ROOM) == 4


@pytest.mark.parametrize("seed", range(6))
async def test_a_damaged_backup_changes_nothing(home: Path, tmp_path: Path, seed: int) -> None:
    settings, target = Settings({"FISCUS_HOME": str(home)}), tmp_path / "backup.zip"
    async with filled(home / "fiscus.db"), world_in(home).desk():
        await save(settings, target)
    before, whole = files(home), bytearray(target.read_bytes())
    random_ = random.Random(seed)
    if seed:
        start = random_.randrange(200, len(whole) - 1000)
        whole[start : start + 64] = bytes(byte ^ 0xFF for byte in whole[start : start + 64])
    else:
        del whole[len(whole) // 2 :]
    target.write_bytes(whole)
    with pytest.raises(FiscusError):
        await restore(settings, target, overwrite=True)
    assert files(home) == before


async def test_a_store_is_backed_up_whole_while_it_is_written(home: Path, tmp_path: Path) -> None:
    path = home / "fiscus.db"
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, str(path), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert writer.stdout is not None
        assert await writer.stdout.readline() == b"writing\n"
        await save(Settings({"FISCUS_HOME": str(home)}), tmp_path / "backup.zip")
    finally:
        writer.kill()
        await writer.communicate()
    fresh = Settings({"FISCUS_HOME": str(tmp_path / "fresh")})
    await restore(fresh, tmp_path / "backup.zip")
    async with await open_store(tmp_path / "fresh" / "fiscus.db") as store:
        memories = await store.get_memories(room_id=ROOM, count=1_000_000)
        results = await store.get_results(room_id=ROOM, count=1_000_000)
    assert len(memories) >= 20
    assert {result.message_id for result in results} == {memory.id for memory in memories}


async def test_a_backup_goes_from_either_database_to_the_other(
    store_place: Path | Secret, postgres_url: Secret, home: Path, tmp_path: Path
) -> None:
    target, notes = tmp_path / "backup.zip", MetaData()
    Table("notes", notes, Column("id", Integer, primary_key=True))

    def settings(place: Path | Secret) -> Settings:
        url = "" if isinstance(place, Path) else place.reveal()
        return Settings({"FISCUS_HOME": str(home), "POSTGRES_URL": url})

    async with filled(store_place) as store:
        before = await store.count_rows()
        await store.migrate_plugin("notes", notes)
    if isinstance(store_place, Path):
        shutil.move(store_place, home / "fiscus.db")
        await save(settings(home / "fiscus.db"), target)
        place: Path | Secret = postgres_url
    else:
        made = await save(settings(store_place), target)
        assert made.left_out == ("notes",)
        place = home / "fiscus.db"
    await restore(settings(place), target, overwrite=True)
    async with await open_store(place) as store:
        assert await store.count_rows() == before
        (found,) = await store.search_memories_by_embedding(VECTOR)
        assert found.similarity == pytest.approx(1)
        assert found.metadata == {"sure": True}
        assert texts(await store.search_memories("number")) != []
        new = said("more", 99, embedding=VECTOR)
        assert await store.create_memory(new) == new.id
        assert await store.add_embedding_to_memory(found.id, VECTOR)
        assert (await store.get_cache("key", agent_id=AGENT, now=2)) == {"a": [1.5, None]}
        await store.migrate_plugin("notes", notes)
        count = select(func.count()).select_from(store.plugin_tables("notes")["notes"])
        assert await store.read(lambda c: c.execute(count).scalar_one()) == 0
    if not isinstance(place, Path):
        with pytest.raises(RequestError, match="the PostgreSQL database would be replaced"):
            await restore(settings(place), target)


async def test_a_store_that_is_not_empty_is_not_loaded_into(tmp_path: Path) -> None:
    async with filled(tmp_path / "a.db") as store:
        await store.dump(tmp_path / "rows")
        with pytest.raises(StoreError, match="not empty"):
            await store.load(tmp_path / "rows")
        assert (await store.load(tmp_path / "rows", overwrite=True))["memories"] == 4
        assert await store.count_memories(type=None) == 4


def test_the_copy_of_a_file_needs_no_other_file(tmp_path: Path) -> None:
    from fiscus.core.backups.files import copy_online

    source = tmp_path / "a.db"
    with closing(sqlite3.connect(source)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES (1)")
        database.commit()
        copy_online(source, tmp_path / "b.db")
    assert {path.name for path in tmp_path.iterdir()} >= {"b.db"}
    assert not list(tmp_path.glob("b.db-*"))
    with closing(sqlite3.connect(tmp_path / "b.db")) as copy:
        assert copy.execute("SELECT x FROM t").fetchall() == [(1,)]


async def test_a_journal_in_postgresql_comes_back_there_or_as_a_file(
    home: Path, tmp_path: Path, postgres_place: Secret, postgres_desk: Secret
) -> None:
    assert postgres_place == postgres_desk
    settings = Settings({"FISCUS_HOME": str(home), "POSTGRES_URL": postgres_desk.reveal()})
    target, world = tmp_path / "backup.zip", world_in(home, postgres_desk)
    world.adapter.may_sign(4)
    async with world.desk() as desk:
        first = await desk.submit(ticket("1"), pay())
        assert (await save(settings, target)).payments == 1
        second = await desk.submit(ticket("2"), pay("0.002"))
    with pytest.raises(RequestError, match="the PostgreSQL database would be replaced"):
        await restore(settings, target)
    await restore(settings, target, overwrite=True)
    fresh = Settings({"FISCUS_HOME": str(tmp_path / "fresh")})
    await restore(fresh, target)
    moved = world_in(tmp_path / "fresh")
    for restored in (world, moved):
        async with restored.desk() as desk:
            assert await desk.ledger.get(first.journal_id) is not None
            assert await desk.ledger.get(second.journal_id) is None
            assert broken_at(await desk.ledger.entries()) is None
            with pytest.raises(WalletFrozen, match="backup"):
                await desk.submit(ticket("2"), pay("0.002"))
            await desk.unfreeze("fake", OWNER)
    async with world.desk() as desk:
        assert (await desk.submit(ticket("3"), pay())).state is State.CONFIRMED
        assert broken_at(await desk.ledger.entries()) is None
