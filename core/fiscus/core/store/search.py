"""Finding memories: by what they mean, by their words, or by both."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Unpack

from sqlalchemy import select
from sqlalchemy.engine import Connection

from fiscus.core.memory import Memory
from fiscus.core.store.database import Database
from fiscus.core.store.facts import Facts
from fiscus.core.store.queries import MemoryConditions, MemoryQuery
from fiscus.core.store.rows import Row, memory_of
from fiscus.core.store.schema import embeddings, memories
from fiscus.core.store.statements import rows_of
from fiscus.core.store.textual import found_by_words
from fiscus.core.store.types import POSTGRESQL
from fiscus.core.store.vectors import nearest

if TYPE_CHECKING:
    from fiscus.core.store.vectorindex import Candidate, VectorIndex

THRESHOLD: Final = 0.75
RANK_DAMPING: Final = 60
"""How little the first ranks differ where two lists are merged (reciprocal rank fusion)."""
WIDER: Final = 8
"""How many more candidates are looked at when too few of the nearest fulfil the conditions."""


class Search(Facts):
    """Looks through memories. Without a `type` all types are looked through."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._index: VectorIndex | None = None
        self._searching = asyncio.Lock()

    async def search_memories(
        self,
        query: str | None = None,
        limit: int | None = None,
        *,
        text: str | None = None,
        embedding: Sequence[float] | None = None,
        match_threshold: float = THRESHOLD,
        **params: Unpack[MemoryConditions],
    ) -> tuple[Memory, ...]:
        """At most `limit` (10) memories, the best first.

        With an `embedding` those that mean something like it; with a `query` (or `text`) those that
        have its words or "quoted phrases"; with both, both lists merged by rank; with neither, the
        newest that fit.
        """
        words = query or text
        if limit is not None:
            params["count"] = limit
        by_meaning: tuple[Memory, ...] = ()
        if embedding is not None:
            by_meaning = await self.search_memories_by_embedding(
                embedding, match_threshold, **params
            )
        wanted = _query(params)
        if not words:
            if embedding is not None:
                return by_meaning
            newest: MemoryConditions = {"direction": "DESC", "type": None, **params}
            return await self.get_memories(**newest)
        found = await self._database.read(lambda c: found_by_words(c, words, wanted))
        by_words = tuple(map(memory_of, found))
        return by_words if embedding is None else _merged(by_meaning, by_words)[: wanted.count]

    async def search_memories_by_embedding(
        self,
        embedding: Sequence[float],
        match_threshold: float = THRESHOLD,
        **params: Unpack[MemoryConditions],
    ) -> tuple[Memory, ...]:
        """At most `count` (10) memories that mean something like it, the nearest first.

        `similarity` is the cosine, at least `match_threshold`. Raises `ConfigError` where the
        store's embeddings have another dimension.
        """
        await self.ensure_embedding_dimension(len(embedding))
        wanted = _query(params)
        if self._database.dialect == POSTGRESQL:
            rows = await self._database.read(
                lambda c: nearest(c, embedding, wanted, threshold=match_threshold)
            )
            return tuple(replace(memory_of(row), similarity=row["similarity"]) for row in rows)
        async with self._searching:
            return await self._nearest(embedding, wanted, threshold=match_threshold)

    async def search_memories_by_similarity(
        self,
        embedding: Sequence[float],
        threshold: float = THRESHOLD,
        **params: Unpack[MemoryConditions],
    ) -> tuple[Memory, ...]:
        """Another name of `search_memories_by_embedding`."""
        return await self.search_memories_by_embedding(embedding, threshold, **params)

    async def _nearest(
        self, embedding: Sequence[float], query: MemoryQuery, *, threshold: float
    ) -> tuple[Memory, ...]:
        """Ask the index for more, until enough of what it finds is there and fits."""
        index = await self._followed(len(embedding))
        wanted = query.count + query.offset
        count = wanted
        while True:
            candidates = await asyncio.to_thread(
                index.nearest, embedding, query, threshold=threshold, count=count
            )
            there, rows = await self._fetched(candidates, query)
            index.forget({each.seq for each in candidates} - there)
            if len(rows) >= wanted or len(candidates) < count:
                break
            count *= WIDER
        similar = {each.memory_seq: each.similarity for each in candidates if each.seq in there}
        best = sorted(rows, key=lambda row: (-similar[row["seq"]], -row["seq"]))
        return tuple(
            replace(memory_of(row), similarity=similar[row["seq"]])
            for row in best[query.offset : wanted]
        )

    async def _followed(self, dimension: int) -> VectorIndex:
        """The index, with everything that is in the database now."""
        from fiscus.core.store.vectorindex import PAGE, VectorIndex, page_after

        index = self._index = self._index or VectorIndex(dimension)
        while True:
            rows = await self._rows(page_after(index.last))
            if rows:
                await asyncio.to_thread(index.extend, rows)
            if len(rows) < PAGE:
                return index

    async def _fetched(
        self, candidates: Sequence[Candidate], query: MemoryQuery
    ) -> tuple[set[int], Sequence[Row]]:
        """Which candidates are still there, and the rows of those that fulfil the query."""
        seqs = [each.seq for each in candidates]
        numbers: Mapping[int, int] = {each.seq: each.memory_seq for each in candidates}

        def read(connection: Connection) -> tuple[set[int], Sequence[Row]]:
            alive = select(embeddings.c.seq).where(embeddings.c.seq.in_(seqs))
            there = set(connection.execute(alive).scalars())
            fits = (
                memories.c.seq.in_([numbers[seq] for seq in there]),
                *query.conditions(connection.dialect.name),
            )
            return there, rows_of(connection, select(memories).where(*fits))

        return await self._database.read(read)


def _query(params: MemoryConditions) -> MemoryQuery:
    asked: MemoryConditions = {"type": None, **params}
    return MemoryQuery.of(asked)


def _merged(*lists: Sequence[Memory]) -> tuple[Memory, ...]:
    """What ranks high in several lists comes first."""
    scores: dict[str, float] = {}
    found: dict[str, Memory] = {}
    for ranked in lists:
        for rank, memory in enumerate(ranked, start=1):
            scores[memory.id] = scores.get(memory.id, 0.0) + 1 / (RANK_DAMPING + rank)
            found.setdefault(memory.id, memory)
    return tuple(found[key] for key in sorted(scores, key=lambda key: -scores[key]))
