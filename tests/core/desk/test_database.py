"""The desk's file: the right one, of a version that is known, or an error that says so."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from sqlalchemy import Connection, inspect, text

from fiscus.core.desk.database import open_database
from fiscus.core.desk.tables import metadata
from fiscus.core.errors import StoreError


def written(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


async def refused(path: Path) -> str:
    with pytest.raises(StoreError) as error:
        async with open_database(path):
            pytest.fail("it opened")
    return str(error.value)


async def test_a_new_file_in_a_new_folder_has_all_tables(tmp_path: Path) -> None:
    path = tmp_path / "new" / "with ?odd% name" / "desk.db"
    async with open_database(path) as database:
        names = await database.read(
            lambda c: (
                c.execute(text("SELECT name FROM sqlite_master WHERE type='table'")).scalars().all()
            )
        )
    assert set(names) == set(metadata.tables)
    assert path.exists()


async def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    """Of the connection that the desk writes with: 2 is FULL."""
    async with open_database(tmp_path / "desk.db") as database:
        setting = await database.write(
            lambda c: c.exec_driver_sql("PRAGMA synchronous").scalar_one()
        )
    assert setting == 2


async def test_a_file_of_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    async with open_database(path):
        pass
    assert await refused(written(path, "PRAGMA user_version = 99")) == snapshot(
        "The desk's database has version 99, and this program knows 5."
        " Run the version of fiscus that wrote it, or a newer one."
    )


async def test_a_database_of_something_else(tmp_path: Path) -> None:
    path = written(tmp_path / "desk.db", "CREATE TABLE mine (id)")
    assert "not a desk's" in await refused(path)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("once upon a time " * 100)
    assert await refused(path) == snapshot(
        "The desk's database 'desk.db' cannot be used (DatabaseError)."
        " Check the disk and the file's rights; a damaged file must be restored."
    )


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written" in await refused(tmp_path / "file" / "desk.db")


async def test_a_transaction_that_raises_changes_nothing(tmp_path: Path) -> None:
    async with open_database(tmp_path / "desk.db") as database:
        with pytest.raises(ZeroDivisionError):
            await database.write(
                lambda c: (
                    c.execute(text("INSERT INTO freezes VALUES (1, 'w', 'r', 0, NULL)")),
                    1 // 0,
                )
            )
        rows = await database.read(lambda c: c.execute(text("SELECT * FROM freezes")).all())
    assert rows == []


async def test_many_open_the_same_new_file_at_once(tmp_path: Path) -> None:
    async def use(number: int) -> None:
        async with open_database(tmp_path / "desk.db") as database:
            statement = text(f"INSERT INTO freezes VALUES ({number}, 'w', 'r', 0, NULL)")
            await database.write(lambda c: c.execute(statement))

    await asyncio.gather(*(use(number) for number in range(8)))
    async with open_database(tmp_path / "desk.db") as database:
        count = text("SELECT count(*) FROM freezes")
        assert await database.read(lambda c: c.execute(count).scalar_one()) == 8


async def test_a_file_of_an_older_version_gets_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    older = Path(__file__).with_name("desk-1.sql").read_text()
    written(path, *(part for part in older.split(";") if part.strip()))
    async with open_database(path) as database:
        was = await database.read(shape)
    async with open_database(tmp_path / "new.db") as database:
        assert was == await database.read(shape)


def shape(connection: Connection) -> dict[str, set[str]]:
    """Every table and its columns, and the version that the file says it has."""
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    looked = inspect(connection)
    tables = {
        name: {column["name"] for column in looked.get_columns(name)}
        for name in looked.get_table_names()
    }
    return {**tables, "version": {str(version)}}
