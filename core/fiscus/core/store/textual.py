"""Search by words: SQLite's FTS5, PostgreSQL's `tsvector`. Both keep up by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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


def phrases(query: str) -> Iterator[Sequence[str]]:
    """What is looked for: single words, and the words between quotes together."""
    for quoted, bare in PART.findall(query):
        if bare not in JOINTS:
            words = WORD.findall(quoted or bare)
            if words:
                yield words


def found_by_words(connection: Connection, words: str, query: MemoryQuery) -> Sequence[Row]:
    """Memories that have one of the phrases, those that have more and rarer ones first."""
    wanted = list(phrases(words))
    if not wanted:
        return ()
    postgres = connection.dialect.name == POSTGRESQL
    selected = _postgres(wanted) if postgres else _sqlite(wanted)
    where = query.conditions(connection.dialect.name)
    return rows_of(connection, selected.where(*where).limit(query.count).offset(query.offset))


def _sqlite(wanted: Sequence[Sequence[str]]) -> Select[Any]:
    texts = table("memory_texts", column("rowid"), column("rank"))
    match = " OR ".join('"' + " ".join(words) + '"' for words in wanted)
    matches: ColumnElement[bool] = literal_column("memory_texts").op("MATCH")(match)
    joined = memories.join(texts, texts.c.rowid == memories.c.seq)
    order = (texts.c.rank, memories.c.seq.desc())
    return select(memories).select_from(joined).where(matches).order_by(*order)


def _postgres(wanted: Sequence[Sequence[str]]) -> Select[Any]:
    words = func.to_tsvector(literal_column(f"'{CONFIGURATION}'"), text_of(POSTGRESQL))
    looked_for = " | ".join("(" + " <-> ".join(f"'{w}'" for w in each) + ")" for each in wanted)
    match = func.to_tsquery(literal_column(f"'{CONFIGURATION}'"), looked_for)
    order = (func.ts_rank(words, match).desc(), memories.c.seq.desc())
    return select(memories).where(words.op("@@")(match)).order_by(*order)
