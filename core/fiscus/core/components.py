"""Providers, evaluators and services: what a plugin adds beside its actions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias

from fiscus.core.state import ProviderResult, State

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime

Provided: TypeAlias = ProviderResult | str | None
"""A plain text stands for a result with that text, `None` for an empty one."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Facts for the state, gathered before a decision. Reads only, and answers within 5 s."""

    name: str
    get: Callable[[AgentRuntime, Memory, State], Awaitable[Provided]]
    description: str = ""
    dynamic: bool = False
    """Runs only when it is named, and is never served from the cache."""
    private: bool = False
    """Runs only when it is named, and is not listed."""
    position: int = 0
    """Lower runs first; the same position runs at the same time."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Looks at a finished exchange and learns from it."""

    name: str
    description: str
    validate: Callable[[AgentRuntime, Memory, State], Awaitable[bool]]
    handler: Callable[[AgentRuntime, Memory, State, Sequence[Memory]], Awaitable[None]]
    similes: tuple[str, ...] = ()
    always_run: bool = False
    """Runs even where the agent did not respond."""


class Service:
    """A part that lives as long as the runtime: a connection, a cache, a schedule.

    `start` makes the running instance; `stop` ends everything it began. One instance of each
    `service_type` runs in a runtime.
    """

    service_type: ClassVar[str]
    capability_description: ClassVar[str] = ""

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        """Create the service and bring it up."""
        raise NotImplementedError("Not implemented")

    async def stop(self) -> None:
        """End it. Called once, after everything that was started later has stopped."""
