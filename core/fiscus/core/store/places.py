"""Worlds, rooms, and who takes part in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select, update

from fiscus.core.ids import UUID
from fiscus.core.store.records import Participant, ParticipantState, Room, World
from fiscus.core.store.repository import Repository
from fiscus.core.store.rows import (
    participant_of,
    participant_row,
    room_of,
    room_row,
    world_of,
    world_row,
)
from fiscus.core.store.schema import participants, rooms, worlds
from fiscus.core.store.statements import remove


class Places(Repository):
    """Where conversations are held."""

    async def ensure_world(self, world: World) -> None:
        """Remember the world, unless it is known."""
        await self._ensure(worlds, world_row(world))

    ensure_world_exists = ensure_world

    async def create_world(self, world: World) -> UUID:
        await self._add(worlds, [world_row(world)])
        return world.id

    async def get_world(self, world_id: UUID) -> World | None:
        row = await self._by_id(worlds, world_id)
        return world_of(row) if row else None

    get_world_by_id = get_world

    async def get_all_worlds(self, *, agent_id: UUID | None = None) -> tuple[World, ...]:
        """All, or those of an agent, the oldest first."""
        query = select(worlds).order_by(worlds.c.created_at, worlds.c.id)
        if agent_id is not None:
            query = query.where(worlds.c.agent_id == agent_id)
        return tuple(map(world_of, await self._rows(query)))

    async def update_world(self, world: World) -> bool:
        """Put this in place of what is there; false where there is nothing."""
        return await self._change(worlds, world_row(world))

    async def remove_world(self, world_id: UUID) -> bool:
        """The world alone: its rooms stay."""
        return await self._remove(worlds, [world_id]) > 0

    delete_world = remove_world

    async def ensure_room(self, room: Room) -> None:
        """Remember the room, unless it is known."""
        await self._ensure(rooms, room_row(room))

    ensure_room_exists = ensure_room

    async def create_room(self, room: Room) -> UUID:
        await self.create_rooms([room])
        return room.id

    async def create_rooms(self, new: Sequence[Room]) -> None:
        await self._add(rooms, [room_row(room) for room in new])

    async def get_room(self, room_id: UUID) -> Room | None:
        row = await self._by_id(rooms, room_id)
        return room_of(row) if row else None

    get_room_by_id = get_room

    async def get_rooms_by_ids(self, room_ids: Collection[UUID]) -> tuple[Room, ...]:
        """Those that are known, in no order."""
        return tuple(map(room_of, await self._by_ids(rooms, room_ids)))

    async def get_rooms(self, world_id: UUID) -> tuple[Room, ...]:
        """All of a world, the oldest first."""
        return await self._rooms(select(rooms).where(rooms.c.world_id == world_id))

    get_rooms_by_world = get_rooms

    async def get_all_rooms(self, *, agent_id: UUID | None = None) -> tuple[Room, ...]:
        """All, or those of an agent, the oldest first."""
        query = select(rooms)
        return await self._rooms(
            query if agent_id is None else query.where(rooms.c.agent_id == agent_id)
        )

    async def update_room(self, room: Room) -> bool:
        """Put this in place of what is there; false where there is nothing."""
        return await self._change(rooms, room_row(room))

    async def delete_room(self, room_id: UUID) -> bool:
        """The room, and everything that was said in it."""
        return await self._remove(rooms, [room_id]) > 0

    async def delete_rooms_by_world_id(self, world_id: UUID) -> int:
        """All rooms of a world; answers with how many they were."""
        found = await self._rows(select(rooms.c.id).where(rooms.c.world_id == world_id))
        return await self._remove(rooms, [row["id"] for row in found])

    async def ensure_participant_in_room(
        self, entity_id: UUID, room_id: UUID, *, agent_id: UUID, now: int
    ) -> None:
        """The entity takes part in the room from now on, if it does not yet."""
        await self.add_participants_room([entity_id], room_id, agent_id=agent_id, now=now)

    add_participant = ensure_participant_in_room

    async def add_participants_room(
        self, entity_ids: Collection[UUID], room_id: UUID, *, agent_id: UUID, now: int
    ) -> None:
        """All of them, or none."""
        new = [Participant(each, room_id, agent_id, None, now) for each in entity_ids]
        await self._add(participants, [participant_row(each) for each in new])

    async def create_participant(self, participant: Participant) -> None:
        await self._add(participants, [participant_row(participant)])

    async def remove_participant(self, entity_id: UUID, room_id: UUID) -> bool:
        """False where it did not take part."""
        self._known.discard(joined(room_id, entity_id))
        gone = await self._write(
            lambda connection: remove(
                connection,
                participants,
                participants.c.entity_id == entity_id,
                participants.c.room_id == room_id,
            )
        )
        return gone > 0

    async def get_participants(self, room_id: UUID) -> tuple[Participant, ...]:
        """Who takes part in a room, in the order in which they joined."""
        query = select(participants).where(participants.c.room_id == room_id)
        order = (participants.c.created_at, participants.c.entity_id)
        return tuple(map(participant_of, await self._rows(query.order_by(*order))))

    async def get_participants_for_room(self, room_id: UUID) -> tuple[UUID, ...]:
        """Their ids alone."""
        return tuple(each.entity_id for each in await self.get_participants(room_id))

    async def get_participants_for_entity(self, entity_id: UUID) -> tuple[Participant, ...]:
        """Every room an entity takes part in."""
        query = select(participants).where(participants.c.entity_id == entity_id)
        order = (participants.c.created_at, participants.c.room_id)
        return tuple(map(participant_of, await self._rows(query.order_by(*order))))

    async def get_rooms_for_participant(self, entity_id: UUID) -> tuple[UUID, ...]:
        return tuple(each.room_id for each in await self.get_participants_for_entity(entity_id))

    async def get_rooms_for_participants(self, entity_ids: Collection[UUID]) -> tuple[UUID, ...]:
        """Rooms in which at least one of them takes part, in no order."""
        query = select(participants.c.room_id).distinct()
        found = await self._rows(query.where(participants.c.entity_id.in_(list(entity_ids))))
        return tuple(UUID(row["room_id"]) for row in found)

    async def get_participant_user_state(
        self, room_id: UUID, entity_id: UUID
    ) -> ParticipantState | None:
        """`FOLLOWED`, `MUTED`, or neither."""
        query = select(participants).where(
            participants.c.room_id == room_id, participants.c.entity_id == entity_id
        )
        row = await self._one(query)
        return participant_of(row).state if row else None

    async def set_participant_user_state(
        self, room_id: UUID, entity_id: UUID, state: ParticipantState | None
    ) -> bool:
        """False where the entity does not take part in the room."""
        statement = (
            update(participants)
            .where(participants.c.room_id == room_id, participants.c.entity_id == entity_id)
            .values(state=None if state is None else state.value)
        )
        return await self._write(lambda connection: connection.execute(statement).rowcount > 0)

    update_participant_user_state = set_participant_user_state

    async def _rooms(self, query: Select[Any]) -> tuple[Room, ...]:
        return tuple(map(room_of, await self._rows(query.order_by(rooms.c.created_at, rooms.c.id))))


def joined(room_id: UUID, entity_id: UUID) -> str:
    """How a store remembers that it has seen the entity in the room."""
    return f"{room_id} {entity_id}"
