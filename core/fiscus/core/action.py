"""Actions: what an agent can do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, Unpack

from fiscus.core.errors import ConfigError
from fiscus.core.ids import UUID
from fiscus.core.mandates import commission
from fiscus.core.memory import Content
from fiscus.core.origins import Origin
from fiscus.core.result import ActionResult
from fiscus.core.service import Service
from fiscus.core.state import State
from fiscus.core.tasks import Authority, TaskOptions

if TYPE_CHECKING:
    from pydantic import BaseModel

    from fiscus.core.desk.door import Door, Given, Principal
    from fiscus.core.desk.outcome import Outcome
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime

S = TypeVar("S", bound=Service)
P = TypeVar("P", bound="BaseModel | None")

HandlerCallback: TypeAlias = "Callable[[Content], Awaitable[Sequence[Memory]]]"
"""Sends a message into the room at once; answers with the memories made of it."""


@dataclass(frozen=True, slots=True)
class ActionExample:
    """One line of an example conversation; `name` is `"{{user}}"` or the agent's."""

    name: str
    content: Content


@dataclass(frozen=True, slots=True)
class ActionContext:
    """Everything a handler may touch; nothing else is there."""

    runtime: AgentRuntime
    message: Memory
    principal: Principal
    """Who asks."""
    desk: Door
    """The desk, bound to this person and this step of this message: it acts once for it."""
    callback: HandlerCallback
    """For progress before the result; the result's own text is sent by the runtime."""
    step: int = 0
    """Place of this request in the message, from 0."""
    request: str = ""
    """What was asked in the reader's vocabulary: `"transfer"`, `"balance"`."""
    values: Mapping[str, Given] = field(default_factory=dict[str, "Given"])
    """What was understood, by the reader's roles (`amount`, `token`, `recipient`, `from_chain`),
    each with whose word it is. Pass these to the desk, not `params`, which only say the same."""
    state: State = field(default_factory=State)
    previous_results: tuple[ActionResult, ...] = ()
    """Of the actions before it, in this message."""
    responses: tuple[Memory, ...] = ()
    """What the agent has said to this message so far, where a model wrote it."""

    origin: Origin = Origin.MODEL
    """Whose idea this request is."""

    async def create_task(self, name: str, **options: Unpack[TaskOptions]) -> UUID:
        """Make a task that acts for the person who asks, in the room of the message.

        It may pay what that person said in this request. Everything else waits for an owner, and so
        does all of it where a model had the idea, or gave a value.
        """
        about = (self.origin, *(given.origin for given in self.values.values()))
        doubtful = next((origin for origin in about if origin.needs_approval), self.origin)
        authority = Authority(
            name=self.principal.name,
            owner=self.principal.owner,
            origin=doubtful,
            request=self.request,
            words={role: given.value for role, given in self.values.items()},
        )
        options.setdefault("room_id", self.message.room_id)
        options.setdefault("entity_id", self.message.entity_id)
        return await commission(self.runtime, name, authority=authority, **options)

    def service(self, kind: type[S]) -> S:
        """The running service of this kind. Raises `ConfigError` where none runs."""
        found = self.runtime.get_service(kind.service_type)
        if not isinstance(found, kind):
            raise ConfigError(
                f"service {kind.service_type!r} is not running",
                hint="Name the plugin that brings it.",
            )
        return found

    def get_previous_result(self, action: str) -> ActionResult | None:
        """The newest result of that action in this message."""
        found = (result for result in reversed(self.previous_results) if result.action == action)
        return next(found, None)


def nothing(runtime: AgentRuntime) -> frozenset[str]:
    """What an action supplies that must be told everything."""
    return frozenset()


Handled: TypeAlias = ActionResult | Content | Mapping[str, object] | bool | None
"""`None` stands for success, a boolean for a result without text, a content for its text, a mapping
for the fields of a result: without `success` in it, it succeeded."""


async def always(runtime: AgentRuntime, message: Memory, state: State) -> bool:
    """The validation of an action that is available at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Action(Generic[P]):
    """A named thing the agent can do.

    The handler raises a `FiscusError` for what it must refuse and catches nothing: the runtime
    turns errors into results.
    """

    name: str
    """VERB_NOUN in capitals, like `EVM_TRANSFER`."""
    description: str
    """When to use it, when not to, and where values must come from: a model's only manual."""
    handler: Callable[[ActionContext, P], Awaitable[Handled]]
    params: type[P] | None = None
    """The pydantic model of its parameters, with the reader's names; `None` where it has none."""
    validate: Callable[[AgentRuntime, Memory, State], Awaitable[bool]] = always
    similes: tuple[str, ...] = ()
    examples: tuple[tuple[ActionExample, ...], ...] = ()
    handles: tuple[str, ...] = ()
    """Requests of the reader it answers: `("transfer",)`, `("balance", "portfolio")`."""
    family: str | None = None
    """Chain family it works on, like `"evm"`; `None` where that does not matter."""
    critical: bool = False
    """Where it fails, nothing after it runs. True of everything that moves money."""
    refusal: str = ""
    """What comes before the reason where it refuses: `"Transfer failed: "`."""
    supplies: Callable[[AgentRuntime], frozenset[str]] = nothing
    """The reader's roles that nobody has to name here, because the action knows them itself: the
    governor that the settings name. The person is not asked for them."""
    joins: Callable[[Sequence[Mapping[str, Given]]], int] | None = None
    """How many of these requests in a row, from the first on, it does in one transaction: it is
    then called once, with the values of all. `None` where it never does."""
    receipt: Callable[[Outcome], ActionResult] | None = None
    """How a payment of this action is told, also where an owner's later yes brought it about."""


AnyAction: TypeAlias = Action[Any]
"""An action whatever its parameters: what a plugin lists and a runtime holds."""
