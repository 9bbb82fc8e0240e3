"""What the answer to a message needs, read together: on every database."""

from __future__ import annotations

from dataclasses import replace

from fiscus.core import ActionResult
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import ChannelType
from fiscus.core.store import Store
from fiscus.core.store.conversations import Scene
from fiscus.core.store.records import (
    Entity,
    ParticipantState,
    Recorded,
    Relationship,
    Room,
    Task,
    World,
)
from tests.core.store.world import AGENT, ANN, BEN, ROOM, said, texts

HALL = derived_id("hall")
CLEO = Entity(derived_id("cleo"), AGENT, ("cleo",), 1, {"likes": "tea"})
WORLD = World(derived_id("world"), AGENT, 1, "Rome", metadata={"roles": {ANN: "ADMIN"}})
PLACE = Room(
    HALL, AGENT, "test", 1, type=ChannelType.GROUP, world_id=WORLD.id,
    metadata={"settings": {"CONVERSATION_LENGTH": 5}},
)  # fmt: skip


def task(name: str, *tags: str) -> Task:
    return Task(generate_id(), name, AGENT, 1, 1, room_id=HALL, tags=tags)


async def test_a_message_is_received_with_its_vector_and_its_scene(store: Store) -> None:
    await store.ensure_world(WORLD)
    asked = replace(said("hi", 5, by=CLEO.id, room=HALL), embedding=(0.6, 0.8))
    first = await store.receive(asked, room=PLACE, entity=CLEO, count=3, start=0, waiting="WAIT")
    assert (first.earlier, first.scene) == ((), Scene(PLACE, WORLD))
    assert (first.scene.shared, first.scene.settings) == (True, {"CONVERSATION_LENGTH": 5})
    kept = await store.get_memory_by_id(asked.id)
    assert kept is not None and kept.embedding is not None
    assert [round(number, 3) for number in kept.embedding] == [0.6, 0.8]
    assert set(await store.get_participants_for_room(HALL)) == {AGENT, CLEO.id}

    await store.set_participant_user_state(HALL, AGENT, ParticipantState.MUTED)
    waiting = task("CHOOSE", "WAIT")
    for one in (waiting, task("OTHER", "queue")):
        await store.create_task(one)
    again = await store.receive(
        said("yes", 6, by=CLEO.id, room=HALL), room=PLACE, entity=CLEO, count=3, start=0,
        waiting="WAIT",
    )  # fmt: skip
    assert texts(again.earlier) == ["hi"]
    assert again.scene == Scene(PLACE, WORLD, ParticipantState.MUTED, (waiting,))
    assert await store.get_scene(HALL, AGENT, waiting="WAIT") == again.scene
    assert await store.get_scene(derived_id("nowhere"), AGENT) == Scene()


async def test_the_same_message_received_again_changes_nothing(store: Store) -> None:
    asked = replace(said("hi", 5, by=CLEO.id, room=HALL), embedding=(0.6, 0.8))
    for message in (asked, replace(asked, embedding=(1.0, 0.0))):
        received = await store.receive(message, room=PLACE, entity=CLEO, count=3, start=0)
        assert received.earlier == ()
    assert texts(await store.get_memories(room_id=HALL)) == ["hi"]


async def test_a_room_and_a_person_are_recalled_together(store: Store) -> None:
    await store.ensure_room(PLACE)
    await store.ensure_entity(CLEO)
    await store.add_participants_room([CLEO.id, AGENT], HALL, agent_id=AGENT, now=1)
    for at in range(1, 6):
        await store.create_memory(said(str(at), at, by=CLEO.id if at % 2 else BEN, room=HALL))
    await store.create_memory(said("psst", 9, by=CLEO.id, room=ROOM))
    bond = Relationship(generate_id(), AGENT, CLEO.id, ANN, 1, tags=("friend",))
    await store.create_relationship(bond)
    (newest,) = await store.get_memories(room_id=HALL, count=1)
    done = [
        Recorded(
            generate_id(), AGENT, HALL, newest.id, derived_id("run"), step,
            ActionResult(success=True, action=f"A{step}"), 7,
        )
        for step in range(3)
    ]  # fmt: skip
    await store.record([], done)
    known = await store.recall(HALL, CLEO.id, recent=3, elsewhere=5, results=2)
    assert (texts(known.recent), texts(known.elsewhere)) == (["3", "4", "5"], ["psst"])
    assert [recorded.result.action for recorded in known.results] == ["A1", "A2"]
    assert {person.id for person in known.people} == {CLEO.id, AGENT}
    assert known.names == {CLEO.id: "cleo", AGENT: "Ada", BEN: known.names[BEN]}
    assert known.relationships == (bond,)
