from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.core import ActionResult, Content, Memory
from fiscus.core.errors import StoreError
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import MemoryType
from fiscus.core.result import Problem
from fiscus.core.store import Store, open_store
from fiscus.core.store.conversations import Scene
from fiscus.core.store.records import Entity, Recorded, Room
from fiscus.core.store.rows import memory_of, memory_row
from tests.core.store.world import AGENT, ANN, BEN, OTHER, ROOM, said


async def test_what_is_remembered_comes_back_as_it_was(store: Store) -> None:
    first = said("hello", 5)
    answer = said("hi", 6, by=AGENT, to=first.id)
    assert await store.create_memory(first) == first.id
    await store.create_memory(answer)
    assert await store.get_memory_by_id(first.id) == first
    assert await store.get_memory_by_id(answer.id) == answer
    assert await store.get_memory_by_id(generate_id()) is None


@given(
    text=st.text(),
    thought=st.none() | st.text(),
    actions=st.lists(st.text(), max_size=3),
    at=st.integers(0, 2**53),
    kind=st.sampled_from(MemoryType),
)
@settings(max_examples=50)
def test_a_row_holds_the_whole_memory(
    text: str, thought: str | None, actions: list[str], at: int, kind: MemoryType
) -> None:
    content = Content(text, tuple(actions), thought, metadata={"k": [1, None, "v"]})
    memory = Memory(generate_id(), ANN, AGENT, ROOM, content, at, kind, unique=True)
    assert memory_of(memory_row(memory)) == memory


async def test_the_newest_come_oldest_first(store: Store) -> None:
    for at in range(1, 8):
        await store.create_memory(said(str(at), at))
    await store.create_memory(said("elsewhere", 9, room=OTHER))
    recent = await store.get_memories(room_id=ROOM, count=3)
    assert [memory.content.text for memory in recent] == ["5", "6", "7"]


async def test_memories_are_bounded_by_time_and_person(store: Store) -> None:
    for at in range(1, 8):
        await store.create_memory(said(str(at), at, by=ANN if at % 2 else BEN))
    bounded = await store.get_memories(room_id=ROOM, start=2, before=6)
    assert [memory.content.text for memory in bounded] == ["2", "3", "4", "5"]
    of_ben = await store.get_memories(room_id=ROOM, entity_ids=[BEN])
    assert [memory.content.text for memory in of_ben] == ["2", "4", "6"]


async def test_the_same_id_is_written_once(store: Store) -> None:
    first = said("as it was said", 1)
    await store.create_memory(first)
    await store.create_memory(Memory(first.id, ANN, AGENT, ROOM, Content("changed"), 2))
    assert await store.get_memories(room_id=ROOM) == (first,)


async def test_receiving_answers_with_what_came_before(store: Store) -> None:
    room = Room(derived_id("new room"), AGENT, "test", 1)
    entity = Entity(derived_id("new person"), AGENT, ("cleo",), 1)
    seen: list[list[str]] = []
    for at in range(1, 6):
        asked = said(str(at), at, by=entity.id, room=room.id)
        received = await store.receive(asked, room=room, entity=entity, count=3, start=2)
        assert received.scene == Scene(room)
        seen.append([memory.content.text for memory in received.earlier])
    assert seen == [[], [], ["2"], ["2", "3"], ["2", "3", "4"]]
    assert await store.get_names([entity.id, AGENT]) == {entity.id: "cleo", AGENT: "Ada"}


async def test_results_come_back_whole(store: Store) -> None:
    asked = said("send", 1)
    problem = Problem("INVALID_AMOUNT", "zero", "more")
    results = [
        ActionResult(success=True, text="t", values={"a": 1}, data={"u": 10**30}, action="A"),
        ActionResult(success=False, text="z", error=problem, action="B"),
    ]
    recorded = [
        Recorded(generate_id(), AGENT, ROOM, asked.id, derived_id("run"), step, result, 2)
        for step, result in enumerate(results)
    ]
    await store.record([asked], recorded)
    assert await store.get_results(room_id=ROOM, message_id=asked.id) == tuple(recorded)
    assert await store.get_results(room_id=OTHER) == ()


async def test_an_answer_is_written_whole_or_not_at_all(store: Store) -> None:
    answer = said("done", 1)
    orphan = Recorded(
        generate_id(), AGENT, ROOM, derived_id("no such message"), derived_id("run"), 0,
        ActionResult(success=True), 1,
    )  # fmt: skip
    with pytest.raises(StoreError) as refusal:
        await store.record([answer], [orphan])
    assert "IntegrityError" in refusal.value.message
    assert await store.get_memories(room_id=ROOM) == ()


@pytest.mark.covers("SQL-18")
async def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "fiscus.db"
    async with await open_store(path) as store:
        await store.ensure_agent(AGENT, "Ada", now=1)
        await store.ensure_room(Room(ROOM, AGENT, "test", 1))
        await store.ensure_entity(Entity(ANN, AGENT, ("ann",), 1))
        await store.create_memory(said("hello", 1))
    async with await open_store(path) as store:
        assert [m.content.text for m in await store.get_memories(room_id=ROOM)] == ["hello"]
    assert path.stat().st_mode & 0o077 == 0
