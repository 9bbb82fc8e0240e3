"""What happens in a runtime, told to whoever listens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction, HandlerCallback
    from fiscus.core.components import Evaluator
    from fiscus.core.desk.outcome import Outcome
    from fiscus.core.ids import UUID
    from fiscus.core.memory import Content, Memory
    from fiscus.core.models.answers import Usage
    from fiscus.core.result import ActionResult
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State
    from fiscus.core.store.records import Entity, Room


class EventType(StrEnum):
    """The documented events. Any other text names an event of your own."""

    WORLD_JOINED = "world:joined"
    WORLD_CONNECTED = "world:connected"
    WORLD_LEFT = "world:left"
    ENTITY_JOINED = "entity:joined"
    ENTITY_LEFT = "entity:left"
    ENTITY_UPDATED = "entity:updated"
    ROOM_JOINED = "room:joined"
    ROOM_LEFT = "room:left"
    ROOM_UPDATED = "room:updated"
    MESSAGE_RECEIVED = "message:received"
    MESSAGE_SENT = "message:sent"
    MESSAGE_DELETED = "message:deleted"
    MESSAGE_UPDATED = "message:updated"
    REACTION_RECEIVED = "reaction:received"
    CHANNEL_CLEARED = "channel:cleared"
    POST_GENERATED = "post:generated"
    VOICE_MESSAGE_RECEIVED = "voice:message:received"
    VOICE_MESSAGE_SENT = "voice:message:sent"
    VOICE_STARTED = "voice:started"
    VOICE_ENDED = "voice:ended"
    RUN_STARTED = "run:started"
    RUN_ENDED = "run:ended"
    RUN_COMPLETED = "run:completed"
    RUN_FAILED = "run:failed"
    RUN_TIMEOUT = "run:timeout"
    ACTION_STARTED = "action:started"
    ACTION_COMPLETED = "action:completed"
    ACTION_FAILED = "action:failed"
    EVALUATOR_STARTED = "evaluator:started"
    EVALUATOR_COMPLETED = "evaluator:completed"
    EVALUATOR_FAILED = "evaluator:failed"
    MODEL_USED = "model:used"
    MODEL_FAILED = "model:failed"
    SERVICE_STARTED = "service:started"
    SERVICE_STOPPED = "service:stopped"
    SERVICE_ERROR = "service:error"
    ACTION_RESPONSE = "action:response"
    STATE_COMPOSED = "state:composed"
    ERROR = "error"
    WALLET_PAYMENT = "wallet:payment"
    WALLET_REFRESH = "wallet:refresh"


def event_name(event: str) -> str:
    """The name under which an event travels: `MESSAGE_RECEIVED` is `message:received`."""
    member = EventType.__members__.get(event)
    return member.value if member else str(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every listener is given; its subclasses say more."""

    runtime: AgentRuntime


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEvent(Event):
    """An event of your own, with the data that was given to `emit`."""

    data: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent(Event):
    """A message came in or went out. `callback` answers into its room."""

    message: Memory
    room: Room | None = None
    user: Entity | None = None
    callback: HandlerCallback | None = None
    on_complete: Callable[[], Awaitable[None]] | None = None
    """Called once all is done with the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldEvent(Event):
    """A world was joined, connected or left."""

    world_id: UUID
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEvent(Event):
    """A room was joined, left, changed or cleared."""

    room_id: UUID
    entity_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityEvent(Event):
    """An entity joined, left or changed: `action` is `joined`, `left` or `updated`."""

    entity_id: UUID
    action: str
    entity: Entity | None = None
    room_id: UUID | None = None
    world_id: UUID | None = None
    changes: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEvent(Event):
    """A post is due or done in a world; `callback` publishes it."""

    world_id: UUID
    room_id: UUID
    user_id: UUID
    source: str
    callback: HandlerCallback | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEvent(Event):
    """An action began, said something or ended; `result` is there once it has."""

    action: AnyAction
    message: Memory
    state: State | None = None
    result: ActionResult | None = None
    response: Content | None = None
    """Of `ACTION_RESPONSE`: what it said before its result."""
    ms: float = 0.0
    """How long it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorEvent(Event):
    """An evaluator began or ended."""

    evaluator: Evaluator
    message: Memory
    result: Mapping[str, object] | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent(Event):
    """The handling of a message began or ended.

    `status` is `running`, `completed`, `error` or `timeout`.
    """

    run_id: UUID
    message: Memory
    status: str = "running"
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEvent(Event):
    """A service started, stopped or failed; or, without a `service_type`, a listener failed."""

    service_type: str = ""
    error: str | None = None
    """The kind of the error, never its text."""
    original_event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEvent(Event):
    """A listener of `event` failed over `payload`."""

    error: str
    """The kind of the error, never its text."""
    event: str
    payload: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StateEvent(Event):
    """A state was composed."""

    message: Memory
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEvent(Event):
    """A model answered (`MODEL_USED`) or did not (`MODEL_FAILED`, with the code of the error)."""

    model_type: str
    provider: str
    ms: float
    model: str | None = None
    """The vendor's name of it."""
    usage: Usage | None = None
    cost: Decimal | None = None
    """US dollars; `None` where nobody knows, which is not zero."""
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent(Event):
    """A payment of the desk moved on to another state."""

    outcome: Outcome


EventHandler: TypeAlias = Callable[[Event], Awaitable[None]]
