"""Which memories say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from fiscus.core.ids import UUID
from fiscus.core.memory import Memory
from fiscus.core.store.filters import text_of
from fiscus.core.store.queries import MemoryQuery
from fiscus.core.store.rows import Row
from fiscus.core.store.schema import memories
from fiscus.core.store.statements import rows_of
from fiscus.core.store.textual import saying

PAGE = 100
"""Fewest memories that are looked at in one go."""
LONGER = 2
"""How many times as long a text may be that says the same: it has more spaces."""


def said(text: str) -> str:
    """A text without what does not change its meaning: capitals and spaces."""
    return " ".join(text.casefold().split())


def distinct(connection: Connection, query: MemoryQuery) -> Sequence[Row]:
    """The rows of a query without those that say the same as one before."""
    found: dict[tuple[str, str], Row] = {}
    wanted = query.offset + query.count
    page = replace(query, count=max(PAGE, wanted), offset=0)
    while True:
        rows = rows_of(connection, page.select(connection.dialect.name))
        for row in rows:
            found.setdefault((row["type"], said(row["content"].get("text", ""))), row)
        if len(found) >= wanted or len(rows) < page.count:
            return list(found.values())[query.offset : wanted]
        page = replace(page, offset=page.offset + page.count)


def earlier_alike(connection: Connection, memory: Memory) -> UUID | None:
    """The id of a memory of the same agent, room and type that says the same."""
    dialect = connection.dialect.name
    text = text_of(dialect)
    alike = saying(memory.content.text, dialect)
    if alike is None:
        alike = select(memories).where(text == memory.content.text)
    query = alike.where(
        memories.c.agent_id == memory.agent_id,
        memories.c.room_id == memory.room_id,
        memories.c.type == str(memory.type),
        func.length(text) <= LONGER * len(memory.content.text),
    )
    same = said(memory.content.text)
    found = (
        row["id"] for row in rows_of(connection, query) if said(row["content"]["text"]) == same
    )
    return next(found, None)
