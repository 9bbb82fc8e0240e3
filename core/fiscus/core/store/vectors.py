"""Vectors in PostgreSQL: pgvector's cosine distance, by its HNSW index where that can answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Float, Select, literal, select, text
from sqlalchemy.engine import Connection

from fiscus.core.store.queries import MemoryQuery
from fiscus.core.store.rows import Row
from fiscus.core.store.schema import embeddings, memories
from fiscus.core.store.statements import rows_of
from fiscus.core.store.types import POSTGRESQL, Vector

INDEX: Final = "ix_embeddings_vector"
MOST_INDEXED: Final = 2000
"""Dimensions that an index can have; longer vectors are compared one by one."""
LOOKED_AT: Final = (100, 1000)
"""Fewest and most candidates that the index looks at."""
POSTGRES_DDL: Final = (f"CREATE INDEX {INDEX} ON embeddings USING hnsw (vector vector_cosine_ops)",)

HAS: Final = (
    "SELECT atttypmod FROM pg_attribute"
    " WHERE attrelid = 'embeddings'::regclass AND attname = 'vector'"
)


def shape_embeddings(connection: Connection, dimension: int) -> None:
    """Make the table fit vectors of this length. It is empty."""
    if connection.dialect.name != POSTGRESQL:
        return
    if connection.exec_driver_sql(HAS).scalar_one() == dimension:
        return
    connection.execute(text(f"DROP INDEX IF EXISTS {INDEX}"))
    connection.execute(text(f"ALTER TABLE embeddings ALTER COLUMN vector TYPE vector({dimension})"))
    if dimension <= MOST_INDEXED:
        connection.execute(text(POSTGRES_DDL[0]))


def nearest(
    connection: Connection, embedding: Sequence[float], query: MemoryQuery, *, threshold: float
) -> Sequence[Row]:
    """Rows of memories with their `similarity`, the nearest first."""
    wanted = query.count + query.offset
    least, most = LOOKED_AT
    found: Sequence[Row] = ()
    if not _narrow(query):
        connection.execute(text(f"SET LOCAL hnsw.ef_search = {min(max(2 * wanted, least), most)}"))
        found = rows_of(connection, ranked(embedding, query, exact=False).limit(wanted))
    if len(found) < wanted:
        found = rows_of(connection, ranked(embedding, query, exact=True).limit(wanted))
    return [row for row in found if row["similarity"] >= threshold][query.offset :]


def _narrow(query: MemoryQuery) -> bool:
    """The index does not know the conditions: what it finds may not fulfil them."""
    places = (query.room_id, query.room_ids, query.entity_id, query.entity_ids, query.world_id)
    times = (query.start, query.end, query.before, query.after)
    return any((*places, *times, query.visible_to, query.filter))


def ranked(embedding: Sequence[float], query: MemoryQuery, *, exact: bool) -> Select[Any]:
    sought = literal(tuple(embedding), Vector(len(embedding)))
    distance = embeddings.c.vector.op("<=>", return_type=Float())(sought)
    # The index can only serve the distance as it is.
    order = distance + 0 if exact else distance
    joined = memories.join(embeddings, embeddings.c.memory_seq == memories.c.seq)
    similarity = (1 - distance).label("similarity")
    selected = select(memories, similarity).select_from(joined)
    return selected.where(*query.conditions(POSTGRESQL)).order_by(order)
