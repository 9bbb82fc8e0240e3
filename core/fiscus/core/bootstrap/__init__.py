"""The message pipeline, and the components that every agent has."""

from __future__ import annotations

from fiscus.core.bootstrap.actions import ignore, none, reply
from fiscus.core.bootstrap.providers import PROVIDERS
from fiscus.core.bootstrap.tasks import TaskService
from fiscus.core.models.embedded import EMBEDDED
from fiscus.core.plugins import Plugin

__all__ = ["plugin"]

plugin = Plugin(
    name="bootstrap",
    description="Agent bootstrap with basic actions and evaluators",
    actions=(reply, none, ignore),
    providers=PROVIDERS,
    services=(TaskService,),
    models=(EMBEDDED,),
    priority=100,
)
