"""A message and everything its answer needs: two transactions, whatever the number of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, cast

from sqlalchemy import Executable, Select, and_, bindparam, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from fiscus.core.errors import StoreError
from fiscus.core.ids import UUID
from fiscus.core.jsontext import Json
from fiscus.core.memory import ChannelType, Memory, MemoryType
from fiscus.core.store.embedded import Embedded
from fiscus.core.store.filters import has_all
from fiscus.core.store.places import joined
from fiscus.core.store.records import (
    Entity,
    Participant,
    ParticipantState,
    Recorded,
    Relationship,
    Room,
    Task,
    World,
)
from fiscus.core.store.rows import (
    Row,
    entity_of,
    entity_row,
    memory_of,
    memory_row,
    participant_row,
    recorded_of,
    relationship_of,
    room_of,
    room_row,
    task_of,
    world_of,
)
from fiscus.core.store.schema import (
    action_results,
    embeddings,
    entities,
    memories,
    participants,
    relationships,
    rooms,
    tasks,
    worlds,
)
from fiscus.core.store.statements import EXCHANGE, add, insert_into, rows_of

MOST_PEOPLE: Final = 100
"""Of a room, and of somebody's relationships, that one recall brings: the newest."""
SHARED: Final = frozenset(
    {ChannelType.GROUP, ChannelType.TEXT, ChannelType.THREAD, ChannelType.BROADCAST}
)
SETTINGS: Final = "settings"
"""The key of a room's metadata that holds its settings."""
STATE: Final = "participation"

_SCENE: Final = (
    select(rooms, participants.c.state.label(STATE))
    .select_from(
        rooms.outerjoin(
            participants,
            and_(
                participants.c.room_id == rooms.c.id,
                participants.c.entity_id == bindparam("agent"),
            ),
        )
    )
    .where(rooms.c.id == bindparam("room"))
)
_WORLD: Final = select(worlds).where(worlds.c.id == bindparam("world"))
_ELSEWHERE: Final = (
    select(memories.c.seq)
    .where(memories.c.entity_id == bindparam("person"), memories.c.type == MemoryType.MESSAGE.value)
    .order_by(memories.c.created_at.desc(), memories.c.seq.desc())
    .limit(bindparam("elsewhere"))
    .subquery()
)
_PEOPLE: Final = (
    select(entities)
    .select_from(entities.join(participants, participants.c.entity_id == entities.c.id))
    .where(participants.c.room_id == bindparam("room"))
    .order_by(participants.c.created_at.desc(), entities.c.id)
    .limit(MOST_PEOPLE)
)
_NAMED: Final = select(entities).where(entities.c.id.in_(bindparam("ids", expanding=True)))
_RELATIONSHIPS: Final = (
    select(relationships)
    .where(
        or_(
            relationships.c.source_entity_id == bindparam("person"),
            relationships.c.target_entity_id == bindparam("person"),
        )
    )
    .order_by(relationships.c.created_at.desc())
    .limit(MOST_PEOPLE)
)
_RESULTS: Final = (
    select(action_results)
    .where(action_results.c.room_id == bindparam("room"))
    .order_by(action_results.c.created_at.desc(), action_results.c.step.desc())
    .limit(bindparam("results"))
)


_RECENT: Final = (
    select(memories)
    .where(memories.c.room_id == bindparam("room"), memories.c.type == MemoryType.MESSAGE.value)
    .order_by(memories.c.created_at.desc(), memories.c.seq.desc())
    .limit(bindparam("recent"))
)
_MET: Final = (
    select(memories)
    .where(memories.c.seq.in_(select(_ELSEWHERE.c.seq)), memories.c.room_id != bindparam("room"))
    .order_by(memories.c.created_at.desc(), memories.c.seq.desc())
)


@cache
def _tagged(tag: str, dialect: str) -> Select[tuple[object, ...]]:
    """The tasks of an agent in a room that bear a tag, the oldest first."""
    return (
        select(tasks)
        .where(
            tasks.c.agent_id == bindparam("agent"),
            tasks.c.room_id == bindparam("room"),
            *has_all(tasks.c.tags, [tag], dialect),
        )
        .order_by(tasks.c.created_at, tasks.c.id)
    )


@cache
def _embed(dialect: str) -> Executable:
    """Give a message its vector, unless it has one."""
    vector = bindparam("vector", type_=embeddings.c.vector.type)
    of = select(memories.c.seq, vector).where(memories.c.id == bindparam("message"))
    adding = insert_into(embeddings, dialect).from_select(["memory_seq", "vector"], of)
    return adding.on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a message was said."""

    room: Room | None = None
    world: World | None = None
    participation: ParticipantState | None = None
    """The agent's own: it follows the room, or is mute in it."""
    waiting: tuple[Task, ...] = ()
    """Tasks of the room that wait for an answer."""

    @property
    def room_type(self) -> str:
        return str(self.room.type) if self.room else ChannelType.DM.value

    @property
    def shared(self) -> bool:
        """Whether several people talk there."""
        return self.room_type in SHARED

    @property
    def settings(self) -> Mapping[str, Json]:
        """The room's own."""
        found = self.room.metadata.get(SETTINGS) if self.room else None
        return cast("Mapping[str, Json]", found) if isinstance(found, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Received:
    """A message that is remembered now, and what came before it."""

    earlier: tuple[Memory, ...]
    """What the person and the agent said before, oldest first."""
    scene: Scene


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a room, and the person who spoke last in it, are known for."""

    recent: tuple[Memory, ...] = ()
    """The room's newest messages, oldest first."""
    elsewhere: tuple[Memory, ...] = ()
    """The person's newest messages in other rooms, oldest first."""
    names: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    """Of whoever takes part in the room or said one of these."""
    results: tuple[Recorded, ...] = ()
    """The room's newest results of actions, oldest first."""
    people: tuple[Entity, ...] = ()
    """Who takes part in the room."""
    relationships: tuple[Relationship, ...] = ()
    """From or to the person."""


class Conversations(Embedded):
    """What the answer to a message needs, read together."""

    async def receive(
        self,
        message: Memory,
        *,
        room: Room,
        entity: Entity,
        count: int,
        start: int,
        waiting: str = "",
    ) -> Received:
        """Remember a message with its embedding, its room, who said it and that they and the agent
        take part there; and recall what came before.

        `earlier` are the newest `count` messages of the person and the agent in the room since
        `start` (milliseconds), without this one. `waiting` is the tag of the tasks to look for. One
        transaction.
        """
        values: dict[str, object] = {
            "message": message.id,
            "room": room.id,
            "person": entity.id,
            "agent": message.agent_id,
            "start": start,
            "before": message.created_at,
            "count": count,
        }
        await self._ensure_dimension([message])

        def write(connection: Connection) -> tuple[Sequence[Row], Scene]:
            self._introduce(connection, message, room, entity)
            found = rows_of(connection, EXCHANGE, values)
            add(connection, memories, [memory_row(message)])
            if message.embedding is not None:
                values["vector"] = message.embedding
                connection.execute(_embed(connection.dialect.name), values)
            return found, self._scene(connection, room.id, message.agent_id, waiting)

        try:
            found, scene = await self._write(write)
        except StoreError as error:
            if not isinstance(error.__cause__, IntegrityError) or not self._known:
                raise
            # Another process deleted what this one believes to be there.
            self._known.clear()
            found, scene = await self._write(write)
        self._known.update((room.id, entity.id, joined(room.id, entity.id)))
        earlier = (memory_of(row) for row in reversed(found) if row["id"] != message.id)
        return Received(tuple(earlier), scene)

    async def get_scene(self, room_id: UUID, agent_id: UUID, *, waiting: str = "") -> Scene:
        """A room, its world, how the agent takes part, and the tasks there that bear a tag."""
        return await self._database.read(
            lambda connection: self._scene(connection, room_id, agent_id, waiting)
        )

    async def recall(
        self, room_id: UUID, entity_id: UUID, *, recent: int, elsewhere: int, results: int
    ) -> Recalled:
        """What is known of a room and a person, so many of each at most. One transaction."""
        values = {
            "room": room_id,
            "person": entity_id,
            "recent": recent,
            "elsewhere": elsewhere,
            "results": results,
        }

        def read(connection: Connection) -> Sequence[Sequence[Row]]:
            asked = (_RECENT, _MET, _RESULTS, _PEOPLE, _RELATIONSHIPS)
            found = [rows_of(connection, query, values) for query in asked]
            named = {row["id"] for row in found[3]}
            gone = {row["entity_id"] for row in (*found[0], *found[1])} - named
            return [*found, rows_of(connection, _NAMED, {"ids": list(gone)}) if gone else ()]

        said, met, done, people, known, gone = await self._database.read(read)
        return Recalled(
            recent=_said(said),
            elsewhere=_said(met),
            names={UUID(row["id"]): row["names"][0] for row in (*people, *gone) if row["names"]},
            results=tuple(recorded_of(row) for row in reversed(done)),
            people=tuple(entity_of(row) for row in reversed(people)),
            relationships=tuple(relationship_of(row) for row in known),
        )

    def _introduce(
        self, connection: Connection, message: Memory, room: Room, entity: Entity
    ) -> None:
        """Write what this store has not written before: most messages bring nothing new."""
        if room.id not in self._known:
            add(connection, rooms, [room_row(room)])
        if entity.id not in self._known:
            add(connection, entities, [entity_row(entity)])
        if joined(room.id, entity.id) not in self._known:
            agent = message.agent_id
            both = [
                Participant(each, room.id, agent, None, message.created_at)
                for each in (agent, entity.id)
            ]
            add(connection, participants, [participant_row(each) for each in both])

    def _scene(self, connection: Connection, room_id: UUID, agent_id: UUID, waiting: str) -> Scene:
        values = {"room": room_id, "agent": agent_id}
        found = rows_of(connection, _SCENE, values)
        if not found:
            return Scene()
        row = dict(found[0])
        state = row.pop(STATE)
        room = room_of(row)
        world = rows_of(connection, _WORLD, {"world": room.world_id}) if room.world_id else ()
        tagged = _tagged(waiting, self._database.dialect) if waiting else None
        return Scene(
            room,
            world_of(world[0]) if world else None,
            ParticipantState(state) if state else None,
            tuple(map(task_of, rows_of(connection, tagged, values))) if tagged is not None else (),
        )


def _said(rows: Sequence[Row]) -> tuple[Memory, ...]:
    return tuple(map(memory_of, reversed(rows)))
