from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.core import Content, Memory
from fiscus.core.errors import ConfigError, RequestError
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import MemoryType
from fiscus.core.store import Store
from fiscus.core.store.postgres import _json  # pyright: ignore[reportPrivateUsage]
from tests.core.store.world import AGENT, ANN, BEN, OTHER, ROOM, said, texts


@pytest.mark.covers("MEM-05", "MEM-07", "MEM-08", "MEM-09", "MEM-13", "MEM-24", "PLR-18", "RTM-07")
async def test_one_question_has_every_documented_part(store: Store) -> None:
    for at in range(1, 8):
        await store.create_memory(said(str(at), at, by=ANN if at % 2 else BEN))
    await store.create_memory(said("elsewhere", 9, room=OTHER))
    assert texts(await store.get_memories(room_id=ROOM, count=3)) == ["5", "6", "7"]
    assert texts(await store.get_memories(room_id=ROOM, limit=2, offset=2)) == ["4", "5"]
    assert texts(await store.get_memories(room_id=ROOM, start=2, end=4)) == ["2", "3", "4"]
    assert texts(await store.get_memories(room_id=ROOM, start_time=2, end_time=3)) == ["2", "3"]
    assert texts(await store.get_memories(room_id=ROOM, after=2, before=4)) == ["3"]
    assert texts(await store.get_memories(user_id=BEN)) == ["2", "4", "6"]
    assert texts(await store.get_memories(entity_ids=[BEN], room_ids=[OTHER])) == []
    assert texts(await store.get_memories(agent_id=AGENT, count=1)) == ["elsewhere"]
    newest = await store.get_memories(
        room_id=ROOM, count=2, order_by="createdAt", direction="DESC", table_name="messages"
    )
    assert texts(newest) == ["7", "6"]
    assert texts(await store.get_memories(room_id=ROOM, count=2, direction="asc")) == ["1", "2"]
    assert texts(await store.get_memories_by_room(OTHER)) == ["elsewhere"]
    assert texts(await store.get_memories_by_user(BEN, limit=1)) == ["6"]
    assert await store.count_memories(room_id=ROOM) == 7
    with pytest.raises(RequestError):
        await store.get_memories(order_by="nothing")


async def test_a_table_is_a_type_of_memory(store: Store) -> None:
    fact, own = said("a fact", 1), said("dark", 2)
    await store.create_memory(fact, "facts")
    await store.create_memory(own, "preferences")
    (kept,) = await store.get_memories(room_id=ROOM, table_name="facts")
    assert kept == replace(fact, type=MemoryType.FACT)
    assert texts(await store.get_memories(type="preferences")) == ["dark"]
    assert texts(await store.get_memories(table_name="memories")) == ["a fact", "dark"]
    assert await store.get_memories(room_id=ROOM) == ()


@pytest.mark.covers("MEM-07")
async def test_what_was_said_before_is_left_out_when_asked(store: Store) -> None:
    for at, text in enumerate(["Hello", "how are you", "hello ", "bye", "HELLO"]):
        await store.create_memory(said(text, at))
    once = await store.get_memories(room_id=ROOM, unique=True)
    assert texts(once) == ["how are you", "bye", "HELLO"]
    assert texts(await store.get_memories(room_id=ROOM, unique=True, count=2)) == ["bye", "HELLO"]


async def test_a_unique_memory_is_written_once(store: Store) -> None:
    first = said("Ann likes tea", 1)
    assert await store.create_memory(first, "facts", True) == first.id
    assert await store.create_memory(said("ann likes  TEA", 2), "facts", True) == first.id
    assert texts(await store.get_memories(table_name="facts")) == ["Ann likes tea"]
    elsewhere = said("Ann likes tea", 3, room=OTHER)
    assert await store.create_memory(elsewhere, "facts", True) == elsewhere.id


async def test_what_is_there_can_be_changed_and_deleted(store: Store) -> None:
    first, second = said("one", 1), said("two", 2)
    await store.batch_create_memories([first, second])
    changed = replace(first, content=Content("uno"), metadata={"importance": 0.9})
    assert await store.update_memory(changed)
    assert await store.get_memory(first.id) == changed
    assert not await store.update_memory(said("nobody", 3))
    assert await store.delete_memory(first.id)
    assert not await store.delete_memory(first.id)
    assert texts(await store.get_memories(room_id=ROOM)) == ["two"]
    assert await store.delete_memories(room_id=ROOM, before=2) == 0
    assert await store.clear_room_memories(ROOM) == 1


@pytest.mark.covers("MEM-38", "RTM-18", "RTM-20", "SQL-48")
async def test_many_are_written_together_or_not_at_all(store: Store) -> None:
    stranger = said("who", 3, by=derived_id("a stranger"))
    with pytest.raises(Exception, match="IntegrityError"):
        await store.batch_create_memories([said("one", 1), said("two", 2), stranger])
    assert await store.get_memories(room_id=ROOM) == ()
    many = [said(str(at), at) for at in range(2_500)]
    assert await store.batch_create_memories(many) == tuple(memory.id for memory in many)
    assert await store.count_memories(room_id=ROOM) == 2_500
    assert await store.delete_many_memories([memory.id for memory in many[:1_200]]) == 1_200


@pytest.mark.covers("MEM-14", "MEM-25")
async def test_a_filter_looks_inside(store: Store) -> None:
    kept = [
        said("low", 1, importance=0.2, kind="note"),
        said("high", 2, importance=0.9, type_="x"),
        said("words", 3, importance="very"),
        said("true", 4, pinned=True, tags=["a", "b"]),
    ]
    await store.batch_create_memories(kept)
    learned = replace(
        said("learned", 5), content=Content("learned", metadata={"type": "knowledge"})
    )
    await store.create_memory(learned)

    async def found(filter: dict[str, object]) -> list[str]:
        return texts(await store.get_memories(room_id=ROOM, filter=filter))

    assert await found({"importance": {"$gte": 0.8}}) == ["high"]
    assert await found({"metadata.importance": {"$lt": 0.8}}) == ["low"]
    assert await found({"importance": "very"}) == ["words"]
    assert await found({"pinned": True, "tags": {"$contains": "b"}}) == ["true"]
    assert await found({"content.actions": {"$contains": "REPLY"}, "kind": "note"}) == ["low"]
    assert await found({"content.actions": {"$contains": "NOTHING"}}) == []
    assert await found({"metadata.type": "knowledge"}) == ["learned"]
    assert await found({"kind": {"$ne": "note"}}) == ["high", "words", "true", "learned"]
    assert await found({"kind": None, "createdAt": {"$gt": 4}}) == ["learned"]
    assert await found({"importance": {"$in": [0.2, 0.9]}}) == ["low", "high"]
    assert await found({"content.text": {"$in": []}}) == []
    with pytest.raises(RequestError):
        await found({"kind": {"$like": "n"}})
    with pytest.raises(RequestError):
        await found({"kind": {"$eq": ["a list"]}})


@pytest.mark.covers("RTM-05", "RTM-10", "RTC-13")
async def test_facts_are_said_once_and_can_be_corrected(store: Store) -> None:
    learn = partial(store.create_fact, agent_id=AGENT, entity_id=ANN, room_id=ROOM)
    first = await learn(
        subject="Ann", predicate="likes", object="tea", confidence=0.6, created_at=1
    )
    again = await learn(subject="Ann", predicate="likes", object="tea", created_at=2)
    await learn(subject="Ben", predicate="is", object="late", created_at=3)
    assert again == first
    (fact,) = await store.get_facts(subject="Ann")
    assert fact.content.text == "Ann likes tea"
    assert fact.content.more == {
        "subject": "Ann", "predicate": "likes", "object": "tea", "confidence": 0.6,
    }  # fmt: skip
    assert await store.update_fact(first, {"confidence": 0.9, "object": "coffee"})
    (fact,) = await store.get_facts(subject="Ann", predicate="likes")
    assert (fact.content.text, fact.content.more["confidence"]) == ("Ann likes coffee", 0.9)
    assert not await store.update_fact(generate_id(), {"confidence": 1})


@pytest.mark.covers("MEM-06")
async def test_an_embedding_stays_with_its_memory(store: Store) -> None:
    first, plain = said("one", 1, embedding=[0.5] * 384), said("two", 2)
    await store.batch_create_memories([first, plain])
    found = await store.get_memory_by_id(first.id)
    assert found is not None
    assert found.embedding == tuple([0.5] * 384)
    assert await store.add_embedding_to_memory(plain.id, [0.25] * 384)
    assert not await store.add_embedding_to_memory(generate_id(), [0.25] * 384)
    vectors = await store.get_embeddings([first.id, plain.id])
    assert {key: value[0] for key, value in vectors.items()} == {first.id: 0.5, plain.id: 0.25}


@pytest.mark.covers("SQL-17")
async def test_all_embeddings_have_the_dimension_of_the_first(store: Store) -> None:
    await store.create_memory(said("one", 1, embedding=[0.5] * 384))
    with pytest.raises(ConfigError, match="384"):
        await store.create_memory(said("two", 2, embedding=[0.5] * 8))
    with pytest.raises(ConfigError):
        await store.search_memories_by_embedding([0.5] * 8)
    with pytest.raises(RequestError, match="finite"):
        await store.create_memory(said("three", 3, embedding=[float("nan")] * 384))
    assert texts(await store.get_memories(room_id=ROOM)) == ["one"]


async def test_any_text_is_remembered(store: Store) -> None:
    strange = said("nul \0, half \ud83d, \U0001f600, \\u0000 'quoted' \"twice\" %s :name", 1)
    await store.create_memory(strange)
    (found,) = await store.get_memories(room_id=ROOM)
    assert found.content.text.endswith("\U0001f600, \\u0000 'quoted' \"twice\" %s :name")


@given(st.text() | st.sampled_from(["\\u0000", "\\\\u0000", "\0", "\\\0"]))
@settings(max_examples=200)
def test_postgres_gets_every_text_that_it_can_hold(text: str) -> None:
    assert json.loads(_json(text)) == text.replace("\0", "\ufffd")


async def test_who_was_deleted_meanwhile_is_remembered_anew(store: Store) -> None:
    from fiscus.core.store.records import Entity, Room

    room, entity = Room(ROOM, AGENT, "test", 1), Entity(ANN, AGENT, ("ann",), 1)
    await store.receive(said("one", 1), room=room, entity=entity, count=9, start=0)
    other = Store(store._database)  # pyright: ignore[reportPrivateUsage]
    await other.delete_room(ROOM)
    received = await store.receive(said("two", 2), room=room, entity=entity, count=9, start=0)
    assert received.earlier == ()
    assert texts(await store.get_memories(room_id=ROOM)) == ["two"]


def test_a_memory_has_its_documented_names() -> None:
    memory = Memory(generate_id(), ANN, AGENT, ROOM, Content("hi", more={"title": "t"}), 1)
    body = memory.to_json()
    assert memory.user_id == ANN
    assert body["content"] == {"text": "hi", "title": "t"}
    assert Content.of_json({"text": "hi", "title": "t"}) == memory.content
