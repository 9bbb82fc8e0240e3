"""An agent at work: its components, state, models and services."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from fiscus.core.character import Character
from fiscus.core.clock import Clock
from fiscus.core.components import Evaluator, Provider, Service
from fiscus.core.composition import Composer
from fiscus.core.doors import closed
from fiscus.core.errors import ConfigError
from fiscus.core.evaluation import evaluate
from fiscus.core.events import Event, EventBus, EventHandler
from fiscus.core.execution import Call, Execution, Occasion, execute
from fiscus.core.ids import UUID
from fiscus.core.jsontext import Json
from fiscus.core.models.access import ModelAccess
from fiscus.core.models.router import ModelRouter
from fiscus.core.plugins import Plugin, sorted_plugins
from fiscus.core.processing import process_actions
from fiscus.core.registry import Registry
from fiscus.core.result import ActionResult
from fiscus.core.services import Services
from fiscus.core.settings import Setting, Settings
from fiscus.core.state import State

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction, HandlerCallback
    from fiscus.core.desk.door import DoorFactory
    from fiscus.core.memory import Memory
    from fiscus.core.store import Store

log = logging.getLogger(__name__)

T = TypeVar("T")


class AgentStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"


class AgentRuntime(ModelAccess):
    """One agent. Built with everything it may use; `initialize` brings it up, `stop` down.

    `doors` opens the desk for one step of one message. `capabilities` are objects of the outer
    folders, by name, that plugins ask for by type: core knows none of them. `chains` are the names
    of the chains the agent works on, for its answers; `wallets` are the families with a wallet.
    """

    def __init__(
        self,
        character: Character,
        *,
        store: Store | None = None,
        plugins: Sequence[Plugin] = (),
        settings: Settings | None = None,
        doors: DoorFactory = closed,
        chains: Sequence[str] = (),
        wallets: Iterable[str] = (),
        capabilities: Mapping[str, object] | None = None,
        composer: Composer | None = None,
        models: ModelRouter | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.character = character
        self.agent_id: UUID = character.id
        self.doors = doors
        self.chains = tuple(chains)
        self.wallets = frozenset(wallets)
        self.clock = clock or Clock()
        self.status = AgentStatus.INACTIVE
        self._store = store
        self._settings = settings or Settings({})
        self._capabilities = MappingProxyType(dict(capabilities or {}))
        self._composer = composer or Composer()
        self._registry = Registry()
        self.models = models or ModelRouter()
        self._events = EventBus()
        self._services = Services()
        self._waiting = sorted_plugins(plugins)
        self._plugins: list[Plugin] = []

    # Lifecycle

    async def initialize(self) -> None:
        """Register the plugins, start their services, become active. A second call does nothing."""
        if self.status is AgentStatus.ACTIVE:
            return
        log.info("Initializing AgentRuntime...")
        waiting, self._waiting = self._waiting, ()
        for plugin in waiting:
            await self.register_plugin(plugin)
        await self._services.start(self)
        self.status = AgentStatus.ACTIVE
        if self._store is not None:
            await self._store.ensure_agent(self.agent_id, self.character.name, now=self.clock.now())
        log.info("AgentRuntime initialized successfully")

    async def stop(self) -> None:
        """Stop the services in reverse order. The store belongs to whoever opened it."""
        self.status = AgentStatus.INACTIVE
        await self._services.stop(self)

    async def register_plugin(self, plugin: Plugin) -> None:
        """Initialise a plugin and register its parts. One that is registered already is skipped."""
        if any(known.name == plugin.name for known in self._plugins):
            log.warning("Plugin %s already registered", plugin.name)
            return
        if plugin.init is not None:
            await plugin.init(plugin.config, self)
        for action in plugin.actions:
            self.register_action(action)
        for evaluator in plugin.evaluators:
            self.register_evaluator(evaluator)
        for provider in plugin.providers:
            self.register_provider(provider)
        for model in plugin.registrations:
            self.models.register(model)
        for event, handlers in plugin.events.items():
            for handler in handlers:
                self.on(event, handler)
        for service in plugin.services:
            await self.register_service(service)
        self._plugins.append(plugin)

    # Components

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        return tuple(self._plugins)

    @property
    def actions(self) -> Mapping[str, AnyAction]:
        return self._registry.actions

    @property
    def actions_in_use(self) -> tuple[AnyAction, ...]:
        """Those of families with a wallet; all, where no family has one."""
        actions, wallets = self.actions.values(), self.wallets
        return tuple(a for a in actions if not wallets or a.family is None or a.family in wallets)

    @property
    def providers(self) -> Mapping[str, Provider]:
        return self._registry.providers

    @property
    def evaluators(self) -> Mapping[str, Evaluator]:
        return self._registry.evaluators

    @property
    def services(self) -> Mapping[str, Service]:
        return self._services.running

    @property
    def store(self) -> Store:
        """The memory. Raises `ConfigError` where this runtime was made without one."""
        if self._store is None:
            raise ConfigError("this runtime has no store", hint="Open one and pass it in.")
        return self._store

    def register_action(self, action: AnyAction) -> None:
        """Raises `ConfigError` (`Action … already registered`) where the name is taken."""
        self._registry.add_action(action)

    def register_provider(self, provider: Provider) -> None:
        self._registry.add_provider(provider)

    def register_evaluator(self, evaluator: Evaluator) -> None:
        self._registry.add_evaluator(evaluator)

    async def register_service(self, kind: type[Service]) -> None:
        """Started at once in an active runtime, else when it becomes active."""
        if self.status is AgentStatus.ACTIVE:
            await self._services.start_one(kind, self)
        else:
            self._services.queue(kind)

    def get_action(self, name: str) -> AnyAction | None:
        """By name or simile."""
        return self._registry.find_action(name)

    def get_service(self, service_type: str) -> Service | None:
        return self._services.running.get(service_type)

    def capability(self, name: str, kind: type[T]) -> T:
        """What was passed in under this name. Raises `ConfigError` where it is not a `kind`."""
        found = self._capabilities.get(name)
        if not isinstance(found, kind):
            raise ConfigError(f"this runtime was given no {kind.__name__} as {name!r}")
        return found

    # Settings

    def get_setting(self, key: str) -> Json:
        """From the character's secrets, its settings, then the runtime's; `None` where unset.

        The texts `true` and `false` become booleans.
        """
        secret = self.character.secrets.get(key)
        value: Json = secret.reveal() if secret else self.character.settings.get(key)
        if value is None:
            value = self._settings.get(Setting(key, help="")) or None
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        return value

    # Events

    def on(self, event: str, handler: EventHandler) -> None:
        """Listen to an event by its documented name, its value, or a name of your own."""
        self._events.on(event, handler)

    def off(self, event: str, handler: EventHandler) -> None:
        self._events.off(event, handler)

    async def emit_event(self, event: str, payload: Event) -> None:
        """Tell all listeners and wait for them; none of them can fail the caller."""
        await self._events.emit(event, payload)

    # Messages

    async def compose_state(
        self,
        message: Memory,
        include_list: Iterable[str] | None = None,
        *,
        only_include: bool = False,
        skip_cache: bool = False,
    ) -> State:
        """What the providers know: the default ones, and those named in `include_list`."""
        return await self._composer.compose(
            self,
            message,
            include_list=include_list,
            only_include=only_include,
            skip_cache=skip_cache,
        )

    async def execute(
        self, calls: Sequence[Call], *, occasion: Occasion, state: State | None = None
    ) -> Execution:
        """Run understood requests for an authenticated person."""
        return await execute(self, calls, occasion=occasion, state=state or State())

    async def process_actions(
        self,
        message: Memory,
        responses: Sequence[Memory],
        *,
        state: State | None = None,
        callback: HandlerCallback,
    ) -> tuple[ActionResult, ...]:
        """Run the actions that the responses name, in order, without anyone's authority.

        An action that fails does not keep the next from running, unless it is critical.
        """
        return await process_actions(
            self, message, responses=responses, state=state or State(), callback=callback
        )

    async def evaluate(
        self,
        message: Memory,
        state: State,
        *,
        did_respond: bool = False,
        responses: Sequence[Memory] = (),
    ) -> tuple[Evaluator, ...]:
        """Run the evaluators that apply; answers with those that ran."""
        return await evaluate(
            self, message, state=state, did_respond=did_respond, responses=responses
        )
