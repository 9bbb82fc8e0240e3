"""The agent runtime. Everything a plugin author needs is importable from here.

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fiscus.core.action import Action, ActionContext, ActionExample
    from fiscus.core.character import Character
    from fiscus.core.components import EvaluationExample, Evaluator, Provider
    from fiscus.core.desk.door import Given, Intent, Proposed
    from fiscus.core.desk.outcome import Outcome
    from fiscus.core.errors import ConfigError, FiscusError, NoModel, RequestError
    from fiscus.core.events import (
        ActionEvent,
        CustomEvent,
        Event,
        EventType,
        MessageEvent,
        RunEvent,
    )
    from fiscus.core.ids import generate_id, string_to_uuid
    from fiscus.core.memory import ChannelType, Content, Memory, MemoryType
    from fiscus.core.models.kinds import ModelType
    from fiscus.core.models.registration import ModelRegistration
    from fiscus.core.models.xml import parse_key_value_xml
    from fiscus.core.origins import Origin
    from fiscus.core.plugins import Phase, Plugin, TestCase, TestSuite
    from fiscus.core.prompts import add_header, compose_prompt_from_state
    from fiscus.core.receipts import transfer_receipt
    from fiscus.core.result import ActionResult, Problem
    from fiscus.core.routes import Request, Response, Route, RouteType
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.secrets import Secret
    from fiscus.core.service import Service, ServiceStatus, ServiceType
    from fiscus.core.state import ProviderResult, State
    from fiscus.core.tasks import Authority, Task, TaskStatus
    from fiscus.core.workers import TaskContext, TaskWorker

__all__ = [
    "Action",
    "ActionContext",
    "ActionEvent",
    "ActionExample",
    "ActionResult",
    "AgentRuntime",
    "Authority",
    "ChannelType",
    "Character",
    "ConfigError",
    "Content",
    "CustomEvent",
    "EvaluationExample",
    "Evaluator",
    "Event",
    "EventType",
    "FiscusError",
    "Given",
    "Intent",
    "Memory",
    "MemoryType",
    "MessageEvent",
    "ModelRegistration",
    "ModelType",
    "NoModel",
    "Origin",
    "Outcome",
    "Phase",
    "Plugin",
    "Problem",
    "Proposed",
    "Provider",
    "ProviderResult",
    "Request",
    "RequestError",
    "Response",
    "Route",
    "RouteType",
    "RunEvent",
    "Secret",
    "Service",
    "ServiceStatus",
    "ServiceType",
    "State",
    "Task",
    "TaskContext",
    "TaskStatus",
    "TaskWorker",
    "TestCase",
    "TestSuite",
    "add_header",
    "compose_prompt_from_state",
    "generate_id",
    "parse_key_value_xml",
    "string_to_uuid",
    "transfer_receipt",
]

_HOMES = {
    "Action": "action",
    "ActionContext": "action",
    "ActionEvent": "events",
    "ActionExample": "action",
    "ActionResult": "result",
    "AgentRuntime": "runtime",
    "Authority": "tasks",
    "ChannelType": "memory",
    "Character": "character",
    "ConfigError": "errors",
    "Content": "memory",
    "CustomEvent": "events",
    "EvaluationExample": "components",
    "Evaluator": "components",
    "Event": "events",
    "EventType": "events",
    "FiscusError": "errors",
    "Given": "desk.door",
    "Intent": "desk.door",
    "Memory": "memory",
    "MemoryType": "memory",
    "MessageEvent": "events",
    "ModelRegistration": "models.registration",
    "ModelType": "models.kinds",
    "NoModel": "errors",
    "Origin": "origins",
    "Outcome": "desk.outcome",
    "Phase": "plugins",
    "Plugin": "plugins",
    "Problem": "result",
    "Proposed": "desk.door",
    "Provider": "components",
    "ProviderResult": "state",
    "Request": "routes",
    "RequestError": "errors",
    "Response": "routes",
    "Route": "routes",
    "RouteType": "routes",
    "RunEvent": "events",
    "Secret": "secrets",
    "Service": "service",
    "ServiceStatus": "service",
    "ServiceType": "service",
    "State": "state",
    "Task": "tasks",
    "TaskContext": "workers",
    "TaskStatus": "tasks",
    "TaskWorker": "workers",
    "TestCase": "plugins",
    "TestSuite": "plugins",
    "add_header": "prompts",
    "compose_prompt_from_state": "prompts",
    "generate_id": "ids",
    "parse_key_value_xml": "models.xml",
    "string_to_uuid": "ids",
    "transfer_receipt": "receipts",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
