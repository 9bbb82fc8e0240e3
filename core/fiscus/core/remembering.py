"""A runtime's way to its store, under the documented names: its own memories, never another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack, cast

from fiscus.core.jsontext import Json
from fiscus.core.memory import ChannelType, Content, Memory, MemoryType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscus.core.ids import UUID
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store.queries import MemoryConditions, MemoryParams
    from fiscus.core.store.records import (
        Entity,
        Participant,
        ParticipantState,
        Recorded,
        Relationship,
        Room,
        World,
    )


RESULTS = "action_results"


class MemoryAccess:
    """What a runtime remembers. Everything else that a store does is at `runtime.adapter`.

    Several agents may share a store: what is asked here is asked of this agent's memories, unless
    `agent_id` names another's.
    """

    @property
    def _runtime(self) -> AgentRuntime:
        return cast("AgentRuntime", self)

    async def create_memory(
        self, memory: Memory, table_name: str | None = None, unique: bool = False
    ) -> UUID:
        """Remember it; with `unique`, unless the same was said. Answers with the memory's id."""
        return await self._runtime.store.create_memory(memory, table_name, unique)

    async def get_memories(self, **params: Unpack[MemoryParams]) -> tuple[Memory, ...]:
        """The newest `count` (10) that fit, oldest first.

        The table `action_results` has what actions came to, as memories of the agent.
        """
        params.setdefault("agent_id", self._runtime.agent_id)
        if params.get("table_name") == RESULTS:
            return await self._results(params)
        return await self._runtime.store.get_memories(**params)

    async def _results(self, params: MemoryParams) -> tuple[Memory, ...]:
        found = await self._runtime.store.get_results(
            room_id=params.get("room_id"),
            agent_id=params.get("agent_id"),
            count=params.get("count", params.get("limit", 10)),
        )
        return tuple(map(_as_memory, found))

    async def search_memories(
        self, query: str | None = None, limit: int | None = None, **params: Unpack[MemoryConditions]
    ) -> tuple[Memory, ...]:
        """The best first: those that have the words of `query`."""
        params.setdefault("agent_id", self._runtime.agent_id)
        return await self._runtime.store.search_memories(query, limit, **params)

    async def search_memories_by_embedding(
        self,
        embedding: Sequence[float],
        match_threshold: float = 0.75,
        **params: Unpack[MemoryConditions],
    ) -> tuple[Memory, ...]:
        """The nearest first; `similarity` is the cosine."""
        params.setdefault("agent_id", self._runtime.agent_id)
        return await self._runtime.store.search_memories_by_embedding(
            embedding, match_threshold, **params
        )

    async def get_memory_by_id(self, memory_id: UUID) -> Memory | None:
        return await self._runtime.store.get_memory_by_id(memory_id)

    async def update_memory(self, memory: Memory) -> bool:
        """False where there is no such memory."""
        return await self._runtime.store.update_memory(memory)

    async def delete_memory(self, memory_id: UUID) -> bool:
        """False where there is no such memory."""
        return await self._runtime.store.delete_memory(memory_id)

    async def add_embedding_to_memory(self, memory: Memory) -> Memory:
        """The memory with the vector of its text, asked of a model where it has none."""
        if memory.embedding is not None or not memory.content.text:
            return memory
        return replace(memory, embedding=await self._runtime.embed(memory.content.text))

    async def ensure_world_exists(self, world: World) -> None:
        await self._runtime.store.ensure_world(world)

    async def ensure_room_exists(self, room: Room) -> None:
        await self._runtime.store.ensure_room(room)

    async def ensure_participant_in_room(self, entity_id: UUID, room_id: UUID) -> None:
        """The entity takes part in the room from now on, if it does not yet."""
        await self._runtime.store.ensure_participant_in_room(
            entity_id, room_id, agent_id=self._runtime.agent_id, now=self._runtime.clock.now()
        )

    async def ensure_connection(
        self,
        *,
        entity_id: UUID,
        room_id: UUID,
        source: str,
        world_id: UUID | None = None,
        user_name: str | None = None,
        name: str | None = None,
        channel_id: str | None = None,
        server_id: str | None = None,
        type: ChannelType | str = ChannelType.DM,
        metadata: Mapping[str, object] | None = None,
    ) -> None:
        """Remember somebody, where they talk with the agent, and that both take part there."""
        from fiscus.core.store.records import Entity, Room, World

        store, agent, now = self._runtime.store, self._runtime.agent_id, self._runtime.clock.now()
        if world_id is not None:
            await store.ensure_world(World(world_id, agent, now, server_id=server_id))
        room = Room(
            room_id, agent, source, now, channel_id, ChannelType(type), None, world_id, server_id
        )
        names = tuple(filter(None, (name, user_name))) or (source,)
        await store.ensure_room(room)
        await store.ensure_entity(Entity(entity_id, agent, names, now, metadata or {}))
        await store.add_participants_room([entity_id, agent], room_id, agent_id=agent, now=now)

    async def get_entity_by_id(self, entity_id: UUID) -> Entity | None:
        return await self._runtime.store.get_entity_by_id(entity_id)

    async def get_room(self, room_id: UUID) -> Room | None:
        return await self._runtime.store.get_room(room_id)

    async def get_rooms(self, world_id: UUID) -> tuple[Room, ...]:
        return await self._runtime.store.get_rooms(world_id)

    async def get_participants(self, room_id: UUID) -> tuple[Participant, ...]:
        return await self._runtime.store.get_participants(room_id)

    async def get_participant_user_state(
        self, room_id: UUID, entity_id: UUID
    ) -> ParticipantState | None:
        """`FOLLOWED`, `MUTED`, or neither."""
        return await self._runtime.store.get_participant_user_state(room_id, entity_id)

    async def set_participant_user_state(
        self, room_id: UUID, entity_id: UUID, state: ParticipantState | None
    ) -> bool:
        """False where the entity does not take part in the room."""
        return await self._runtime.store.set_participant_user_state(room_id, entity_id, state)

    update_participant_user_state = set_participant_user_state

    async def create_relationship(self, relationship: Relationship) -> UUID:
        return await self._runtime.store.create_relationship(relationship)

    async def get_relationships(self, entity_id: UUID) -> tuple[Relationship, ...]:
        """Those from and to the entity."""
        return await self._runtime.store.get_relationships(entity_id)

    async def get_cache(self, key: str) -> Json:
        """What this agent keeps under the key; `None` where there is nothing any more."""
        return await self._runtime.store.get_cache(
            key, agent_id=self._runtime.agent_id, now=self._runtime.clock.now()
        )

    async def set_cache(self, key: str, value: object, *, ttl_ms: int | None = None) -> None:
        """Keep it, for so many milliseconds or until it is deleted."""
        await self._runtime.store.set_cache(
            key,
            value,
            agent_id=self._runtime.agent_id,
            now=self._runtime.clock.now(),
            ttl_ms=ttl_ms,
        )

    async def delete_cache(self, key: str) -> bool:
        """False where there was nothing."""
        return await self._runtime.store.delete_cache(key, agent_id=self._runtime.agent_id)


def _as_memory(recorded: Recorded) -> Memory:
    """A result, as the documentation remembers it."""
    result = recorded.result
    state = "completed" if result else "failed"
    return Memory(
        id=recorded.id,
        entity_id=recorded.agent_id,
        agent_id=recorded.agent_id,
        room_id=recorded.room_id,
        content=Content(
            f"Action {result.action} {state}",
            actions=(result.action,),
            in_reply_to=recorded.message_id,
            more={"result": result.to_json(), "runId": recorded.run_id},
        ),
        created_at=recorded.created_at,
        type=MemoryType.ACTION,
    )
