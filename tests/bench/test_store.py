"""The store as it grows: an exchange of messages, inserts, and a search by meaning.

Run by `make bench`; prints medians and ratios, and asserts no time. The vectors are random: exact
search takes as long for any.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from fiscus.core import ActionResult, Memory
from fiscus.core.ids import generate_id
from fiscus.core.secrets import Secret
from fiscus.core.store import Store, open_store
from fiscus.core.store.records import Entity, Recorded, Room
from tests.core.store.world import AGENT, ANN, BEN, OTHER, ROOM, populate, said

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

SIZES = (0, 1_000, 10_000, 100_000)
EXCHANGES = 300
SEARCHES = 50
BATCH = 1_000
WORDS = ("rent", "tea", "weather", "Friday", "payment", "balance", "swap", "token", "vote", "fee")


def remark(at: int, embedding: Sequence[float] | None = None) -> Memory:
    text = " ".join(random.choices(WORDS, k=8))
    by, room = random.choice((ANN, BEN, AGENT)), random.choice((ROOM, OTHER))
    return said(text, at, by=by, room=room, embedding=embedding)


async def exchange(store: Store, at: int) -> float:
    """A message and its answer with a result; milliseconds."""
    asked, answer = said("how much is the rent", at), said("it is paid", at + 1, by=AGENT)
    result = ActionResult(success=True, text="it is paid", action="REPLY")
    recorded = Recorded(generate_id(), AGENT, ROOM, asked.id, AGENT, 0, result, at)
    begun = time.perf_counter()
    await store.receive(
        asked,
        room=Room(ROOM, AGENT, "test", 1),
        entity=Entity(ANN, AGENT, ("ann",), 1),
        count=32,
        start=0,
    )
    await store.record([answer], [recorded])
    return (time.perf_counter() - begun) * 1000


def resident() -> int:
    """MB of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20


async def test_an_exchange_at_every_size(
    store_place: Path | Secret, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """SQLite is measured beside an empty file in turn, so that both meet the same noise."""
    beside = tmp_path / "small.db" if isinstance(store_place, Path) else store_place
    async with await open_store(store_place) as store, await open_store(beside) as small:
        await populate(store)
        await populate(small)
        stored, first = 0, 0.0
        for size in SIZES:
            inserts: list[float] = []
            while stored < size:
                batch = [remark(stored + at) for at in range(min(BATCH, size - stored))]
                begun = time.perf_counter()
                await store.batch_create_memories(batch)
                inserts.append((time.perf_counter() - begun) / len(batch) * 1e6)
                stored += len(batch)
            took: list[float] = []
            near: list[float] = []
            for at in range(EXCHANGES):
                took.append(await exchange(store, stored + 2 * at))
                if isinstance(store_place, Path):
                    near.append(await exchange(small, stored + 2 * at))
            stored += 2 * EXCHANGES
            middle = statistics.median(took)
            first = statistics.median(near) if near else first or middle
            sys.stdout.write(
                f"\n{request.node.callspec.id:10} {size:7} stored: exchange p50 {middle:.2f} ms,"
                f" p95 {statistics.quantiles(took, n=20)[18]:.2f} ms, {middle / first:.2f}x;"
                f" insert {statistics.median(inserts[-10:] or [0]):.0f} us; {resident()} MB"
            )


async def test_a_search_by_meaning(
    store_place: Path | Secret, request: pytest.FixtureRequest
) -> None:
    size = SIZES[-1] if isinstance(store_place, Path) else SIZES[-1] // 5
    random_ = np.random.default_rng(1)

    def vectors(count: int) -> list[list[float]]:
        return [row.tolist() for row in random_.standard_normal((count, 384), np.float32)]

    async with await open_store(store_place) as store:
        await populate(store)
        speeds: list[float] = []
        for stored in range(0, size, BATCH):
            batch = [remark(stored + at, row) for at, row in enumerate(vectors(BATCH))]
            begun = time.perf_counter()
            await store.batch_create_memories(batch)
            speeds.append((time.perf_counter() - begun) / BATCH * 1e6)
        before = resident()
        begun = time.perf_counter()
        await store.search_memories_by_embedding(vectors(1)[0], 0.0)
        first = time.perf_counter() - begun
        took: list[float] = []
        for sought in vectors(SEARCHES):
            begun = time.perf_counter()
            assert len(await store.search_memories_by_embedding(sought, 0.0)) == 10
            took.append((time.perf_counter() - begun) * 1000)
    early, late = statistics.median(speeds[:10]), statistics.median(speeds[-10:])
    sys.stdout.write(
        f"\n{request.node.callspec.id:10} {size} vectors: search p50 {statistics.median(took):.1f}"
        f" ms, p95 {statistics.quantiles(took, n=20)[18]:.1f} ms, first {first:.2f} s;"
        f" insert {early:.0f} us at first, {late:.0f} us at last, {late / early:.2f}x;"
        f" {before} MB before, {resident()} MB with the vectors\n"
    )
