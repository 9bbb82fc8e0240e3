"""Plugins, as values: everything one may bring."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from fiscus.core.action import AnyAction
from fiscus.core.components import Evaluator, Provider
from fiscus.core.events import EventHandler
from fiscus.core.models.registration import ModelHandler, ModelRegistration
from fiscus.core.routes import Route
from fiscus.core.service import Service
from fiscus.core.settings import Setting

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from fiscus.core.memory import Memory
    from fiscus.core.result import ActionResult
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store import Store


class Phase(IntEnum):
    """The documented tiers, in which plugins are loaded: the lowest first."""

    DATABASES = -100
    MODELS = -50
    CORE = 0
    FEATURES = 50
    PLATFORMS = 100


Config: TypeAlias = Mapping[str, str]
Init: TypeAlias = (
    "Callable[[Config, AgentRuntime], Awaitable[None]] | Callable[[Config], Awaitable[None]]"
)
Lifecycle: TypeAlias = "Callable[[AgentRuntime], Awaitable[None]]"
BeforeMessage: TypeAlias = "Callable[[Memory, AgentRuntime], Awaitable[Memory]]"
AfterMessage: TypeAlias = "Callable[[Memory, Sequence[Memory], AgentRuntime], Awaitable[None]]"
BeforeAction: TypeAlias = "Callable[[AnyAction, Memory, AgentRuntime], Awaitable[bool]]"
AfterAction: TypeAlias = "Callable[[AnyAction, ActionResult, AgentRuntime], Awaitable[None]]"
PluginTest: TypeAlias = "Callable[[AgentRuntime], Awaitable[None]]"


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test of a plugin, run against a live runtime. It fails by raising."""

    __test__: ClassVar[bool] = False

    name: str
    fn: PluginTest
    description: str = ""


@dataclass(frozen=True, slots=True)
class TestSuite:
    """The tests that a plugin brings."""

    __test__: ClassVar[bool] = False

    name: str
    tests: tuple[TestCase, ...] = ()


@dataclass(frozen=True, slots=True)
class ComponentType:
    """A kind of component that entities may have, and its JSON schema."""

    name: str
    schema: Mapping[str, object]
    validator: Callable[[Mapping[str, object]], bool] | None = None


@dataclass(frozen=True, slots=True)
class Plugin:
    """What an entry point of `fiscus.plugins` exports: a plain value, made without side effects."""

    name: str
    description: str
    actions: tuple[AnyAction, ...] = ()
    providers: tuple[Provider, ...] = ()
    evaluators: tuple[Evaluator, ...] = ()
    services: tuple[type[Service], ...] = ()
    models: tuple[ModelRegistration, ...] | Mapping[str, ModelHandler] = ()
    """Registrations, or handlers by job: these have the plugin's name and priority."""
    events: Mapping[str, tuple[EventHandler, ...]] = field(
        default_factory=dict[str, tuple[EventHandler, ...]]
    )
    routes: tuple[Route, ...] = ()
    adapter: Store | None = None
    """The store of a runtime that was given none."""
    schema: MetaData | None = None
    """The tables it needs, added to what is there: `runtime.store.plugin_tables` has them."""
    component_types: tuple[ComponentType, ...] = ()
    tests: tuple[TestSuite, ...] = ()
    dependencies: tuple[str, ...] = ()
    """Names of plugins that are loaded first, whether the operator names them or not."""
    test_dependencies: tuple[str, ...] = ()
    """The same, where its tests are run."""
    phase: int = Phase.CORE
    """Lower phases load first."""
    priority: int = 0
    """Higher loads first in a phase, among plugins that do not depend on each other."""
    config: Config = field(default_factory=dict[str, str])
    init: Init | None = None
    """Called with `config` before the parts are registered; raises where the plugin cannot run."""
    start: Lifecycle | None = None
    """Called once the services of all plugins run."""
    stop: Lifecycle | None = None
    """Called before the services stop."""
    before_message: BeforeMessage | None = None
    """What is remembered of a message that comes in, and shown to models. Whose word a value is
    is always read from the message as it was delivered."""
    after_message: AfterMessage | None = None
    """Called with a message and all replies to it."""
    before_action: BeforeAction | None = None
    """Whether the action may run; one plugin's no is enough."""
    after_action: AfterAction | None = None

    settings: tuple[Setting, ...] = ()
    """What it reads of the environment, for `.env.example` and `fiscus check`."""

    @property
    def registrations(self) -> tuple[ModelRegistration, ...]:
        """Its models, in either form."""
        if isinstance(self.models, tuple):
            return self.models
        return tuple(
            ModelRegistration(kind, handler, self.name, self.priority)
            for kind, handler in self.models.items()
        )
