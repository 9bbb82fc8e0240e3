"""An agent put together: families, desk, store, runtime and pipeline, for as long as it runs."""

from __future__ import annotations

import logging
import time
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from fiscus.core.bootstrap.delivery import Deliver
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage, Reply, Turn
from fiscus.core.character import Character
from fiscus.core.characters import configured_character
from fiscus.core.decisions import Decisions
from fiscus.core.desk.adapter import Variant
from fiscus.core.desk.consenting import By
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Principal
from fiscus.core.desk.front import FrontDesk
from fiscus.core.desk.history import History
from fiscus.core.desk.outcome import Approval, Outcome
from fiscus.core.desk.policy import Policy
from fiscus.core.desks import elsewhere, open_wallets
from fiscus.core.discovery import (
    installed_plugins,
    load_plugins,
    plugins_to_run,
    with_their_keys,
)
from fiscus.core.errors import ConfigError, FiscusError
from fiscus.core.events import Event, EventType, PaymentEvent
from fiscus.core.families import Family, OpenFamily, installed_families
from fiscus.core.isolation import settle, where
from fiscus.core.models.router import ModelRouter
from fiscus.core.naming import NamingReader
from fiscus.core.plugins import Plugin
from fiscus.core.redaction import redactor_of
from fiscus.core.result import ActionResult, Problem
from fiscus.core.runtime import AgentRuntime
from fiscus.core.settings import (
    MODEL_TIMEOUT,
    OWNERS,
    WALLET_SALT,
    Setting,
    Settings,
)
from fiscus.core.store import Store, open_store
from fiscus.core.store.location import store_location

log = logging.getLogger(__name__)

BROKEN = Problem(
    "INTERNAL",
    "I encountered an issue processing your request.",
    "It is a fault of the program, not of your request; the log says where. Before you ask again"
    " for a payment, see `fiscus wallet history`.",
)


@dataclass(frozen=True, slots=True)
class Agent:
    """What a program talks to: messages and approvals in, turns out."""

    runtime: AgentRuntime
    front: FrontDesk
    families: Mapping[str, OpenFamily]
    pipeline: Pipeline
    decisions: Decisions

    @property
    def desk(self) -> Desk:
        """The desk itself. Raises `ConfigError` where it is a process of its own."""
        if not isinstance(self.front, Desk):
            raise elsewhere()
        return self.front

    async def handle(self, message: IncomingMessage, deliver: Deliver | None = None) -> Turn:
        """Answer a message. `deliver` is shown each reply as soon as it is there.

        What breaks the message off, a fault of the program too, ends it and not the agent.
        """
        begun = time.perf_counter()
        (turn,) = await settle(self.pipeline.handle(message, deliver))
        if isinstance(turn, Turn):
            return turn
        log.error("a message broke off: %s", where(turn))
        problem = Problem.of(turn) if isinstance(turn, FiscusError) else BROKEN
        result = ActionResult.failed(problem, action="REPLY")
        reply = Reply(result.text, ("ERROR",))
        if deliver is not None:
            await deliver(reply)
        return Turn(
            id=message.id,
            room=message.room,
            replies=(reply,),
            results=(result,),
            fault=problem.code,
            ms=(time.perf_counter() - begun) * 1000,
        )

    async def approve(self, approval_id: str, by: By, *, room: str = "cli") -> Turn:
        """Use an owner's yes. What is refused is part of the answer."""
        work = self.decisions.take("approve", approval_id, by)
        return await self._turn(work, approval_id, room=room)

    async def deny(self, approval_id: str, by: By, *, room: str = "cli") -> Turn:
        """Use an owner's no."""
        return await self._turn(
            self.decisions.take("deny", approval_id, by), approval_id, room=room
        )

    async def speed_up(self, payment: str, principal: Principal, *, room: str = "cli") -> Turn:
        """Offer a higher fee for a payment that waits: its id, or that of its transaction."""
        work = self.decisions.outbid(Variant.FASTER, payment, principal)
        return await self._turn(work, payment, room=room)

    async def cancel(self, payment: str, principal: Principal, *, room: str = "cli") -> Turn:
        """Call a payment that waits back: its id, or that of its transaction."""
        work = self.decisions.outbid(Variant.CANCEL, payment, principal)
        return await self._turn(work, payment, room=room)

    async def refresh(self) -> None:
        """Forget the figures that were looked up; the next answer asks the chains again."""
        await self.runtime.emit_event(EventType.WALLET_REFRESH, Event(runtime=self.runtime))

    async def _turn(
        self,
        work: Awaitable[tuple[ActionResult, Approval | None]],
        name: str,
        *,
        room: str,
    ) -> Turn:
        begun = time.perf_counter()
        result, approval = await work
        return Turn(
            id=name,
            room=room,
            replies=(Reply(result.text, (result.action,)),),
            results=(result,),
            approval=approval,
            ms=(time.perf_counter() - begun) * 1000,
        )


@asynccontextmanager
async def open_agent(
    settings: Settings,
    *,
    owned: frozenset[str] = frozenset(),
    policy: Policy | None = None,
    character: Character | None = None,
    store: Store | None = None,
) -> AsyncGenerator[Agent]:
    """Open everything that the settings name. `owned` are chains this very process started.

    `policy` stands for the file that FISCUS_POLICY names; `store` for the one in FISCUS_HOME, where
    the agents of a process share it. What an earlier run left open is finished or buried before
    anything new is signed in its lane; `Desk.recover` does it at once. Raises `ConfigError` and
    `StoreError`.
    """
    async with AsyncExitStack() as stack:
        character = character or await configured_character(settings)
        wallets = await stack.enter_async_context(
            open_wallets(settings, owned, agent_id=character.id, policy=policy)
        )
        families, desk = wallets.families, wallets.desk
        if store is None:
            place = store_location(settings)
            store = await stack.enter_async_context(await open_store(place))
        runtime = AgentRuntime(
            character,
            store=store,
            plugins=_plugins(settings, character),
            models=ModelRouter(deadline=settings.seconds(MODEL_TIMEOUT)),
            settings=settings.without(_of_wallets(installed_families())),
            redactor=redactor_of(settings),
            doors=lambda ticket: desk.door(replace(ticket, agent=character.name)),
            capabilities=_capabilities(families, desk),
            chains=[title for family in _in_use(families) for title in family.chains],
            wallets=[family.name for family in _with_wallet(families)],
        )
        desk.watchers.append(_announcer(runtime))
        stack.push_async_callback(runtime.stop)
        await _start(runtime)
        decisions = Decisions(runtime, desk, families)
        reader = NamingReader.of(wallets.names)
        pipeline = Pipeline(runtime, reader, decides=decisions, owners=settings.listed(OWNERS))
        yield Agent(runtime, desk, families, pipeline, decisions)


async def _start(runtime: AgentRuntime) -> None:
    """What a plugin's fault has to say may hold a secret: it is named by its kind and its place."""
    (outcome,) = await settle(runtime.initialize())
    if isinstance(outcome, FiscusError):
        raise outcome
    if outcome is not None:
        log.error("the agent cannot start: %s", where(outcome))
        raise ConfigError(
            f"a plugin cannot start: {type(outcome).__name__}",
            hint="It is a fault of the plugin; the log says where.",
        )


def _capabilities(families: Mapping[str, OpenFamily], desk: FrontDesk) -> Mapping[str, object]:
    """What plugins may ask the runtime for: to read with, never to sign with."""
    return {**{name: family.reads for name, family in families.items()}, "history": History(desk)}


def _of_wallets(families: Iterable[Family]) -> Iterator[Setting]:
    """Keys, and addresses of nodes with keys in them: they belong to the families alone."""
    yield WALLET_SALT
    yield from (setting for family in families for setting in family.settings if setting.secret)


def _own(character: Character) -> frozenset[str]:
    """The settings that a character brings itself."""
    return frozenset({*character.secrets, *(k for k, v in character.settings.items() if v)})


def _plugins(settings: Settings, character: Character) -> Sequence[Plugin]:
    own, installed = _own(character), installed_plugins()
    names = plugins_to_run(settings, character.plugins, installed, own=own)
    named = load_plugins(names, installed)
    return with_their_keys(named, settings, own=own)


def _with_wallet(families: Mapping[str, OpenFamily]) -> list[OpenFamily]:
    return [family for family in families.values() if family.address is not None]


def _in_use(families: Mapping[str, OpenFamily]) -> list[OpenFamily]:
    return _with_wallet(families) or list(families.values())


def _announcer(runtime: AgentRuntime) -> Callable[[Outcome], Awaitable[None]]:
    async def announce(outcome: Outcome) -> None:
        payment = PaymentEvent(runtime=runtime, outcome=outcome)
        await runtime.emit_event(EventType.WALLET_PAYMENT, payment)

    return announce
