"""Services: started once, in order, found by type, stopped in reverse."""

from __future__ import annotations

import asyncio
import logging
from typing import ClassVar, Self

import pytest

from fiscus.core import AgentRuntime, Character, EventType, Plugin, Service, ServiceStatus
from fiscus.core.errors import ConfigError, RpcUnavailable
from fiscus.core.events import Event, ServiceEvent
from fiscus.core.retry import Retry, retried
from fiscus.core.service import ServiceType
from fiscus.core.services import Services

ADA = Character("Ada", ("Counts.",))


class Log(list[str]):
    """What happened, in order."""


class Logged(Service):
    """Writes what happens to it into the runtime's `Log`."""

    service_type: ClassVar[str] = "logged"
    capability_description: ClassVar[str] = "Writes a log"

    async def initialize(self, runtime: AgentRuntime) -> None:
        self.log = runtime.capability("log", Log)
        self.log.append(f"start {type(self).__name__}")

    async def stop(self) -> None:
        self.log.append(f"stop {type(self).__name__}")


class First(Logged):
    service_type: ClassVar[str] = "first"


class Needing(Logged):
    service_type: ClassVar[str] = "needing"
    dependencies: ClassVar[tuple[str, ...]] = ("first",)


class AlsoFirst(Logged):
    service_type: ClassVar[str] = "first"


class Optional(Logged):
    service_type: ClassVar[str] = "optional"
    required: ClassVar[bool] = False

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        raise OSError("https://node/v2/api-key")


class Endless(Logged):
    service_type: ClassVar[str] = "endless"

    async def stop(self) -> None:
        await asyncio.Event().wait()


def runtime_with(*services: type[Service]) -> tuple[AgentRuntime, Log]:
    log = Log()
    plugin = Plugin("p", "for a test", services=services)
    return AgentRuntime(ADA, plugins=[plugin], capabilities={"log": log}), log


@pytest.mark.covers("X-27", "SVC-01", "PLC-21", "PLM-10", "PLR-10")
async def test_a_service_with_an_initialisation_needs_no_start_of_its_own() -> None:
    runtime, log = runtime_with(Logged)
    await runtime.initialize()
    service = runtime.get_service(Logged)
    assert service is not None
    assert service.runtime is runtime
    assert (service.capability_description, service.config) == ("Writes a log", {})
    assert log == ["start Logged"]
    await runtime.stop()


@pytest.mark.covers("RTL-26")
async def test_what_a_service_depends_on_starts_first_and_stops_last() -> None:
    runtime, log = runtime_with(Needing, First)
    await runtime.initialize()
    await runtime.stop()
    assert log == ["start First", "start Needing", "stop Needing", "stop First"]


async def test_services_that_depend_on_each_other_are_refused() -> None:
    class A(Logged):
        service_type: ClassVar[str] = "a"
        dependencies: ClassVar[tuple[str, ...]] = ("b",)

    class B(Logged):
        service_type: ClassVar[str] = "b"
        dependencies: ClassVar[tuple[str, ...]] = ("a",)

    runtime, log = runtime_with(A, B)
    with pytest.raises(ConfigError, match="services 'a', 'b' depend on each other in a circle"):
        await runtime.initialize()
    assert log == []


@pytest.mark.covers("X-30", "RTL-14", "SVC-09", "X-86")
async def test_several_of_a_type_are_found_together_and_the_first_alone() -> None:
    runtime, _ = runtime_with(First, AlsoFirst, Logged)
    await runtime.initialize()
    found = runtime.get_services("first")
    assert [type(service) for service in found] == [First, AlsoFirst]
    assert runtime.get_service("first") is found[0]
    assert runtime.get_service(AlsoFirst) is found[1]
    assert [type(service) for service in runtime.get_services()] == [First, AlsoFirst, Logged]
    assert {name: len(all_) for name, all_ in runtime.get_all_services().items()} == {
        "first": 2,
        "logged": 1,
    }
    assert runtime.get_service("nothing") is None
    assert (runtime.has_service("first"), runtime.has_service("nothing")) == (True, False)
    await runtime.stop()


@pytest.mark.covers("RTL-24", "X-29", "SVC-13")
async def test_the_runtime_knows_how_every_service_is(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Event] = []

    async def listen(event: Event) -> None:
        heard.append(event)

    runtime, _ = runtime_with(Optional, Logged)
    runtime.on(EventType.SERVICE_ERROR, listen)
    assert set(runtime.service_statuses.values()) == set()
    await runtime.initialize()
    service = runtime.get_service("logged")
    assert service is not None
    assert runtime.service_statuses == {
        "optional": ServiceStatus.ERROR,
        "logged": ServiceStatus.RUNNING,
    }
    assert heard == [ServiceEvent(runtime=runtime, service_type="optional", error="OSError")]
    assert "Failed to start service optional: OSError" in caplog.text
    assert "api-key" not in caplog.text
    await runtime.stop()
    assert service.status is ServiceStatus.STOPPED


@pytest.mark.covers("RTL-28")
async def test_a_service_is_restarted_as_a_new_instance() -> None:
    runtime, log = runtime_with(First, Logged)
    await runtime.initialize()
    before = runtime.get_service("logged")
    await runtime.restart_service("logged")
    assert runtime.get_service("logged") is not before
    assert log[2:] == ["stop Logged", "start Logged"]
    with pytest.raises(ConfigError, match="there is no service 'gone'"):
        await runtime.restart_service("gone")
    await runtime.stop()
    with pytest.raises(ConfigError, match="in a runtime that is ready"):
        await runtime.restart_service("logged")


async def test_services_start_again_after_a_stop() -> None:
    runtime, log = runtime_with(First)
    for _ in range(2):
        await runtime.initialize()
        await runtime.stop()
    assert log == ["start First", "stop First"] * 2


@pytest.mark.covers("SVC-12")
async def test_a_service_that_never_stops_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    runtime, log = runtime_with()
    services = Services(stop_deadline=0.01)
    for kind in (First, Endless):
        services.queue(kind)
    await services.start(runtime)
    await services.stop(runtime)
    assert log[-1] == "stop First"
    assert "Error stopping service endless: TimeoutError" in caplog.text


@pytest.mark.covers("PLC-22", "PLR-31", "SVC-02")
def test_the_documented_service_types_have_the_documented_values() -> None:
    documented = """
        transcription video browser pdf remote_files web_search email tee task wallet lp_pool
        token_data database database_migration plugin_manager plugin_configuration
        plugin_user_interaction
    """
    assert {kind.value for kind in ServiceType} == set(documented.split())
    assert all(kind.name == kind.value.upper() for kind in ServiceType)


@pytest.mark.covers("PLC-23", "PLD-12")
async def test_a_service_of_a_plugin_as_the_documentation_writes_it() -> None:
    class MyService(Service):
        service_type: ClassVar[str] = "my-service"
        capability_description: ClassVar[str] = "Talks to my API"

        @classmethod
        async def start(cls, runtime: AgentRuntime) -> Self:
            if not runtime.has_setting("MY_API_KEY"):
                raise ConfigError("MY_API_KEY not configured")
            service = cls(runtime)
            service.refreshing = asyncio.create_task(asyncio.sleep(60))
            return service

        async def stop(self) -> None:
            self.refreshing.cancel()

        refreshing: asyncio.Task[None]

    runtime = AgentRuntime(ADA, plugins=[Plugin("my", "mine", services=(MyService,))])
    with pytest.raises(ConfigError, match="MY_API_KEY not configured"):
        await runtime.initialize()
    runtime.set_setting("MY_API_KEY", "key", secret=True)
    await runtime.initialize()
    service = runtime.get_service(MyService)
    assert service is not None
    await runtime.stop()
    await asyncio.sleep(0)
    assert service.refreshing.cancelled()


@pytest.mark.covers("SVC-04", "SVC-10", "PLP-20")
async def test_a_platform_without_its_token_warns_and_the_agent_runs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Platform(Service):
        service_type: ClassVar[str] = "platform"
        client: object = None

        async def initialize(self, runtime: AgentRuntime) -> None:
            if not runtime.has_setting("PLATFORM_TOKEN"):
                logging.getLogger("platform").warning("PLATFORM_TOKEN not provided")
                return
            self.client = object()

    runtime, _ = runtime_with(Platform)
    await runtime.initialize()
    service = runtime.get_service(Platform)
    assert service is not None
    assert service.client is None
    assert "PLATFORM_TOKEN not provided" in caplog.text
    await runtime.stop()


@pytest.mark.covers("SVC-11", "X-77")
async def test_a_connection_is_tried_three_times_waiting_longer_each_time() -> None:
    tries, waits = 0, list[float]()

    async def connect() -> str:
        nonlocal tries
        tries += 1
        raise RpcUnavailable("no answer")

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    with pytest.raises(RpcUnavailable):
        await retried(connect, retry=Retry(), sleep=sleep)
    assert (tries, waits) == (3, [1.0, 2.0])
