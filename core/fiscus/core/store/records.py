"""What is remembered beside memories. Times are milliseconds since 1970 UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fiscus.core.ids import UUID
from fiscus.core.memory import ChannelType
from fiscus.core.origins import Origin
from fiscus.core.result import ActionResult

Details = Mapping[str, object]
"""What `to_json` can write."""


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """An agent that uses this store."""

    id: UUID
    name: str
    created_at: int
    updated_at: int
    enabled: bool = True
    character: Details = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class World:
    """A server, workspace or guild: rooms that belong together."""

    id: UUID
    agent_id: UUID
    created_at: int
    name: str | None = None
    server_id: str | None = None
    """The source's own name for it."""
    metadata: Details = field(default_factory=dict[str, object])
    """`roles` by entity, `settings`, `ownership`."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a conversation is held; `channel_id` is the source's own name for it."""

    id: UUID
    agent_id: UUID
    source: str
    created_at: int
    channel_id: str | None = None
    type: ChannelType = ChannelType.DM
    name: str | None = None
    world_id: UUID | None = None
    server_id: str | None = None
    metadata: Details = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Component:
    """Data of a plugin about an entity."""

    id: UUID
    agent_id: UUID
    entity_id: UUID
    type: str
    created_at: int
    data: Details = field(default_factory=dict[str, object])
    room_id: UUID | None = None
    world_id: UUID | None = None
    source_entity_id: UUID | None = None
    """Who said so."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody who speaks."""

    id: UUID
    agent_id: UUID
    names: tuple[str, ...]
    created_at: int
    metadata: Details = field(default_factory=dict[str, object])
    components: tuple[Component, ...] = ()
    """Read with the entity where asked for; written on their own."""


class ParticipantState(StrEnum):
    """What the agent does in a room, as that participant wants it."""

    FOLLOWED = "FOLLOWED"
    MUTED = "MUTED"


@dataclass(frozen=True, slots=True)
class Participant:
    """An entity in a room."""

    entity_id: UUID
    room_id: UUID
    agent_id: UUID
    state: ParticipantState | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Relationship:
    """From one entity to another. `metadata` has `type`, `strength` and counters."""

    id: UUID
    agent_id: UUID
    source_entity_id: UUID
    target_entity_id: UUID
    created_at: int
    tags: tuple[str, ...] = ()
    metadata: Details = field(default_factory=dict[str, object])
    updated_at: int | None = None


class TaskStatus(StrEnum):
    """Where a task is."""

    PENDING = "pending"
    PROCESSING = "processing"
    PAUSED = "paused"
    """Not claimed until it is resumed."""
    COMPLETED = "completed"
    FAILED = "failed"
    """Every attempt failed; it stays until somebody runs or cancels it."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who a task acts for, written down when it is made and never changed."""

    name: str = "agent"
    owner: bool = False
    """Whether that person drives the wallet: the desk lets nobody else's task pay."""
    origin: Origin = Origin.MODEL
    """Whose idea the task is. Where that needs approval, so does every payment of the task."""
    request: str = ""
    """What the person asked for when it was made, in the reader's vocabulary: `"transfer"`."""
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the person said then, by the reader's roles: the task may pay this without asking again,
    and nothing else."""


@dataclass(frozen=True, slots=True)
class Task:
    """Work for later. It is claimed under a lease, and every claim of a run has a number.

    A claim that is neither finished nor renewed before `lease_until` is claimed again, with the
    next number: what the work of one run does must be the same done twice.
    """

    id: UUID
    name: str
    """Of its worker."""
    agent_id: UUID
    created_at: int
    updated_at: int
    description: str = ""
    room_id: UUID | None = None
    world_id: UUID | None = None
    entity_id: UUID | None = None
    tags: tuple[str, ...] = ()
    metadata: Details = field(default_factory=dict[str, object])
    """What its worker is given, and when it is due."""
    authority: Authority = field(default_factory=Authority)
    status: TaskStatus = TaskStatus.PENDING
    priority: int = 0
    """Higher goes first."""
    scheduled_for: int | None = None
    """When it is due; what has no time is never claimed."""
    run: int = 0
    """The number of the run; a task that repeats has more than one."""
    attempts: int = 0
    """How often this run was claimed: the number of the latest claim."""
    max_attempts: int | None = None
    lease_owner: str | None = None
    lease_until: int | None = None
    result: Details | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something that an operator may want to read."""

    id: UUID
    agent_id: UUID
    type: str
    """What kind of thing it is about: `useModel:TEXT_LARGE`, `action`."""
    body: Details
    created_at: int
    level: str = "info"
    entity_id: UUID | None = None
    room_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A result of an action, with the message and the run it belongs to."""

    id: UUID
    agent_id: UUID
    room_id: UUID
    message_id: UUID
    run_id: UUID
    step: int
    result: ActionResult
    created_at: int
