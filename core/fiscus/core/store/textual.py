"""Search by words: SQLite's FTS5, PostgreSQL's `tsvector`. Both keep up by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, column, func, literal_column, select, table
from sqlalchemy.engine import Connection

from fiscus.core.store.filters import text_of
from fiscus.core.store.queries import MemoryQuery
from fiscus.core.store.rows import Row
from fiscus.core.store.schema import memories
from fiscus.core.store.statements import rows_of
from fiscus.core.store.types import POSTGRESQL

SQLITE_DDL: Final = (
    "CREATE VIRTUAL TABLE memory_texts USING fts5"
    "(text, content='', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER memory_texts_added AFTER INSERT ON memories BEGIN"
    " INSERT INTO memory_texts (rowid, text)"
    " VALUES (new.seq, json_extract(new.content, '$.text')); END",
    "CREATE TRIGGER memory_texts_removed AFTER DELETE ON memories BEGIN"
    " INSERT INTO memory_texts (memory_texts, rowid, text)"
    " VALUES ('delete', old.seq, json_extract(old.content, '$.text')); END",
    "CREATE TRIGGER memory_texts_changed AFTER UPDATE OF content ON memories BEGIN"
    " INSERT INTO memory_texts (memory_texts, rowid, text)"
    " VALUES ('delete', old.seq, json_extract(old.content, '$.text'));"
    " INSERT INTO memory_texts (rowid, text)"
    " VALUES (new.seq, json_extract(new.content, '$.text')); END",
)
"""The index of words, without a copy of the texts."""

CONFIGURATION: Final = "simple"
"""Words as they are written: the language is not known."""
POSTGRES_DDL: Final = (
    "CREATE INDEX ix_memories_text ON memories"
    f" USING gin (to_tsvector('{CONFIGURATION}', jsonb_extract_path_text(content, 'text')))",
)

PART: Final = re.compile(r'"([^"]+)"|([^\s"]+)')
WORD: Final = re.compile(r"\w+")
JOINTS: Final = frozenset({"OR", "AND"})


def phrases(query: str) -> Iterator[str]:
    """What is looked for: single words, and what stands between quotes."""
    for quoted, bare in PART.findall(query):
        if bare not in JOINTS and WORD.search(quoted or bare):
            yield quoted or bare


def found_by_words(connection: Connection, words: str, query: MemoryQuery) -> Sequence[Row]:
    """Memories that have one of the phrases, those that have more and rarer ones first."""
    wanted = list(phrases(words))
    if not wanted:
        return ()
    dialect = connection.dialect.name
    selected = _ranked(wanted, dialect).where(*query.conditions(dialect))
    return rows_of(connection, selected.limit(query.count).offset(query.offset))


def saying(text: str, dialect: str) -> Select[Any] | None:
    """Memories with these words in this order; `None` where there are no words in it."""
    return _ranked([text.replace('"', " ")], dialect) if WORD.search(text) else None


def _ranked(wanted: Sequence[str], dialect: str) -> Select[Any]:
    return _postgres(wanted) if dialect == POSTGRESQL else _sqlite(wanted)


def _sqlite(wanted: Sequence[str]) -> Select[Any]:
    texts = table("memory_texts", column("rowid"), column("rank"))
    match = " OR ".join(f'"{phrase}"' for phrase in wanted)
    matches: ColumnElement[bool] = literal_column("memory_texts").op("MATCH")(match)
    joined = memories.join(texts, texts.c.rowid == memories.c.seq)
    order = (texts.c.rank, memories.c.seq.desc())
    return select(memories).select_from(joined).where(matches).order_by(*order)


def _postgres(wanted: Sequence[str]) -> Select[Any]:
    simple: ColumnElement[Any] = literal_column(f"'{CONFIGURATION}'")
    words = func.to_tsvector(simple, text_of(POSTGRESQL))
    each: Iterator[ColumnElement[Any]] = (func.phraseto_tsquery(simple, one) for one in wanted)
    match = reduce(lambda one, other: one.op("||")(other), each)
    order = (func.ts_rank(words, match).desc(), memories.c.seq.desc())
    return select(memories).where(words.op("@@")(match)).order_by(*order)
