"""Providers and evaluators: what a plugin adds beside its actions and services."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from fiscus.core.state import ProviderResult, State

if TYPE_CHECKING:
    from fiscus.core.action import ActionExample
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime

Provided: TypeAlias = ProviderResult | str | Mapping[str, object] | None
"""A plain text stands for a result with that text, a mapping for its `text`, `values` and `data`,
`None` for an empty one."""

Get: TypeAlias = "Callable[[AgentRuntime, Memory, State], Awaitable[Provided]]"
"""How a provider is asked. One that takes fewer of these arguments is offered those it takes."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Facts for the state, gathered before a decision. Reads only, and answers within 5 s."""

    name: str
    get: Get
    description: str = ""
    dynamic: bool = False
    """Runs only when it is named, and is never served from the cache."""
    private: bool = False
    """Runs only when it is named, and is not listed."""
    position: int = 0
    """Lower runs first; the same position runs at the same time."""


@dataclass(frozen=True, slots=True)
class EvaluationExample:
    """What an evaluator makes of a conversation."""

    prompt: str
    messages: tuple[ActionExample, ...]
    outcome: str


Learned: TypeAlias = Mapping[str, object] | None
"""What an evaluator found, for the listeners of `EVALUATOR_COMPLETED`."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Looks at a finished exchange and learns from it."""

    name: str
    description: str
    validate: Callable[[AgentRuntime, Memory, State], Awaitable[bool]]
    handler: Callable[[AgentRuntime, Memory, State, Sequence[Memory]], Awaitable[Learned]]
    similes: tuple[str, ...] = ()
    examples: tuple[EvaluationExample, ...] = ()
    always_run: bool = False
    """Runs even where the agent did not respond."""
