from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fiscus.core import Content
from fiscus.core.ids import derived_id
from fiscus.core.memory import MemoryType
from fiscus.core.store import Store
from fiscus.core.store.records import Room
from tests.core.store.world import AGENT, ANN, BEN, OTHER, ROOM, said, texts


def towards(*angles: float) -> list[float]:
    """A vector of 384 numbers in the plane of the first two, at an angle in degrees."""
    (angle,) = angles
    return [math.cos(math.radians(angle)), math.sin(math.radians(angle)), *([0.0] * 382)]


@pytest.mark.covers("MEM-26", "MEM-30", "SQL-43", "RTM-09")
async def test_the_nearest_come_first_with_their_cosine(store: Store) -> None:
    for angle in (60, 0, 30, 10, 180):
        longer = [2.5 * number for number in towards(angle)]
        await store.create_memory(said(str(angle), 1, embedding=longer))
    await store.create_memory(said("nothing", 1, embedding=[0.0] * 384))
    found = await store.search_memories_by_embedding(towards(0))
    assert texts(found) == ["0", "10", "30"]
    similar = [memory.similarity for memory in found]
    assert similar == pytest.approx([1, math.cos(math.radians(10)), math.cos(math.radians(30))])
    assert all(one is not None and one <= 1 for one in similar)
    wide = await store.search_memories_by_embedding(towards(0), match_threshold=0.4, count=2)
    assert texts(wide) == ["0", "10"]
    rest = await store.search_memories_by_similarity(towards(0), threshold=0.4, count=9, offset=2)
    assert texts(rest) == ["30", "60"]


async def test_a_search_by_meaning_keeps_to_its_conditions(store: Store) -> None:
    near, far = towards(1), towards(20)
    for at in range(1, 40):
        await store.create_memory(said(f"near {at}", at, embedding=near))
    await store.create_memory(said("ben's", 50, by=BEN, embedding=far, importance=0.9))
    await store.create_memory(said("elsewhere", 51, room=OTHER, embedding=far))
    await store.create_memory(said("fact", 52, type=MemoryType.FACT, embedding=far))

    async def found(**params: object) -> list[str]:
        search = store.search_memories_by_embedding
        return texts(await search(towards(0), 0.5, count=5, **params))  # type: ignore[arg-type]

    assert await found(entity_id=BEN) == ["ben's"]
    assert await found(room_id=OTHER) == ["elsewhere"]
    assert await found(type="fact") == ["fact"]
    assert await found(filter={"importance": {"$gt": 0.5}}) == ["ben's"]
    assert await found(after=50) == ["elsewhere", "fact"] or await found(after=50) == [
        "fact",
        "elsewhere",
    ]
    assert await found(entity_ids=[BEN], room_ids=[ROOM]) == ["ben's"]
    assert await found(room_id=derived_id("no such room")) == []


async def test_a_search_sees_what_changed_since_the_last(store: Store) -> None:
    kept = [said(str(at), at, embedding=towards(at)) for at in range(20)]
    await store.batch_create_memories(kept)
    assert texts(await store.search_memories_by_embedding(towards(0), count=2)) == ["0", "1"]
    other = Store(store._database)  # pyright: ignore[reportPrivateUsage]
    await other.delete_many_memories([memory.id for memory in kept[:15]])
    await other.create_memory(said("new", 99, embedding=towards(16.2)))
    await other.add_embedding_to_memory(kept[19].id, towards(0))
    found = await store.search_memories_by_embedding(towards(0), count=4)
    assert texts(found) == ["19", "15", "16", "new"]
    assert await store.count_memories(room_id=ROOM) == 6


def _near(seed: int, *, spread: float) -> list[float]:
    random_ = random.Random(seed)
    return [random_.gauss(0, spread) + (1.0 if place < 4 else 0.0) for place in range(384)]


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True)) / (
        math.hypot(*one) * math.hypot(*other)
    )


async def test_a_search_finds_what_comparing_each_finds(store: Store) -> None:
    kept = [said(str(at), at, embedding=_near(at, spread=0.05)) for at in range(300)]
    await store.batch_create_memories(kept)
    sought = _near(1_000, spread=0.05)
    best = sorted(kept, key=lambda memory: -_cosine(memory.embedding or [], sought))[:8]
    found = await store.search_memories_by_embedding(sought, match_threshold=0.1, count=8)
    assert texts(found) == texts(best)


@pytest.mark.covers("MEM-27", "RTM-06")
async def test_words_find_memories(store: Store) -> None:
    for at, text in enumerate(
        [
            "The rent is due on Friday",
            "rent, rent and rent",
            "Friday's dinner: café",
            "nothing here",
        ]
    ):
        await store.create_memory(said(text, at))
    await store.create_memory(said("rent of the other", 9, room=OTHER))
    await store.batch_create_memories([said("of something else", at, by=BEN) for at in range(20)])
    assert set(texts(await store.search_memories("rent", room_id=ROOM))) == {
        "The rent is due on Friday", "rent, rent and rent",
    }  # fmt: skip
    assert texts(await store.search_memories("rent Friday", 1, room_id=ROOM)) == [
        "The rent is due on Friday"
    ]
    assert texts(await store.search_memories(text='dinner OR "due on"', count=9)) != []
    assert texts(await store.search_memories('"due on friday"')) == ["The rent is due on Friday"]
    assert texts(await store.search_memories('"friday on due"')) == []
    assert await store.search_memories('"*(:-^', 5) == ()
    assert await store.search_memories("rent", type="fact") == ()


async def test_words_follow_what_is_changed_and_deleted(store: Store) -> None:
    first, second = said("an apple", 1), said("a pear", 2)
    await store.batch_create_memories([first, second])
    await store.update_memory(replace(first, content=Content("a quince")))
    await store.delete_memory(second.id)
    assert await store.search_memories("apple pear") == ()
    assert texts(await store.search_memories("quince")) == ["a quince"]


@pytest.mark.covers("MEM-02", "MEM-15", "MEM-28")
async def test_meaning_and_words_together(store: Store) -> None:
    await store.create_memory(said("both: rent", 1, embedding=towards(5)))
    await store.create_memory(said("meaning alone", 2, embedding=towards(1)))
    await store.create_memory(said("words alone: rent", 3, embedding=towards(170)))
    found = await store.search_memories("rent", 3, embedding=towards(0), match_threshold=0.7)
    assert texts(found)[0] == "both: rent"
    assert set(texts(found)) == {"both: rent", "meaning alone", "words alone: rent"}
    assert texts(await store.search_memories(embedding=towards(0), limit=1)) == ["meaning alone"]


async def test_without_words_the_newest_that_fit_come_first(store: Store) -> None:
    for at in range(3):
        await store.create_memory(said(str(at), at, importance=at))
    found = await store.search_memories(room_id=ROOM, filter={"importance": {"$gte": 1}})
    assert texts(found) == ["2", "1"]


async def test_agents_see_their_own(store: Store) -> None:
    other = derived_id("another agent")
    await store.ensure_agent(other, "Eve", now=1)
    await store.ensure_room(Room(derived_id("eve's"), other, "test", 1))
    mine = said("mine", 1, embedding=towards(0))
    theirs = replace(
        said("theirs", 2, by=ANN, embedding=towards(0)),
        agent_id=other,
        room_id=derived_id("eve's"),
    )
    await store.batch_create_memories([mine, theirs])
    search = store.search_memories_by_embedding
    assert texts(await search(towards(0), agent_id=AGENT)) == ["mine"]
    assert texts(await search(towards(0), agent_id=other)) == ["theirs"]
    assert await store.delete_agent(other)
    assert texts(await search(towards(0))) == ["mine"]
