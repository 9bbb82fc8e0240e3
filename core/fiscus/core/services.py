"""The services of one runtime: each started once, stopped in reverse."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from fiscus.core.errors import ConfigError
from fiscus.core.events import EventType, ServiceEvent
from fiscus.core.isolation import settle, where
from fiscus.core.service import Service, ServiceStatus

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

STOP_DEADLINE = 10.0
"""Seconds that a service may take to stop."""


class Services:
    """Queued until the runtime is ready for them; then running, one of each class."""

    def __init__(self, *, stop_deadline: float = STOP_DEADLINE) -> None:
        self._queued: list[type[Service]] = []
        self._running: list[Service] = []
        self._failed: set[str] = set()
        self._stop_deadline = stop_deadline

    @property
    def running(self) -> Mapping[str, tuple[Service, ...]]:
        """By type, in the order in which they were started."""
        types = dict.fromkeys(service.service_type for service in self._running)
        return MappingProxyType({name: self.of_type(name) for name in types})

    @property
    def statuses(self) -> Mapping[str, ServiceStatus]:
        """How each type is, those that could not start included."""
        failed = dict.fromkeys(self._failed, ServiceStatus.ERROR)
        waiting = {kind.service_type: ServiceStatus.STOPPED for kind in self._queued}
        running = {service.service_type: service.status for service in reversed(self._running)}
        return {**waiting, **failed, **running}

    def of_type(self, service_type: str) -> tuple[Service, ...]:
        return tuple(s for s in self._running if s.service_type == service_type)

    def queue(self, kind: type[Service]) -> None:
        if kind not in self._queued:
            self._queued.append(kind)

    async def start(self, runtime: AgentRuntime) -> None:
        """Start what is queued: what others depend on first, else in order.

        Raises where a required service fails to start; stop the services then.
        """
        for kind in _ordered(self._queued):
            (outcome,) = await settle(self.start_one(kind, runtime))
            if isinstance(outcome, Exception):
                await self._not_started(kind, outcome, runtime)
                if kind.required:
                    raise outcome

    async def start_one(self, kind: type[Service], runtime: AgentRuntime) -> Service:
        """Start a service; one whose class runs already is that one."""
        known = next((service for service in self._running if type(service) is kind), None)
        if known is not None:
            return known
        name = kind.service_type
        service = await kind.start(runtime)
        service.status = ServiceStatus.RUNNING
        self._running.append(service)
        self._failed.discard(name)
        self.queue(kind)
        log.info("Service %s started", name)
        await runtime.emit(
            EventType.SERVICE_STARTED, ServiceEvent(runtime=runtime, service_type=name)
        )
        return service

    async def forget(self, kind: type[Service], runtime: AgentRuntime) -> None:
        """Stop a service, and do not start it again. One that is not known is no error."""
        if kind in self._queued:
            self._queued.remove(kind)
        for service in [one for one in self._running if type(one) is kind]:
            await self._stop(service, runtime)

    async def restart(self, service_type: str, runtime: AgentRuntime) -> None:
        """Stop those of a type and start them anew. Raises `ConfigError` where none is known."""
        kinds = [kind for kind in self._queued if kind.service_type == service_type]
        if not kinds:
            raise ConfigError(f"there is no service {service_type!r}")
        for service in self.of_type(service_type):
            await self._stop(service, runtime)
        for kind in kinds:
            await self.start_one(kind, runtime)

    async def stop(self, runtime: AgentRuntime) -> None:
        """Stop all, the latest first. One that fails to stop does not keep the others running."""
        while self._running:
            await self._stop(self._running[-1], runtime)

    async def _stop(self, service: Service, runtime: AgentRuntime) -> None:
        self._running.remove(service)
        name = service.service_type
        (outcome,) = await settle(asyncio.wait_for(service.stop(), self._stop_deadline))
        service.status = ServiceStatus.STOPPED if outcome is None else ServiceStatus.ERROR
        if outcome is not None:
            log.error("Error stopping service %s: %s", name, where(outcome))
        event = EventType.SERVICE_STOPPED if outcome is None else EventType.SERVICE_ERROR
        error = type(outcome).__name__ if outcome is not None else None
        await runtime.emit(event, ServiceEvent(runtime=runtime, service_type=name, error=error))

    async def _not_started(
        self, kind: type[Service], error: Exception, runtime: AgentRuntime
    ) -> None:
        name = kind.service_type
        self._failed.add(name)
        log.error("Failed to start service %s: %s", name, where(error))
        failure = ServiceEvent(runtime=runtime, service_type=name, error=type(error).__name__)
        await runtime.emit(EventType.SERVICE_ERROR, failure)


def _ordered(kinds: Sequence[type[Service]]) -> list[type[Service]]:
    """What others depend on first. Raises `ConfigError` for a circle."""
    waiting, ordered = list(kinds), list[type[Service]]()
    while waiting:
        types = {kind.service_type for kind in waiting}
        ready = [k for k in waiting if not (set(k.dependencies) - {k.service_type}) & types]
        if not ready:
            circle = ", ".join(repr(kind.service_type) for kind in waiting)
            raise ConfigError(f"services {circle} depend on each other in a circle")
        ordered.append(ready[0])
        waiting.remove(ready[0])
    return ordered
