"""What happens in a runtime, told to whoever listens."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from fiscus.core.isolation import settle

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction
    from fiscus.core.desk.outcome import Outcome
    from fiscus.core.ids import UUID
    from fiscus.core.memory import Memory
    from fiscus.core.models.answers import Usage
    from fiscus.core.result import ActionResult
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)


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
class MessageEvent(Event):
    """A message came in or went out."""

    message: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEvent(Event):
    """An action began or ended; `result` is there once it has."""

    action: AnyAction
    message: Memory
    result: ActionResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent(Event):
    """The handling of a message began or ended: `status` is `running`, `completed` or `error`."""

    run_id: UUID
    message: Memory
    status: str = "running"
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEvent(Event):
    service_type: str
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent(Event):
    """A payment of the desk moved on to another state."""

    outcome: Outcome


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


EventHandler: TypeAlias = Callable[[Event], Awaitable[None]]


class EventBus:
    """Handlers by event. Those of one event run at the same time and cannot stop each other."""

    def __init__(self) -> None:
        self._handlers: defaultdict[str, list[EventHandler]] = defaultdict(list[EventHandler])

    def on(self, event: str, handler: EventHandler) -> None:
        self._handlers[event_name(event)].append(handler)

    def off(self, event: str, handler: EventHandler) -> None:
        """Forget the handler. One that was never there is no error."""
        handlers = self._handlers[event_name(event)]
        if handler in handlers:
            handlers.remove(handler)

    async def emit(self, event: str, payload: Event) -> None:
        """Tell every handler, and wait for all of them."""
        name = event_name(event)
        handlers = tuple(self._handlers.get(name, ()))
        if not handlers:
            return
        for outcome in await settle(*(handler(payload) for handler in handlers)):
            if isinstance(outcome, Exception):
                log.error("a handler of %s failed: %s", name, type(outcome).__name__)
