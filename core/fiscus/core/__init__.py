"""The agent runtime. Everything a plugin author needs is importable from here.

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fiscus.core.action import Action, ActionContext, ActionExample
    from fiscus.core.character import Character
    from fiscus.core.components import Evaluator, Provider, Service
    from fiscus.core.errors import FiscusError
    from fiscus.core.events import EventType
    from fiscus.core.memory import Content, Memory
    from fiscus.core.plugins import Plugin
    from fiscus.core.result import ActionResult
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import ProviderResult, State

__all__ = [
    "Action",
    "ActionContext",
    "ActionExample",
    "ActionResult",
    "AgentRuntime",
    "Character",
    "Content",
    "Evaluator",
    "EventType",
    "FiscusError",
    "Memory",
    "Plugin",
    "Provider",
    "ProviderResult",
    "Service",
    "State",
]

_HOMES = {
    "Action": "action",
    "ActionContext": "action",
    "ActionExample": "action",
    "ActionResult": "result",
    "AgentRuntime": "runtime",
    "Character": "character",
    "Content": "memory",
    "Evaluator": "components",
    "EventType": "events",
    "FiscusError": "errors",
    "Memory": "memory",
    "Plugin": "plugins",
    "Provider": "components",
    "ProviderResult": "state",
    "Service": "components",
    "State": "state",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
