"""No question that every message asks looks at more rows than it needs."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from fiscus.core.store import open_store
from fiscus.core.store.queries import MemoryConditions, MemoryQuery
from fiscus.core.store.statements import EXCHANGE
from fiscus.core.store.vectorindex import page_after
from tests.core.store.world import AGENT, ANN, BEN, ROOM


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[sqlite3.Connection]:
    await (await open_store(tmp_path / "fiscus.db")).close()
    with closing(sqlite3.connect(tmp_path / "fiscus.db")) as connection:
        yield connection


def plan(database: sqlite3.Connection, statement: Select[Any]) -> str:
    compiled = statement.compile(
        dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}
    )
    values = tuple(compiled.params[name] or 1 for name in compiled.positiontup or ())
    steps = database.execute(f"EXPLAIN QUERY PLAN {compiled}", values).fetchall()
    return "\n".join(step[3] for step in steps)


def test_the_latest_exchange_is_found_by_index_alone(database: sqlite3.Connection) -> None:
    steps = plan(database, EXCHANGE)
    assert "USING INDEX ix_memories_room_id_type_created_at (room_id=? AND type=?" in steps
    assert "TEMP B-TREE" not in steps


@pytest.mark.covers("MEM-37", "RTM-17")
@pytest.mark.parametrize(
    ("params", "index"),
    [
        ({"room_id": ROOM}, "room_id"),
        ({"room_id": ROOM, "start": 1, "end": 2, "type": "fact"}, "room_id"),
        ({"entity_id": ANN}, "entity_id"),
        ({"agent_id": AGENT, "before": 9}, "agent_id"),
        ({"room_ids": [ROOM], "entity_ids": [ANN, BEN]}, "room_id"),
    ],
)
def test_memories_are_found_by_index_alone(
    database: sqlite3.Connection, params: MemoryConditions, index: str
) -> None:
    steps = plan(database, MemoryQuery.of(params).select("sqlite"))
    assert f"USING INDEX ix_memories_{index}_type_created_at" in steps
    assert "TEMP B-TREE" not in steps


def test_new_vectors_are_found_by_their_number(database: sqlite3.Connection) -> None:
    steps = plan(database, page_after(5))
    assert "SEARCH embeddings USING INTEGER PRIMARY KEY (rowid>?)" in steps
    assert "SCAN" not in steps
    assert "TEMP B-TREE" not in steps


def test_nothing_is_scanned_when_something_is_deleted(database: sqlite3.Connection) -> None:
    """Every table that refers to a memory, a room or a person is found by an index."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    unindexed = [
        (table, column)
        for (table,) in tables
        for _, _, target, column, *_ in database.execute(f"PRAGMA foreign_key_list({table})")
        if target != "agents" and not _leads(database, table, column)
    ]
    assert unindexed == []


def _leads(database: sqlite3.Connection, table: str, column: str) -> bool:
    indexes = database.execute(f"PRAGMA index_list({table})").fetchall()
    return any(
        database.execute(f"PRAGMA index_info({index[1]})").fetchone()[2] == column
        for index in indexes
    )
