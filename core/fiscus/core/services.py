"""The services of one runtime: each started once, stopped in reverse."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from fiscus.core.components import Service
from fiscus.core.events import EventType, ServiceEvent
from fiscus.core.isolation import settle, where

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)


class Services:
    """Queued until the runtime is ready for them; then running, one of each type."""

    def __init__(self) -> None:
        self._queued: list[type[Service]] = []
        self._running: dict[str, Service] = {}

    @property
    def running(self) -> Mapping[str, Service]:
        return MappingProxyType(self._running)

    def queue(self, kind: type[Service]) -> None:
        self._queued.append(kind)

    async def start(self, runtime: AgentRuntime) -> None:
        """Start what is queued, in order. What fails to start stops all of it and raises."""
        while self._queued:
            kind = self._queued.pop(0)
            try:
                await self.start_one(kind, runtime)
            except BaseException:
                log.error("Failed to start service %s", kind.service_type)
                await self.stop(runtime)
                raise

    async def start_one(self, kind: type[Service], runtime: AgentRuntime) -> Service:
        """Start a service; one whose type runs already is that one."""
        name = kind.service_type
        if name not in self._running:
            self._running[name] = await kind.start(runtime)
            log.info("Service %s started", name)
            await runtime.emit_event(
                EventType.SERVICE_STARTED, ServiceEvent(runtime=runtime, service_type=name)
            )
        return self._running[name]

    async def stop(self, runtime: AgentRuntime) -> None:
        """Stop all, the latest first. One that fails to stop does not keep the others running."""
        while self._running:
            name, service = self._running.popitem()
            (outcome,) = await settle(service.stop())
            if isinstance(outcome, Exception):
                log.error("Error stopping service %s: %s", name, where(outcome))
            event = EventType.SERVICE_STOPPED if outcome is None else EventType.SERVICE_ERROR
            error = type(outcome).__name__ if outcome is not None else None
            await runtime.emit_event(
                event, ServiceEvent(runtime=runtime, service_type=name, error=error)
            )
