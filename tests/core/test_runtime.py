from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Self

import pytest

from fiscus.core import (
    Action,
    ActionContext,
    AgentRuntime,
    Character,
    EventType,
    Phase,
    Plugin,
    Provider,
    Service,
    State,
)
from fiscus.core.clock import Clock
from fiscus.core.components import Evaluator
from fiscus.core.errors import ConfigError
from fiscus.core.events import Event, ServiceEvent
from fiscus.core.memory import Memory
from fiscus.core.runtime import AgentStatus
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from fiscus.core.store.records import Entity
from tests.fakes import message

ADA = Character("Ada", ("Counts.",))


async def nothing(context: ActionContext, params: None) -> bool:
    return True


async def empty(runtime: AgentRuntime, asked: Memory, state: State) -> None:
    return None


async def valid(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
    return True


WAVE: Action[None] = Action("WAVE", "Waves", nothing, similes=("SAY_HELLO",))


class Log(list[str]):
    """What happened, in order."""


class Recorder(Service):
    """Writes what happens to it into the runtime's `Log`."""

    service_type: ClassVar[str] = "recorder"

    def __init__(self, log: Log) -> None:
        self.log = log

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        log = runtime.capability("log", Log)
        log.append(f"start {cls.service_type}")
        return cls(log)

    async def stop(self) -> None:
        self.log.append(f"stop {self.service_type}")


class Second(Recorder):
    service_type: ClassVar[str] = "second"


class Stubborn(Recorder):
    service_type: ClassVar[str] = "stubborn"

    async def stop(self) -> None:
        raise OSError("https://node/v2/api-key")


class Unstartable(Recorder):
    service_type: ClassVar[str] = "unstartable"

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        raise ConfigError("MY_API_KEY not configured")


def runtime_with(*plugins: Plugin, log: Log | None = None) -> AgentRuntime:
    return AgentRuntime(
        ADA, plugins=plugins, capabilities={"log": log if log is not None else Log()}
    )


def plugin(name: str, *services: type[Service]) -> Plugin:
    return Plugin(name, "for a test", services=services)


@pytest.mark.covers("CHR-01", "RTL-06", "RTL-09", "RTC-06")
def test_a_new_agent_has_the_id_of_its_character_and_is_inactive() -> None:
    runtime = AgentRuntime(ADA)
    assert (runtime.agent_id, runtime.status) == (ADA.id, AgentStatus.INACTIVE)


@pytest.mark.covers("RTL-11", "RTL-12", "X-26")
def test_a_second_component_of_a_name_is_refused() -> None:
    runtime = runtime_with()
    provider = Provider("TIME", empty)
    runtime.register_action(WAVE)
    runtime.register_provider(provider)
    with pytest.raises(ConfigError) as action_refusal:
        runtime.register_action(WAVE)
    with pytest.raises(ConfigError) as provider_refusal:
        runtime.register_provider(provider)
    assert action_refusal.value.message == "Action WAVE already registered"
    assert provider_refusal.value.message == "Provider TIME already registered"


@pytest.mark.covers("PLC-02")
@pytest.mark.parametrize("name", ["WAVE", "wave", "Wave", "SAY_HELLO", "sayhello"])
def test_an_action_is_found_by_name_and_simile(name: str) -> None:
    runtime = runtime_with()
    runtime.register_action(WAVE)
    assert runtime.get_action(name) is WAVE
    assert runtime.get_action("GOODBYE") is None


def test_a_name_wins_over_a_simile() -> None:
    runtime = runtime_with()
    other: Action[None] = Action("SAY_HELLO", "Says hello", nothing)
    runtime.register_action(WAVE)
    runtime.register_action(other)
    assert runtime.get_action("SAY_HELLO") is other


@pytest.mark.covers("X-24", "PLA-04", "RTL-10", "RTC-04")
async def test_initialising_registers_everything_in_the_documented_order() -> None:
    order = Log()

    async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        order.append(f"init {config['url']} with {len(runtime.actions)} actions")

    async def judge(asked: AgentRuntime, m: Memory, s: State, r: object) -> None: ...

    whole = Plugin(
        "whole",
        "everything",
        actions=(WAVE,),
        providers=(Provider("P", empty),),
        evaluators=(Evaluator("E", "judges", valid, judge),),
        services=(Recorder,),
        config={"url": "u"},
        init=init,
    )
    runtime = runtime_with(whole, log=order)
    await runtime.initialize()
    assert order == ["init u with 0 actions", "start recorder"]
    assert (list(runtime.actions), list(runtime.providers)) == (["WAVE"], ["P"])
    assert list(runtime.evaluators) == ["E"]
    assert runtime.status is AgentStatus.ACTIVE
    await runtime.stop()


@pytest.mark.covers("RTL-42")
async def test_a_second_initialisation_changes_nothing() -> None:
    log = Log()
    runtime = runtime_with(plugin("a", Recorder), log=log)
    await runtime.initialize()
    await runtime.initialize()
    assert log == ["start recorder"]


@pytest.mark.covers("X-28", "RTL-01")
async def test_services_stop_in_reverse_and_only_once() -> None:
    log = Log()
    runtime = runtime_with(plugin("a", Recorder, Second), log=log)
    await runtime.initialize()
    await runtime.stop()
    await runtime.stop()
    assert log == ["start recorder", "start second", "stop second", "stop recorder"]
    assert runtime.get_service("recorder") is None


@pytest.mark.covers("RTL-27")
async def test_a_service_that_fails_to_stop_does_not_keep_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = Log()
    events: list[Event] = []

    async def listen(event: Event) -> None:
        events.append(event)

    runtime = runtime_with(plugin("a", Recorder, Stubborn), log=log)
    runtime.on(EventType.SERVICE_ERROR, listen)
    await runtime.initialize()
    await runtime.stop()
    assert log[-1] == "stop recorder"
    assert "Error stopping service stubborn" in caplog.text
    assert "api-key" not in caplog.text
    assert events == [ServiceEvent(runtime=runtime, service_type="stubborn", error="OSError")]


async def test_a_plugin_that_does_not_stop_is_left_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Brief(AgentRuntime):
        stop_deadline = 0.01

    async def stop(runtime: AgentRuntime) -> None:
        await asyncio.Event().wait()

    runtime = Brief(Character("Ada", ("Counts.",)), plugins=[Plugin("slow", "p", stop=stop)])
    await runtime.initialize()
    await runtime.stop()
    assert "Error stopping plugin slow: TimeoutError" in caplog.text


async def test_a_service_that_cannot_start_stops_what_was_started() -> None:
    log = Log()
    runtime = runtime_with(plugin("a", Recorder, Unstartable), log=log)
    with pytest.raises(ConfigError, match="MY_API_KEY not configured"):
        await runtime.initialize()
    assert log == ["start recorder", "stop recorder"]
    assert runtime.status is AgentStatus.INACTIVE


@pytest.mark.covers("RTL-13", "SVC-08", "SVC-03", "RTC-17")
async def test_one_service_of_a_type_runs_and_is_found() -> None:
    log = Log()
    runtime = runtime_with(plugin("a", Recorder), plugin("b", Recorder), log=log)
    await runtime.initialize()
    assert log == ["start recorder"]
    found = runtime.get_service("recorder")
    assert isinstance(found, Recorder)
    assert runtime.get_service("recorder") is found
    assert runtime.get_service("nothing") is None
    await runtime.stop()


@pytest.mark.covers("PLA-05")
async def test_a_service_registered_late_starts_at_once() -> None:
    log = Log()
    runtime = runtime_with(log=log)
    await runtime.initialize()
    await runtime.register_service(Second)
    assert log == ["start second"]
    await runtime.stop()


async def test_a_service_without_a_start_says_so() -> None:
    with pytest.raises(NotImplementedError, match="Not implemented"):
        await Service.start(runtime_with())


@pytest.mark.covers("PLA-03")
async def test_a_plugin_registered_twice_is_skipped(caplog: pytest.LogCaptureFixture) -> None:
    runtime = runtime_with()
    await runtime.register_plugin(Plugin("a", "one", actions=(WAVE,)))
    with caplog.at_level(logging.WARNING):
        await runtime.register_plugin(Plugin("a", "two", actions=(WAVE,)))
    assert "Plugin a already registered" in caplog.text
    assert [p.description for p in runtime.plugins] == ["one"]


@pytest.mark.covers("PLA-09", "EVT-08", "PLM-11", "PLR-15")
async def test_a_plugin_listens_from_its_registration_on() -> None:
    heard: list[Event] = []

    async def listen(event: Event) -> None:
        heard.append(event)

    runtime = runtime_with(Plugin("a", "listens", events={"MESSAGE_RECEIVED": (listen,)}))
    await runtime.initialize()
    await runtime.emit_event(EventType.MESSAGE_RECEIVED, Event(runtime=runtime))
    assert len(heard) == 1


@pytest.mark.covers("X-83")
def test_settings_come_from_secrets_then_the_character_then_the_environment() -> None:
    character = replace(
        ADA, secrets={"A": Secret("secret")}, settings={"A": "own", "B": "own", "N": 7}
    )
    runtime = AgentRuntime(
        character,
        settings=Settings({"A": "env", "B": "env", "C": "env", "D": "TRUE", "E": "false"}),
    )
    found = {key: runtime.get_setting(key) for key in "ABCDENX"}
    assert found == {
        "A": "secret",
        "B": "own",
        "C": "env",
        "D": True,
        "E": False,
        "N": 7,
        "X": None,
    }


def test_a_capability_of_another_kind_is_refused() -> None:
    runtime = runtime_with()
    with pytest.raises(ConfigError, match="given no dict as 'log'"):
        runtime.capability("log", dict)
    with pytest.raises(ConfigError, match="given no list as 'wallet'"):
        runtime.capability("wallet", list)


def test_a_runtime_without_a_store_says_so() -> None:
    with pytest.raises(ConfigError, match="has no store"):
        _ = runtime_with().store


@pytest.mark.covers("X-32", "X-33", "PLM-13", "PLC-15", "PLC-17", "PLR-09")
async def test_evaluators_run_after_a_response_or_always_and_only_where_valid(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def handler(runtime: AgentRuntime, m: Memory, s: State, r: object) -> None:
        if m.content.text == "break":
            raise ValueError("secret")

    async def invalid(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
        return False

    after = Evaluator("AFTER", "after a response", valid, handler)
    ever = Evaluator("EVER", "always", valid, handler, always_run=True)
    never = Evaluator("NEVER", "not valid", invalid, handler, always_run=True)
    runtime = runtime_with(Plugin("a", "judges", evaluators=(after, ever, never)))
    await runtime.initialize()
    assert await runtime.evaluate(message(), State(), did_respond=True) == (after, ever)
    assert await runtime.evaluate(message(), State()) == (ever,)
    assert await runtime.evaluate(message("break"), State()) == ()
    assert "Evaluator EVER failed: ValueError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.covers("CHR-02", "RTL-07")
async def test_an_agents_profile_says_how_it_stands_and_shows_no_setting() -> None:
    character = replace(ADA, settings={"A": "own"}, secrets={"B": Secret("hush")})
    runtime = AgentRuntime(character, clock=Clock(lambda: 1.0))
    made = runtime.profile
    assert (made.enabled, made.status, made.created_at) == (True, AgentStatus.INACTIVE, 1000)
    await runtime.initialize()
    shown = runtime.profile.to_json()
    assert (shown["name"], shown["status"], shown["createdAt"]) == ("Ada", "active", 1000)
    assert runtime.profile.updated_at > made.updated_at
    assert not {"settings", "secrets"} & shown.keys()
    await runtime.stop()
    assert runtime.profile.status is AgentStatus.INACTIVE


@pytest.mark.covers("RTC-04", "X-86")
async def test_whoever_waits_for_the_agent_goes_on_once_it_is_ready() -> None:
    log = Log()
    runtime = runtime_with(plugin("a", Recorder), log=log)

    async def waits() -> None:
        await runtime.ready()
        log.append("ready")

    waiting = asyncio.create_task(waits())
    await asyncio.sleep(0)
    assert log == []
    await asyncio.gather(runtime.start(), runtime.initialize())
    await waiting
    assert log == ["start recorder", "ready"]
    await runtime.stop()
    assert not runtime.is_initialized


async def test_a_start_that_failed_can_be_made_good() -> None:
    log = Log()
    broken = True

    class Moody(Recorder):
        service_type: ClassVar[str] = "moody"

        @classmethod
        async def start(cls, runtime: AgentRuntime) -> Self:
            if broken:
                raise ConfigError("not now")
            return await super().start(runtime)

    runtime = runtime_with(plugin("a", Recorder, Moody), log=log)
    with pytest.raises(ConfigError, match="not now"):
        await runtime.initialize()
    broken = False
    await runtime.initialize()
    assert log == ["start recorder", "stop recorder", "start recorder", "start moody"]
    await runtime.stop()


@pytest.mark.covers("X-69", "X-70", "PLA-11", "SQL-12")
async def test_the_store_has_its_documented_names(tmp_path: Path) -> None:
    async with await open_store(tmp_path / "fiscus.db") as store:

        async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
            await runtime.store.ensure_entity(Entity(ADA.id, ADA.id, ("Ada",), 1))

        sql = Plugin("sql", "a database", adapter=store, phase=Phase.DATABASES)
        runtime = AgentRuntime(ADA, plugins=[Plugin("a", "uses it", init=init), sql])
        with pytest.raises(ConfigError):
            _ = runtime.adapter
        await runtime.initialize()
        assert runtime.store is runtime.adapter is runtime.database_adapter is store
        async with await open_store(tmp_path / "other.db") as other:
            runtime.register_database_adapter(other)
            assert runtime.store is store
        await runtime.stop()
