from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import ActionResult, Content, Memory
from fiscus.core.errors import RequestError
from fiscus.core.ids import UUID, derived_id, generate_id
from fiscus.core.memory import ChannelType
from fiscus.core.store import Store, open_store
from fiscus.core.store.records import Component, LogEntry, Recorded, Relationship, Room
from fiscus.core.store.upkeep import MOST_FACTS
from tests.core.store.world import AGENT, ANN, BEN, OTHER, ROOM, populate, said, task, texts

GROUP = derived_id("group")


async def remember(store: Store, text: str, at: int, *, result: ActionResult | None = None) -> UUID:
    asked = said(text, at)
    recorded = Recorded(
        generate_id(), AGENT, ROOM, asked.id, AGENT, 0, result or ActionResult(success=True), at
    )
    await store.record([asked], [recorded])
    return asked.id


@pytest.mark.covers("MEM-34", "RTM-15", "RTM-16")
async def test_what_is_old_goes_and_what_matters_stays(store: Store) -> None:
    paid = ActionResult(success=True, data={"journal_id": "j1", "hash": "0x1"}, action="T")
    await remember(store, "old chat", 1)
    await remember(store, "old payment", 2, result=paid)
    await store.create_memory(said("kept", 3, type_="x"))
    await store.create_memory(said("long term", 4, type="message", kind="x"))
    await store.create_memory(said("an old fact", 5, type="fact"))
    await remember(store, "new", 100)
    for at in (5, 100):
        await store.log(LogEntry(generate_id(), AGENT, "action", {}, at))
    await store.set_cache("gone", 1, agent_id=AGENT, now=1, ttl_ms=1)
    gone = await store.prune(before=50, now=99)
    assert gone == {"messages": 3, "facts": 0, "logs": 1, "cache": 1}
    left = await store.get_memories(room_id=ROOM, type=None)
    assert texts(left) == ["old payment", "an old fact", "new"]
    assert len(await store.get_results(room_id=ROOM)) == 2
    assert len(await store.get_logs(agent_id=AGENT)) == 1


@pytest.mark.covers("MEM-34")
async def test_long_term_memories_are_never_pruned(store: Store) -> None:
    marked = replace(said("marked", 1), metadata={"type": "long_term", "importance": 0.9})
    await store.batch_create_memories([marked, said("plain", 2)])
    assert (await store.prune(before=50, now=50))["messages"] == 1
    assert texts(await store.get_memories(room_id=ROOM)) == ["marked"]


async def test_the_surest_facts_of_a_room_stay(store: Store) -> None:
    def fact(at: int, confidence: float | None) -> Memory:
        more = {} if confidence is None else {"confidence": confidence}
        return replace(said(str(at), at, type="fact"), content=Content(str(at), more=more))

    facts = [fact(at, 0.5) for at in range(MOST_FACTS)]
    facts += [fact(-1, 0.1), fact(-2, None), fact(-3, 0.9)]
    await store.batch_create_memories(facts)
    assert (await store.prune(before=0, now=1))["facts"] == 3
    left = texts(await store.get_memories(type="fact", count=2_000))
    assert len(left) == MOST_FACTS
    assert "-3" in left and not {"-1", "-2", "0"} & set(left)


async def conversation(store: Store) -> None:
    """Ann and the agent alone, and both with Ben in a group."""
    await store.ensure_room(Room(GROUP, AGENT, "test", 1, type=ChannelType.GROUP))
    alone = said("my secret", 1, embedding=[0.5] * 384)
    await store.batch_create_memories([alone, said("I see", 2, by=AGENT, to=alone.id)])
    hers, his = said("I am Ann", 3, room=GROUP), said("I am Ben", 4, room=GROUP, by=BEN)
    answers = [said(f"hi {who}", 5, room=GROUP, by=AGENT, to=to) for who, to in
               (("Ann", hers.id), ("Ben", his.id))]  # fmt: skip
    await store.batch_create_memories([hers, his, *answers])
    await store.create_memory(said("Ben's", 6, by=BEN, room=OTHER))
    await store.create_component(Component(generate_id(), AGENT, ANN, "likes", 1))
    await store.create_relationship(Relationship(generate_id(), AGENT, BEN, ANN, 1))
    await store.set_cached_embedding("my secret", [0.5], agent_id=AGENT, now=1)
    await store.create_task(task("later", 5))


async def test_a_person_is_forgotten(store: Store) -> None:
    await conversation(store)
    gone = await store.forget_entity(ANN)
    assert {name: count for name, count in gone.items() if count} == {
        "entities": 1, "rooms": 1, "memories": 4, "components": 1, "relationships": 1, "cache": 1,
    }  # fmt: skip
    left = await store.get_memories(agent_id=AGENT, count=99)
    assert sorted(texts(left)) == ["Ben's", "I am Ben", "hi Ben"]
    assert await store.search_memories("secret Ann") == ()
    assert await store.search_memories_by_embedding([0.5] * 384) == ()
    for nobody in (ANN, AGENT):
        with pytest.raises(RequestError):
            await store.forget_entity(nobody)
    again = said("hello again", 9)
    await store.ensure_room(Room(ROOM, AGENT, "test", 1))
    with pytest.raises(Exception, match="IntegrityError"):
        await store.create_memory(again)


async def test_nothing_of_a_forgotten_person_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "fiscus.db"
    async with await open_store(path) as store:
        await populate(store)
        await store.create_memory(said("xyzzyplugh is my password", 1))
        await store.forget_entity(ANN)
    assert b"xyzzyplugh" not in path.read_bytes()


async def test_a_person_gets_what_is_theirs(store: Store, tmp_path: Path) -> None:
    await conversation(store)
    count = await store.export_entity(ANN, tmp_path / "ann.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "ann.jsonl").read_text().splitlines()]
    assert len(lines) == count == 7
    tables = [line["table"] for line in lines]
    assert tables == [
        "entities", "components", "relationships", "memories", "memories", "answers", "answers",
    ]  # fmt: skip
    told = [line["row"]["content"]["text"] for line in lines if "content" in line["row"]]
    assert told == ["my secret", "I am Ann", "I see", "hi Ann"]
    with pytest.raises(RequestError):
        await store.export_entity(generate_id(), tmp_path / "nobody.jsonl")
