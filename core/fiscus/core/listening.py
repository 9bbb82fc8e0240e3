"""Who listens to a runtime, and how its events reach them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

from fiscus.core.events import (
    CustomEvent,
    ErrorEvent,
    Event,
    EventHandler,
    EventType,
    ServiceEvent,
    event_name,
)
from fiscus.core.isolation import settle, where

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

FAILURES = frozenset({EventType.ERROR.value, EventType.SERVICE_ERROR.value})
"""A listener of these that fails is written to the log and announced no further."""


Watcher: TypeAlias = Callable[[str, Event], None]


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    handler: EventHandler
    once: bool = False


class EventBus:
    """Listeners by event. Those of one event run at the same time and cannot stop each other."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = {}
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> None:
        """Show it every event before the listeners hear of it. Nobody can take it off."""
        self._watchers.append(watcher)

    def on(self, event: str, handler: EventHandler, *, once: bool = False) -> None:
        self._listeners.setdefault(event_name(event), []).append(Listener(handler, once))

    def off(self, event: str, handler: EventHandler) -> None:
        """Forget the handler. One that was never there is no error."""
        listeners = self._listeners.get(event_name(event), [])
        found = next((known for known in listeners if known.handler == handler), None)
        if found is not None:
            listeners.remove(found)

    def clear(self, event: str | None = None) -> None:
        """Forget every listener of the event, or of all events."""
        if event is None:
            self._listeners.clear()
        else:
            self._listeners.pop(event_name(event), None)

    async def emit(self, event: str, payload: Event) -> None:
        """Tell every listener and wait for all of them. What fails in one is told to those of
        `SERVICE_ERROR` and `error`."""
        name = event_name(event)
        for watcher in self._watchers:
            watcher(name, payload)
        listeners = tuple(self._listeners.get(name, ()))
        if not listeners:
            return
        for listener in listeners:
            if listener.once:
                self._listeners[name].remove(listener)
        outcomes = await settle(*(_tell(listener.handler, payload) for listener in listeners))
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                log.error("a handler of %s failed: %s", name, where(outcome))
                if name not in FAILURES:
                    await self._failed(type(outcome).__name__, name, payload)

    async def _failed(self, error: str, event: str, payload: Event) -> None:
        runtime = payload.runtime
        service = ServiceEvent(runtime=runtime, error=error, original_event=event)
        await self.emit(EventType.SERVICE_ERROR, service)
        failure = ErrorEvent(runtime=runtime, error=error, event=event, payload=payload)
        await self.emit(EventType.ERROR, failure)


async def _tell(handler: EventHandler, payload: Event) -> None:
    await handler(payload)


class EventAccess:
    """The events of a runtime, under all their documented names."""

    def __init__(self) -> None:
        self._events = EventBus()

    def on(self, event: str, handler: EventHandler) -> None:
        """Listen to an event by its documented name, its value, or a name of your own."""
        self._events.on(event, handler)

    def once(self, event: str, handler: EventHandler) -> None:
        """Listen to the next one only."""
        self._events.on(event, handler, once=True)

    def off(self, event: str, handler: EventHandler) -> None:
        """Listen no more. A handler that never listened is no error."""
        self._events.off(event, handler)

    def remove_all_listeners(self, event: str | None = None) -> None:
        """Nobody listens to the event any more; without one, to anything."""
        self._events.clear(event)

    async def emit(self, event: str, payload: Event | Mapping[str, object]) -> None:
        """Tell all listeners and wait for them; none of them can fail the caller.

        A mapping travels as a `CustomEvent`.
        """
        if not isinstance(payload, Event):
            payload = CustomEvent(runtime=cast("AgentRuntime", self), data=payload)
        await self._events.emit(event, payload)

    register_event = on
    emit_event = emit
