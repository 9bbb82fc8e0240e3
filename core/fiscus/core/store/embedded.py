"""Embeddings beside memories. All of a database have one dimension, that of the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isfinite

from sqlalchemy import select
from sqlalchemy.engine import Connection

from fiscus.core.errors import ConfigError, RequestError
from fiscus.core.ids import UUID
from fiscus.core.memory import Memory
from fiscus.core.store.repository import Repository
from fiscus.core.store.schema import embeddings, memories, properties
from fiscus.core.store.statements import add, put, remove, rows_of
from fiscus.core.store.vectors import shape_embeddings

DIMENSION = "embedding_dimension"
EMBEDDER = "embedder"


class Embedded(Repository):
    """Keeps the dimension, and the vectors."""

    _dimension: int | None = None

    async def ensure_embedding_dimension(self, dimension: int) -> None:
        """Fix the dimension at the first use. Raises `ConfigError` where it is another one."""
        if self._dimension is None:
            self._dimension = await self._write(lambda c: _fixed(c, dimension))
        if self._dimension != dimension:
            raise ConfigError(
                f"this store has embeddings of {self._dimension} numbers, not {dimension}",
                hint="Use the model that made them, or start a new store.",
            )

    async def ensure_embedder(self, preferred: str) -> str | None:
        """Whose vectors this store has; `None` where it has none and will have `preferred`'s.

        Vectors of two models have nothing to do with each other, even where they are as long.
        """
        return await self._write(lambda c: _embedder(c, preferred))

    async def add_embedding_to_memory(self, memory_id: UUID, embedding: Sequence[float]) -> bool:
        """Give a memory its embedding, or another one; false where there is no such memory."""
        await self._accept(embedding)
        return await self._write(lambda c: _put(c, {memory_id: embedding}) > 0)

    async def get_embeddings(
        self, memory_ids: Collection[UUID]
    ) -> Mapping[UUID, tuple[float, ...]]:
        """Of those memories that have one."""
        joined = memories.join(embeddings, embeddings.c.memory_seq == memories.c.seq)
        query = select(memories.c.id, embeddings.c.vector).select_from(joined)
        rows = await self._rows(query.where(memories.c.id.in_(list(memory_ids))))
        return {UUID(row["id"]): row["vector"] for row in rows}

    async def _ensure_dimension(self, new: Sequence[Memory]) -> None:
        for memory in new:
            if memory.embedding is not None:
                await self._accept(memory.embedding)

    async def _accept(self, embedding: Sequence[float]) -> None:
        if not all(map(isfinite, embedding)):
            raise RequestError("an embedding has a number that is not finite")
        await self.ensure_embedding_dimension(len(embedding))


def put_embeddings(connection: Connection, new: Sequence[Memory]) -> None:
    """Write the embeddings of memories that are in the database."""
    _put(connection, {m.id: m.embedding for m in new if m.embedding is not None})


def _put(connection: Connection, vectors: Mapping[UUID, Sequence[float]]) -> int:
    if not vectors:
        return 0
    query = select(memories.c.id, memories.c.seq).where(memories.c.id.in_(list(vectors)))
    known = rows_of(connection, query)
    remove(connection, embeddings, embeddings.c.memory_seq.in_([row["seq"] for row in known]))
    new = [{"memory_seq": row["seq"], "vector": vectors[UUID(row["id"])]} for row in known]
    add(connection, embeddings, new)
    return len(new)


def _embedder(connection: Connection, preferred: str) -> str | None:
    query = select(properties.c.value).where(properties.c.name == EMBEDDER)
    known: str | None = connection.execute(query).scalar_one_or_none()
    used = connection.execute(select(embeddings.c.memory_seq).limit(1)).first() is not None
    if known is None or (not used and known != preferred):
        put(connection, properties, {"name": EMBEDDER, "value": preferred})
        known = preferred
    return known if used else None


def _fixed(connection: Connection, dimension: int) -> int:
    query = select(properties.c.value).where(properties.c.name == DIMENSION)
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        shape_embeddings(connection, dimension)
        add(connection, properties, [{"name": DIMENSION, "value": str(dimension)}])
        return dimension
    return int(found)
