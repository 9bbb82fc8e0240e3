"""How an agent is: what it has done, how long it took, what runs."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from fiscus.core.events import ActionEvent, Event, EventType, RunEvent
from fiscus.core.isolation import settle
from fiscus.core.jsontext import Json
from fiscus.core.service import ServiceStatus

if TYPE_CHECKING:
    from fiscus.core.ids import UUID
    from fiscus.core.runtime import AgentRuntime


@dataclass(slots=True)
class Tally:
    """How often something was done, for how long altogether, and how often it failed."""

    count: int = 0
    ms: float = 0.0
    failures: int = 0

    def add(self, ms: float, *, failed: bool) -> None:
        self.count += 1
        self.ms += ms
        self.failures += failed

    @property
    def average_ms(self) -> float:
        return self.ms / self.count if self.count else 0.0

    @property
    def failure_rate(self) -> float:
        """From 0 to 1."""
        return self.failures / self.count if self.count else 0.0


@dataclass(slots=True)
class Meter:
    """Counts what passes as events. Nobody can take it off the bus."""

    runs: Tally = field(default_factory=Tally)
    actions: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    _begun: dict[UUID, float] = field(default_factory=dict["UUID", float])

    def see(self, event: str, payload: Event) -> None:
        if isinstance(payload, RunEvent):
            if event == EventType.RUN_STARTED:
                self._begun[payload.run_id] = time.perf_counter()
            elif event == EventType.RUN_ENDED:
                begun = self._begun.pop(payload.run_id, time.perf_counter())
                failed = payload.status != "completed"
                self.runs.add((time.perf_counter() - begun) * 1000, failed=failed)
        elif isinstance(payload, ActionEvent) and event == EventType.ACTION_COMPLETED:
            self.actions[payload.action.name].add(payload.ms, failed=not payload.result)


@dataclass(frozen=True, slots=True)
class RuntimeMetrics:
    """Figures since the runtime was made. Times in milliseconds, memory in bytes."""

    messages_processed: int
    average_response_time: float
    error_rate: float
    """The part of messages whose handling failed, from 0 to 1."""
    memory_usage: int
    """Of the whole process; 0 where the system does not say."""
    active_services: int
    plugin_performance: Mapping[str, Tally]
    """The actions of each plugin that were run."""

    def to_json(self) -> Mapping[str, Json]:
        return {
            "messagesProcessed": self.messages_processed,
            "averageResponseTime": round(self.average_response_time, 1),
            "errorRate": round(self.error_rate, 4),
            "memoryUsage": self.memory_usage,
            "activeServices": self.active_services,
            "pluginPerformance": {
                name: {
                    "actions": tally.count,
                    "averageTime": round(tally.average_ms, 1),
                    "errorRate": round(tally.failure_rate, 4),
                }
                for name, tally in self.plugin_performance.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Health:
    """Healthy where the agent is up, its store answers and no service is in error."""

    healthy: bool
    uptime: float
    """Seconds since the agent came up; 0 where it is not up."""
    metrics: RuntimeMetrics
    services: Mapping[str, ServiceStatus]

    def to_json(self) -> Mapping[str, Json]:
        """`{"status", "uptime", "metrics", "services": [{"name", "status"}]}`."""
        return {
            "status": "healthy" if self.healthy else "unhealthy",
            "uptime": round(self.uptime, 3),
            "metrics": self.metrics.to_json(),
            "services": [
                {"name": name, "status": status.value} for name, status in self.services.items()
            ],
        }


class HealthAccess:
    """What a runtime says of itself."""

    def __init__(self) -> None:
        self._meter = Meter()
        self._up_since: float | None = None

    def get_metrics(self) -> RuntimeMetrics:
        """What was done so far."""
        runtime, runs = cast("AgentRuntime", self), self._meter.runs
        return RuntimeMetrics(
            messages_processed=runs.count,
            average_response_time=runs.average_ms,
            error_rate=runs.failure_rate,
            memory_usage=memory_used(),
            active_services=len(runtime.get_services()),
            plugin_performance=_by_plugin(runtime, self._meter.actions),
        )

    async def get_health(self) -> Health:
        """Ask the store and look at the services."""
        runtime = cast("AgentRuntime", self)
        services = runtime.service_statuses
        well = runtime.is_initialized and ServiceStatus.ERROR not in services.values()
        return Health(
            healthy=well and await _store_answers(runtime),
            uptime=time.monotonic() - self._up_since if self._up_since is not None else 0.0,
            metrics=self.get_metrics(),
            services=services,
        )


async def _store_answers(runtime: AgentRuntime) -> bool:
    if not runtime.has_store:
        return True
    (answer,) = await settle(runtime.store.ping())
    return answer is True


def _by_plugin(runtime: AgentRuntime, actions: Mapping[str, Tally]) -> Mapping[str, Tally]:
    totals: defaultdict[str, Tally] = defaultdict(Tally)
    for plugin in runtime.plugins:
        for action in plugin.actions:
            if (tally := actions.get(action.name)) is not None:
                total = totals[plugin.name]
                total.count += tally.count
                total.ms += tally.ms
                total.failures += tally.failures
    return dict(totals)


def memory_used() -> int:
    """Bytes of the process in memory; 0 where the system does not say."""
    from pathlib import Path

    pages = Path("/proc/self/statm")
    if not pages.is_file():
        return 0
    import resource

    return int(pages.read_text().split()[1]) * resource.getpagesize()
