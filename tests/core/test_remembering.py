"""What a runtime remembers: under the documented names, and its own alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import AgentRuntime, Character, Content, Memory
from fiscus.core.clock import Clock
from fiscus.core.ids import UUID, derived_id, generate_id
from fiscus.core.memory import ChannelType
from fiscus.core.store import Store, open_store
from fiscus.core.store.records import ParticipantState, Relationship, World

SARA, ROOM, WORLD = derived_id("Sara"), derived_id("room"), derived_id("world")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await open_store(tmp_path / "fiscus.db") as opened:
        yield opened


async def agent(store: Store, name: str = "Ada") -> AgentRuntime:
    runtime = AgentRuntime(Character(name, ("Counts.",)), store=store)
    await runtime.initialize()
    return runtime


async def connected(store: Store) -> AgentRuntime:
    runtime = await agent(store)
    await runtime.ensure_connection(
        entity_id=SARA,
        room_id=ROOM,
        world_id=WORLD,
        user_name="sara",
        name="Sara",
        source="discord",
        channel_id="general",
        server_id="acme",
        type="group",
        metadata={"vip": True},
    )
    return runtime


def said(runtime: AgentRuntime, text: str, room: UUID = ROOM) -> Memory:
    return Memory(
        id=generate_id(),
        entity_id=SARA,
        agent_id=runtime.agent_id,
        room_id=room,
        content=Content(text),
        created_at=runtime.clock.now(),
    )


@pytest.mark.covers("PLM-14", "PLM-15", "PLM-16", "PLM-20")
async def test_a_connection_is_a_world_a_room_and_two_who_take_part(store: Store) -> None:
    runtime = await connected(store)
    await connected(store)
    room = await runtime.get_room(ROOM)
    assert room is not None
    assert (room.source, room.type, room.channel_id) == ("discord", ChannelType.GROUP, "general")
    assert await runtime.get_rooms(WORLD) == (room,)
    person = await runtime.get_entity_by_id(SARA)
    assert person is not None
    assert (person.names, person.metadata) == (("Sara", "sara"), {"vip": True})
    taking_part = {participant.entity_id for participant in await runtime.get_participants(ROOM)}
    assert taking_part == {SARA, runtime.agent_id}


@pytest.mark.covers("PLM-17", "PLM-21")
async def test_a_world_can_be_there_before_its_rooms(store: Store) -> None:
    runtime = await agent(store)
    await runtime.ensure_world_exists(World(WORLD, runtime.agent_id, 1, name="Acme"))
    assert await runtime.get_rooms(WORLD) == ()
    assert await store.get_world(WORLD) is not None


@pytest.mark.covers("MEM-01", "X-69", "PLR-29")
async def test_a_memory_is_made_found_changed_and_deleted(store: Store) -> None:
    runtime = await connected(store)
    memory = said(runtime, "The treasury has three keys")
    assert await runtime.create_memory(memory) == memory.id
    assert await runtime.get_memories(room_id=ROOM) == (memory,)
    assert [found.id for found in await runtime.search_memories("treasury")] == [memory.id]
    changed = replace(memory, content=Content("Two keys"))
    assert await runtime.update_memory(changed)
    assert await runtime.get_memory_by_id(memory.id) == changed
    assert await runtime.delete_memory(memory.id)
    assert await runtime.get_memory_by_id(memory.id) is None


@pytest.mark.covers("X-09")
async def test_a_vector_is_asked_of_a_model_and_searched_by(store: Store) -> None:
    asked: list[object] = []

    async def embed(runtime: AgentRuntime, params: object) -> list[float]:
        asked.append(params)
        return [1.0, 0.0]

    runtime = await connected(store)
    runtime.register_model("TEXT_EMBEDDING", embed, "test")
    memory = await runtime.add_embedding_to_memory(said(runtime, "keys"))
    assert await runtime.add_embedding_to_memory(memory) is memory
    assert len(asked) == 1
    silent = said(runtime, "")
    assert await runtime.add_embedding_to_memory(silent) is silent
    await runtime.create_memory(memory)
    (found,) = await runtime.search_memories_by_embedding([1.0, 0.0])
    assert found.id == memory.id
    assert found.similarity == pytest.approx(1.0)


@pytest.mark.covers("X-43")
async def test_a_participant_is_muted_and_heard_again(store: Store) -> None:
    runtime = await connected(store)
    assert await runtime.get_participant_user_state(ROOM, runtime.agent_id) is None
    await runtime.set_participant_user_state(ROOM, runtime.agent_id, ParticipantState.MUTED)
    state = await runtime.get_participant_user_state(ROOM, runtime.agent_id)
    assert state is ParticipantState.MUTED
    await runtime.update_participant_user_state(ROOM, runtime.agent_id, None)
    assert await runtime.get_participant_user_state(ROOM, runtime.agent_id) is None


async def test_a_relationship_is_kept(store: Store) -> None:
    runtime = await connected(store)
    known = Relationship(generate_id(), runtime.agent_id, SARA, runtime.agent_id, 1, ("friend",))
    await runtime.create_relationship(known)
    assert await runtime.get_relationships(SARA) == (known,)


@pytest.mark.covers("X-64")
async def test_what_is_kept_for_a_while_is_gone_after_it(store: Store) -> None:
    now = [1.0]
    runtime = AgentRuntime(Character("Ada", ("b",)), store=store, clock=Clock(lambda: now[0]))
    await runtime.initialize()
    await runtime.set_cache("price", {"usd": "1"}, ttl_ms=1000)
    await runtime.set_cache("name", "Ada")
    assert await runtime.get_cache("price") == {"usd": "1"}
    now[0] = 3.0
    assert await runtime.get_cache("price") is None
    assert await runtime.delete_cache("name")
    assert await runtime.get_cache("name") is None


async def test_agents_with_one_store_have_memories_of_their_own(store: Store) -> None:
    ada, bob = await connected(store), await agent(store, "Bob")
    await bob.ensure_connection(entity_id=derived_id("Tom"), room_id=derived_id("2"), source="cli")
    await ada.create_memory(said(ada, "the treasury is Ada's"))
    await ada.set_cache("k", 1)
    assert await bob.get_memories() == ()
    assert await bob.search_memories("treasury") == ()
    assert await bob.get_cache("k") is None
    assert len(await bob.get_memories(agent_id=ada.agent_id)) == 1
