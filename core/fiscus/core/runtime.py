"""An agent at work: its components, state, models, services and memory."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, TypeVar

from fiscus.core.character import Character
from fiscus.core.clock import Clock
from fiscus.core.composition import Composer, ResultCache
from fiscus.core.configuration import SettingAccess
from fiscus.core.discovery import sorted_plugins
from fiscus.core.doors import closed
from fiscus.core.errors import ConfigError
from fiscus.core.evaluation import evaluate
from fiscus.core.execution import Call, Execution, Occasion, execute
from fiscus.core.health import HealthAccess
from fiscus.core.hosting import ServiceAccess
from fiscus.core.ids import UUID
from fiscus.core.isolation import settle, where
from fiscus.core.knowledge.intake import take_in
from fiscus.core.listening import EventAccess
from fiscus.core.messaging import MessageAccess
from fiscus.core.models.access import ModelAccess
from fiscus.core.models.router import ModelRouter
from fiscus.core.plugins import Plugin
from fiscus.core.processing import process_actions
from fiscus.core.profile import AgentStatus, create_agent
from fiscus.core.redaction import Redactor, redactor
from fiscus.core.registration import register
from fiscus.core.registry import ComponentAccess
from fiscus.core.remembering import MemoryAccess
from fiscus.core.result import ActionResult
from fiscus.core.runs import RunAccess
from fiscus.core.scheduling import TaskAccess
from fiscus.core.selection import valid_actions
from fiscus.core.services import STOP_DEADLINE
from fiscus.core.settings import Settings
from fiscus.core.state import State

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction, HandlerCallback
    from fiscus.core.components import Evaluator
    from fiscus.core.desk.door import DoorFactory
    from fiscus.core.memory import Memory
    from fiscus.core.store import Store

__all__ = ["AgentRuntime", "AgentStatus"]

log = logging.getLogger(__name__)

T = TypeVar("T")


class AgentRuntime(
    ComponentAccess,
    EventAccess,
    HealthAccess,
    MemoryAccess,
    MessageAccess,
    ModelAccess,
    RunAccess,
    ServiceAccess,
    SettingAccess,
    TaskAccess,
):
    """One agent. Built with everything it may use; `initialize` brings it up, `stop` down.

    `doors` opens the desk for one step of one message. `capabilities` are objects of the outer
    folders, by name, that plugins ask for by type: core knows none of them. `chains` are the names
    of the chains the agent works on, for its answers; `wallets` are the families with a wallet.
    `logger` is for its plugins: no secret and no text of others belongs there. `redactor` knows
    secrets that the runtime itself is not given, like the wallets' keys.
    """

    stop_deadline: ClassVar[float] = STOP_DEADLINE
    """Seconds that a plugin may take to stop."""

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
        redactor: Redactor | None = None,
    ) -> None:
        ComponentAccess.__init__(self)
        EventAccess.__init__(self)
        HealthAccess.__init__(self)
        MessageAccess.__init__(self)
        ServiceAccess.__init__(self)
        SettingAccess.__init__(self, character, settings or Settings({}))
        TaskAccess.__init__(self)
        self.character = character
        self.agent_id: UUID = character.id
        self.logger = logging.getLogger(f"fiscus.agent.{character.username}")
        self._doors = doors
        self.chains = tuple(chains)
        self.wallets = frozenset(wallets)
        self.clock = clock or Clock()
        self.profile = create_agent(character, now=self.clock.now())
        self.models = models or ModelRouter()
        self._events.watch(self._meter.see)
        self._store = store
        self._entered = False
        self._capabilities = MappingProxyType(dict(capabilities or {}))
        self._composer = composer or Composer()
        self._redactor = redactor or Redactor()
        self._waiting = list(sorted_plugins(plugins))
        self._plugins: list[Plugin] = []
        self._started: list[Plugin] = []
        self._ready = asyncio.Event()
        self._changing = asyncio.Lock()

    def hide(self, text: str) -> str:
        """The text without any secret: the agent's own, the wallets', those of the settings."""
        return self.hiding()(text)

    def hiding(self) -> Callable[[str], str]:
        """`hide` for many texts of one moment."""
        given, own = self._redactor, redactor(self.secrets())
        return lambda text: own.hide(given.hide(text))

    # Lifecycle

    @property
    def status(self) -> AgentStatus:
        return self.profile.status

    @property
    def is_initialized(self) -> bool:
        return self.status is AgentStatus.ACTIVE

    async def initialize(self) -> None:
        """Register the plugins, start their services, become active. A second call does nothing.

        What cannot start stops what was started, and is raised; a later call tries again.
        """
        async with self._changing:
            if not self.is_initialized:
                log.info("Initializing AgentRuntime...")
                try:
                    await self._bring_up()
                except BaseException:
                    await self._bring_down()
                    raise
                log.info("AgentRuntime initialized successfully")

    async def start(self) -> None:
        """The same as `initialize`."""
        await self.initialize()

    async def ready(self) -> None:
        """Wait until the agent is active."""
        await self._ready.wait()

    async def stop(self) -> None:
        """Stop the plugins and the services in reverse order. The store belongs to whoever opened
        it."""
        async with self._changing:
            if self.is_initialized:
                self._turn(AgentStatus.INACTIVE)
            await self._bring_down()

    async def register_plugin(self, plugin: Plugin) -> None:
        """Initialise a plugin and register its parts. One that is registered already is skipped.

        Its services start, and its `start` is called, at once in an active runtime.
        """
        if await register(self, plugin):
            self._plugins.append(plugin)
            if self.is_initialized:
                await self._start_plugin(plugin)

    async def _bring_up(self) -> None:
        await self._enter_store()
        while self._waiting:
            await self.register_plugin(self._waiting[0])
            del self._waiting[0]
            await self._enter_store()
        if self._store is not None:
            await self.settle_embedder(self._store)
        await self._services.start(self)
        for plugin in self._plugins:
            await self._start_plugin(plugin)
        if self._store is not None:
            await take_in(self)
        self._turn(AgentStatus.ACTIVE)

    async def _enter_store(self) -> None:
        """Write the agent into its store, as soon as there is one: plugins remember things."""
        if self._store is not None and not self._entered:
            await self._store.ensure_agent(self.agent_id, self.character.name, now=self.clock.now())
            self._entered = True

    async def _start_plugin(self, plugin: Plugin) -> None:
        if plugin.start is not None:
            await plugin.start(self)
        self._started.append(plugin)

    async def _bring_down(self) -> None:
        while self._started:
            plugin = self._started.pop()
            if plugin.stop is not None:
                (outcome,) = await settle(asyncio.wait_for(plugin.stop(self), self.stop_deadline))
                if isinstance(outcome, Exception):
                    log.error("Error stopping plugin %s: %s", plugin.name, where(outcome))
        await self._services.stop(self)

    def _turn(self, status: AgentStatus) -> None:
        self.profile = self.profile.turned(status, at=self.clock.now())
        if status is AgentStatus.ACTIVE:
            self._up_since = time.monotonic()
            self._ready.set()
        else:
            self._up_since = None
            self._ready.clear()

    # Components

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        return tuple(self._plugins)

    @property
    def actions_in_use(self) -> tuple[AnyAction, ...]:
        """Those of families with a wallet; all, where no family has one."""
        actions, wallets = self.actions.values(), self.wallets
        return tuple(a for a in actions if not wallets or a.family is None or a.family in wallets)

    async def valid_actions(
        self, message: Memory, state: State | None = None
    ) -> tuple[AnyAction, ...]:
        """Those of the actions in use that find themselves valid for this message."""
        return await valid_actions(
            self, self.actions_in_use, message=message, state=state or State()
        )

    @property
    def has_store(self) -> bool:
        return self._store is not None

    @property
    def store(self) -> Store:
        """The memory. Raises `ConfigError` where this runtime was made without one."""
        if self._store is None:
            raise ConfigError("this runtime has no store", hint="Open one and pass it in.")
        return self._store

    @property
    def adapter(self) -> Store:
        """The store, by its documented name."""
        return self.store

    database_adapter = adapter

    def register_database_adapter(self, store: Store) -> None:
        """Use this store, unless the runtime has one."""
        self._store = self._store or store

    def capability(self, name: str, kind: type[T]) -> T:
        """What was passed in under this name. Raises `ConfigError` where it is not a `kind`."""
        found = self._capabilities.get(name)
        if not isinstance(found, kind):
            raise ConfigError(f"this runtime was given no {kind.__name__} as {name!r}")
        return found

    # Messages

    @property
    def state_cache(self) -> ResultCache:
        """What providers said for the newest messages."""
        return self._composer.cache

    async def compose_state(
        self,
        message: Memory,
        include_list: Iterable[str] | None = None,
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
        state: State | None = None,
        *,
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
        state: State | None = None,
        did_respond: bool = False,
        *,
        responses: Sequence[Memory] = (),
    ) -> tuple[Evaluator, ...]:
        """Run the evaluators that apply; answers with those that ran."""
        return await evaluate(
            self,
            message,
            state=state or State(),
            did_respond=did_respond,
            responses=responses,
        )
