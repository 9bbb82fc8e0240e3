"""Vectors beside SQLite: all of them in memory once somebody searches, compared exactly by numpy.

The index follows the table by its numbers, which only grow: it reads what is new before each
search. What was deleted meanwhile, by whichever process, is noticed when it is found and not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import select, type_coerce
from sqlalchemy.types import LargeBinary

from fiscus.core.store.queries import MemoryQuery
from fiscus.core.store.rows import Row
from fiscus.core.store.schema import embeddings, memories

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy import Select

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

BLOCK: Final = 8192
"""Vectors that are kept together: growing never copies what is there."""
PAGE: Final = 4096
"""Rows that are read at a time, so that messages get in between."""
KEYS: Final = ("agent_id", "room_id", "entity_id", "world_id", "type")
"""What can be told from memory alone, without asking the database."""
FIRST_KEY: Final = 2
NOT_WANTED: Final = np.float32(-2)
SPARSE: Final = 0.25
"""Below this share only the vectors that count are compared."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vector that is near: its number, its memory's, and how near."""

    seq: int
    memory_seq: int
    similarity: float


@dataclass(slots=True)
class Block:
    """Vectors of length 1, and what is known of each."""

    vectors: Floats
    numbers: Numbers
    """Rows: the vector's number, its memory's, and the codes of the keys."""
    used: int = 0
    forgotten: bool = False
    """Whether some of the vectors are not in the database any more."""

    def similarities(self, sought: Floats, wanted: Mapping[int, Sequence[int]]) -> Floats:
        """The cosine for each vector; `NOT_WANTED` for those that do not fit."""
        vectors, fits = self.vectors[: self.used], self._fits(wanted)
        if fits is None:
            return _dot(vectors, sought)
        chosen = np.flatnonzero(fits)
        if len(chosen) > SPARSE * self.used:
            return np.where(fits, _dot(vectors, sought), NOT_WANTED)
        found = np.full(self.used, NOT_WANTED)
        found[chosen] = _dot(vectors[chosen], sought)
        return found

    def _fits(self, wanted: Mapping[int, Sequence[int]]) -> Flags | None:
        """`None` where all do."""
        numbers = self.numbers[:, : self.used]
        fits = numbers[FIRST_KEY - 1] >= 0 if self.forgotten else None
        for position, codes in wanted.items():
            found = reduce(np.logical_or, (numbers[FIRST_KEY + position] == code for code in codes))
            fits = found if fits is None else fits & found
        return fits


def page_after(seq: int) -> Select[Any]:
    """The next rows that the index does not know."""
    joined = embeddings.join(memories, memories.c.seq == embeddings.c.memory_seq)
    vector = type_coerce(embeddings.c.vector, LargeBinary).label("vector")
    columns = (memories.c[name] for name in KEYS)
    selected = select(embeddings.c.seq, embeddings.c.memory_seq, vector, *columns)
    ordered = selected.select_from(joined).where(embeddings.c.seq > seq).order_by(embeddings.c.seq)
    return ordered.limit(PAGE)


@dataclass(slots=True)
class VectorIndex:
    """Every vector of a store, of one dimension."""

    dimension: int
    last: int = 0
    """The number up to which everything is known."""
    _blocks: list[Block] = field(default_factory=list[Block])
    _codes: dict[tuple[int, str | None], int] = field(
        default_factory=dict[tuple[int, str | None], int]
    )

    def extend(self, rows: Sequence[Row]) -> None:
        """Take in rows of `page_after(last)`."""
        vectors = np.frombuffer(b"".join(row["vector"] for row in rows), dtype=np.float32)
        vectors = vectors.reshape(len(rows), self.dimension)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit = vectors / np.where(lengths == 0, 1, lengths)
        numbers = np.array([self._numbers(row) for row in rows], dtype=np.int64).T
        at = 0
        while at < len(rows):
            block = self._block()
            room = min(BLOCK - block.used, len(rows) - at)
            block.vectors[block.used : block.used + room] = unit[at : at + room]
            block.numbers[:, block.used : block.used + room] = numbers[:, at : at + room]
            block.used += room
            at += room
        self.last = int(rows[-1]["seq"])

    def forget(self, seqs: Collection[int]) -> None:
        """These vectors are not in the database any more."""
        gone = np.array(sorted(seqs), dtype=np.int64)
        for block in self._blocks:
            dead = np.isin(block.numbers[0, : block.used], gone)
            if dead.any():
                block.numbers[1:, : block.used][:, dead] = -1
                block.forgotten = True

    def nearest(
        self, embedding: Sequence[float], query: MemoryQuery, *, threshold: float, count: int
    ) -> Sequence[Candidate]:
        """At most `count` that are at least this similar, the nearest first."""
        sought = np.asarray(embedding, dtype=np.float32)
        length = float(np.linalg.norm(sought))
        sought = sought / (length or 1.0)
        wanted = self._wanted(query)
        if wanted is None or not self._blocks:
            return ()
        scores = np.concatenate([block.similarities(sought, wanted) for block in self._blocks])
        near = np.flatnonzero(scores >= max(threshold, -1.0))
        if len(near) > count:
            near = near[np.argpartition(scores[near], -count)[-count:]]
        return [self._candidate(place, scores) for place in near[np.argsort(-scores[near])]]

    def _candidate(self, place: int, scores: Floats) -> Candidate:
        block, at = self._blocks[place // BLOCK], place % BLOCK
        similarity = min(1.0, float(scores[place]))
        return Candidate(int(block.numbers[0, at]), int(block.numbers[1, at]), similarity)

    def _wanted(self, query: MemoryQuery) -> Mapping[int, Sequence[int]] | None:
        """The codes that each key may have; `None` where no vector can fit."""
        wanted: dict[int, Sequence[int]] = {}
        for position, values in _named(query):
            codes = [
                self._codes[position, value]
                for value in values
                if (position, value) in self._codes
            ]  # fmt: skip
            if not codes:
                return None
            wanted[position] = codes
        return wanted

    def _numbers(self, row: Row) -> Sequence[int]:
        codes = (
            self._codes.setdefault((position, row[name]), len(self._codes))
            for position, name in enumerate(KEYS)
        )
        return (row["seq"], row["memory_seq"], *codes)

    def _block(self) -> Block:
        if not self._blocks or self._blocks[-1].used == BLOCK:
            vectors = np.empty((BLOCK, self.dimension), dtype=np.float32)
            self._blocks.append(
                Block(vectors, np.empty((FIRST_KEY + len(KEYS), BLOCK), dtype=np.int64))
            )
        return self._blocks[-1]


def _named(query: MemoryQuery) -> Iterator[tuple[int, Sequence[str]]]:
    several: Mapping[str, Collection[str] | None] = {
        "room_id": query.room_ids,
        "entity_id": query.entity_ids,
    }
    for position, name in enumerate(KEYS):
        one: str | None = getattr(query, name)
        if one is not None:
            yield position, (str(one),)
        elif (listed := several.get(name)) is not None:
            yield position, tuple(map(str, listed))


def _dot(vectors: Floats, sought: Floats) -> Floats:
    """One multiplication a number: twice as fast as BLAS here, and without its threads."""
    products: Floats = np.einsum("ij,j->i", vectors, sought)
    return products
