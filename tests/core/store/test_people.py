from __future__ import annotations

from dataclasses import replace

import pytest

from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import ChannelType
from fiscus.core.store import Store
from fiscus.core.store.records import (
    AgentRecord,
    Component,
    Entity,
    LogEntry,
    Participant,
    ParticipantState,
    Relationship,
    Room,
    World,
)
from tests.core.store.world import AGENT, ANN, BEN, OTHER, ROOM, said

WORLD = derived_id("world")


@pytest.mark.covers("PLR-17")
async def test_agents_are_kept(store: Store) -> None:
    eve = AgentRecord(derived_id("eve"), "Eve", 2, 2, character={"bio": ["A spy."]})
    assert await store.create_agent(eve) == eve.id
    assert await store.get_agent(eve.id) == eve
    assert [agent.name for agent in await store.get_agents()] == ["Ada", "Eve"]
    assert await store.update_agent(replace(eve, enabled=False))
    assert (await store.get_agents())[1].enabled is False
    assert await store.get_names([eve.id]) == {eve.id: "Eve"}
    assert await store.delete_agent(eve.id)
    assert await store.get_entity(eve.id) is None
    assert await store.get_agent(eve.id) is None


@pytest.mark.covers("PLA-10")
async def test_an_agent_takes_everything_of_its_own_along(store: Store) -> None:
    await store.create_memory(said("one", 1))
    await store.set_cache("key", 1, agent_id=AGENT, now=1)
    assert await store.delete_agent(AGENT)
    counted = await store.count_rows()
    assert {name for name, count in counted.items() if count} <= {"properties"}


async def test_entities_come_with_their_components(store: Store) -> None:
    likes = Component(
        generate_id(), AGENT, ANN, "preferences", 1, data={"theme": "dark"}, source_entity_id=BEN
    )
    newer = replace(likes, id=generate_id(), created_at=2, data={"theme": "light"})
    for component in (likes, newer):
        await store.create_component(component)
    ann = await store.get_entity_by_id(ANN)
    assert ann == Entity(ANN, AGENT, ("ann",), 1, components=(likes, newer))
    assert await store.get_component(ANN, "preferences") == newer
    assert await store.get_component(ANN, "preferences", source_entity_id=ANN) is None
    assert await store.get_components(ANN, world_id=WORLD) == ()
    assert await store.update_component(replace(newer, data={"theme": "red"}))
    assert (await store.get_components(ANN))[1].data == {"theme": "red"}
    assert await store.delete_component(likes.id)
    assert ann is not None
    assert await store.update_entity(replace(ann, names=("ann", "annie"), metadata={"x": 1}))
    found = await store.get_entities_by_ids([ANN, generate_id()])
    assert [(each.names, dict(each.metadata)) for each in found] == [(("ann", "annie"), {"x": 1})]
    assert await store.delete_entity(ANN)
    assert await store.get_components(ANN) == ()


@pytest.mark.covers("PLR-19")
async def test_worlds_hold_rooms(store: Store) -> None:
    world = World(WORLD, AGENT, 1, "Home", "server", {"roles": {ANN: "OWNER"}})
    await store.ensure_world(world)
    await store.ensure_world(replace(world, name="Elsewhere"))
    assert await store.get_world(WORLD) == world
    room = Room(generate_id(), AGENT, "test", 2, "general", ChannelType.GROUP, "General", WORLD)
    await store.create_rooms([room])
    assert await store.get_rooms(WORLD) == (room,)
    assert await store.get_room_by_id(room.id) == room
    assert len(await store.get_all_rooms(agent_id=AGENT)) == 3
    assert await store.get_rooms_by_ids([room.id]) == (room,)
    assert await store.update_room(replace(room, name="Lounge"))
    assert (await store.get_rooms(WORLD))[0].name == "Lounge"
    assert await store.update_world(replace(world, name="Away"))
    assert [each.name for each in await store.get_all_worlds(agent_id=AGENT)] == ["Away"]
    assert await store.delete_rooms_by_world_id(WORLD) == 1
    assert await store.remove_world(WORLD)
    assert await store.get_all_worlds() == ()
    assert await store.delete_room(OTHER)
    assert await store.get_room(OTHER) is None


@pytest.mark.covers("SQL-08", "PLR-20")
async def test_who_takes_part_and_how(store: Store) -> None:
    await store.ensure_participant_in_room(ANN, ROOM, agent_id=AGENT, now=5)
    await store.ensure_participant_in_room(ANN, ROOM, agent_id=AGENT, now=9)
    await store.add_participants_room([BEN, AGENT], ROOM, agent_id=AGENT, now=6)
    await store.create_participant(
        Participant(BEN, OTHER, AGENT, ParticipantState.MUTED, 7)
    )  # fmt: skip
    assert set(await store.get_participants_for_room(ROOM)) == {ANN, BEN, AGENT}
    assert (await store.get_participants(ROOM))[0] == Participant(ANN, ROOM, AGENT, None, 5)
    assert set(await store.get_rooms_for_participant(BEN)) == {ROOM, OTHER}
    assert set(await store.get_rooms_for_participants([ANN, BEN])) == {ROOM, OTHER}
    assert next(each.id for each in await store.get_entities_for_room(ROOM)) == ANN
    assert await store.get_participant_user_state(OTHER, BEN) is ParticipantState.MUTED
    assert await store.get_participant_user_state(ROOM, ANN) is None
    assert await store.set_participant_user_state(ROOM, ANN, ParticipantState.FOLLOWED)
    assert await store.get_participant_user_state(ROOM, ANN) is ParticipantState.FOLLOWED
    assert await store.set_participant_user_state(ROOM, ANN, None)
    assert await store.get_participant_user_state(ROOM, ANN) is None
    assert not await store.set_participant_user_state(OTHER, ANN, ParticipantState.MUTED)
    assert await store.remove_participant(ANN, ROOM)
    assert not await store.remove_participant(ANN, ROOM)


@pytest.mark.covers("RTM-11", "PLR-21")
async def test_relationships_have_a_direction(store: Store) -> None:
    knows = Relationship(
        generate_id(), AGENT, ANN, BEN, 1, ("friend", "colleague"), {"strength": 0.5}
    )
    await store.create_relationship(knows)
    await store.create_relationship(replace(knows, id=generate_id(), tags=("enemy",)))
    assert await store.get_relationship(ANN, BEN) == knows
    assert await store.get_relationship(BEN, ANN) is None
    assert await store.get_relationships(BEN) == (knows,)
    assert await store.get_relationships(BEN, ANN, tags=["friend", "colleague"]) == (knows,)
    assert await store.get_relationships(BEN, tags=["enemy"]) == ()
    assert await store.update_relationship(replace(knows, metadata={"strength": 0.9}, updated_at=9))
    changed = await store.get_relationship(ANN, BEN, agent_id=AGENT)
    assert changed is not None
    assert (changed.metadata, changed.updated_at) == ({"strength": 0.9}, 9)
    assert await store.delete_relationship(knows.id)
    assert await store.get_relationships(ANN) == ()


@pytest.mark.covers("SQL-13", "SQL-40", "PLR-23")
async def test_the_cache_forgets_in_time_and_belongs_to_an_agent(store: Store) -> None:
    await store.ensure_agent(derived_id("eve"), "Eve", now=1)
    await store.set_cache("key", {"a": [1, None, 10**30]}, agent_id=AGENT, now=1)
    assert await store.get_cache("key", agent_id=AGENT, now=10**12) == {"a": [1, None, 10**30]}
    assert await store.get_cache("key", agent_id=derived_id("eve"), now=1) is None
    await store.set_cache("key", "short", agent_id=AGENT, now=10, ttl_ms=5)
    assert await store.get_cache("key", agent_id=AGENT, now=14) == "short"
    assert await store.get_cache("key", agent_id=AGENT, now=15) is None
    assert await store.prune_cache(now=15) == 1
    assert not await store.delete_cache("key", agent_id=AGENT)
    assert await store.get_cached_embedding("hello", agent_id=AGENT, now=1) is None
    await store.set_cached_embedding("hello", [0.5, 1.0], agent_id=AGENT, now=1)
    assert await store.get_cached_embedding("hello", agent_id=AGENT, now=1) == (0.5, 1.0)


@pytest.mark.covers("PLR-24")
async def test_the_log_is_read_newest_first(store: Store) -> None:
    entries = [
        LogEntry(generate_id(), AGENT, "action", {"n": at}, at, "error" if at == 2 else "info", ANN)
        for at in range(4)
    ]
    for entry in entries:
        await store.log(entry)
    assert await store.get_logs(agent_id=AGENT, count=2) == (entries[3], entries[2])
    assert await store.get_logs(entity_id=ANN, count=1, offset=3) == (entries[0],)
    assert await store.get_logs(level="error") == (entries[2],)
    assert await store.get_logs(type="nothing") == ()
    assert await store.delete_log(entries[0].id)
    assert not await store.delete_log(entries[0].id)


@pytest.mark.covers("SQL-22")
async def test_a_store_answers(store: Store) -> None:
    await store.init()
    await store.run_migrations()
    assert await store.ping()
