"""The message pipeline, and the components that every agent has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fiscus.core.bootstrap.actions import ACTIONS
from fiscus.core.bootstrap.handlers import EVENTS, message_received_handler
from fiscus.core.bootstrap.providers import PROVIDERS
from fiscus.core.bootstrap.reflection import reflection
from fiscus.core.bootstrap.service import MessageService
from fiscus.core.bootstrap.tasks import TaskService
from fiscus.core.bootstrap.waiting import worker
from fiscus.core.models.embedded import EMBEDDED
from fiscus.core.plugins import Plugin

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

__all__ = ["message_received_handler", "plugin"]


async def _init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
    runtime.register_task_worker(worker)


plugin = Plugin(
    name="bootstrap",
    init=_init,
    description="Agent bootstrap with basic actions and evaluators",
    actions=ACTIONS,
    providers=PROVIDERS,
    evaluators=(reflection,),
    services=(MessageService, TaskService),
    events=EVENTS,
    models=(EMBEDDED,),
    priority=100,
)
