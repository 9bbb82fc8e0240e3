"""A plugin becomes part of a runtime: in order, whole, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from fiscus.core import (
    Action,
    ActionContext,
    AgentRuntime,
    Character,
    Evaluator,
    Event,
    Memory,
    ModelType,
    Plugin,
    Provider,
    Request,
    Response,
    Route,
    RouteType,
    Service,
    State,
    TaskContext,
    TaskWorker,
    TestCase,
    TestSuite,
)
from fiscus.core.errors import ConfigError
from fiscus.core.plugins import ComponentType
from fiscus.core.profile import AgentStatus
from tests.fakes import message

ADA = Character("Ada", ("Counts.",))


async def nothing(context: ActionContext, params: None) -> None: ...


async def valid(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
    return True


async def empty(runtime: AgentRuntime, asked: Memory, state: State) -> None: ...


async def hello(request: Request, runtime: AgentRuntime) -> Response:
    return Response({"message": "Hello World!"})


def wave(name: str = "WAVE") -> Action[None]:
    return Action(name, "Waves", nothing)


class Clockwork(Service):
    service_type: ClassVar[str] = "clockwork"

    async def initialize(self, runtime: AgentRuntime) -> None: ...


@pytest.mark.covers(
    "PLA-02", "PLR-01", "PLP-18", "PLD-04", "PLC-01", "PLC-06", "PLC-10", "PLR-02", "PLR-07"
)
async def test_a_plugin_brings_everything_it_may() -> None:
    async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        runtime.set_setting("URL", config["url"])

    async def judge(asked: AgentRuntime, m: Memory, s: State, r: object) -> None: ...

    async def write(runtime: AgentRuntime, params: object) -> str:
        return "text"

    async def listen(event: Event) -> None: ...

    async def check(runtime: AgentRuntime) -> None:
        assert "WAVE" in runtime.actions

    whole = Plugin(
        name="whole",
        description="everything",
        actions=(wave(),),
        providers=(Provider("P", empty),),
        evaluators=(Evaluator("E", "judges", valid, judge),),
        services=(Clockwork,),
        models={ModelType.TEXT_LARGE: write},
        events={"MESSAGE_RECEIVED": (listen,)},
        routes=(Route(RouteType.GET, "/helloworld", hello),),
        component_types=(ComponentType("wallet", {"type": "object"}),),
        tests=(TestSuite("whole", (TestCase("waves", check),)),),
        priority=7,
        config={"url": "u"},
        init=init,
    )
    runtime = AgentRuntime(ADA, plugins=[whole])
    await runtime.initialize()
    assert list(runtime.actions) == ["WAVE"]
    assert list(runtime.providers) == ["P"]
    assert list(runtime.evaluators) == ["E"]
    assert runtime.get_model_providers(ModelType.TEXT_LARGE) == ("whole",)
    assert [str(route) for route in runtime.routes] == ["GET /helloworld"]
    assert isinstance(runtime.get_service("clockwork"), Clockwork)
    assert runtime.get_setting("URL") == "u"
    for suite in whole.tests:
        for test in suite.tests:
            await test.fn(runtime)
    await runtime.stop()


@pytest.mark.covers("PLA-06", "PLA-07")
async def test_a_route_is_a_value_with_a_handler_or_a_place_of_files() -> None:
    route = Route(RouteType.GET, "/helloworld", hello)
    assert route.handler is not None
    answer = await route.handler(Request("GET", "/helloworld"), AgentRuntime(ADA))
    assert (answer.status, answer.body) == (200, {"message": "Hello World!"})
    assert [kind.value for kind in RouteType] == ["GET", "POST", "PUT", "DELETE", "STATIC"]
    assert Route(RouteType.STATIC, "/files", file_path="public").public is False


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        (RouteType.GET, "hello", "route path 'hello' has no leading slash"),
        (RouteType.GET, "/hello", "route '/hello' has no handler"),
        (RouteType.STATIC, "/files", "static route '/files' names no file or folder"),
    ],
)
def test_a_route_without_its_part_is_refused(kind: RouteType, path: str, text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        Route(kind, path)


@pytest.mark.covers("X-25", "PLA-15")
async def test_an_init_may_leave_the_runtime_out() -> None:
    seen: list[str] = []

    async def init(config: Mapping[str, str]) -> None:
        seen.append(config["retryAttempts"])

    runtime = AgentRuntime(ADA)
    await runtime.register_plugin(Plugin("a", "p", config={"retryAttempts": "3"}, init=init))
    assert seen == ["3"]


@pytest.mark.covers("X-14")
async def test_a_provider_may_leave_out_what_it_does_not_need() -> None:
    async def one(runtime: AgentRuntime) -> str:
        return runtime.character.name

    async def two(runtime: AgentRuntime, asked: Memory) -> str:
        return asked.content.text

    runtime = AgentRuntime(ADA)
    runtime.register_provider(Provider("ONE", one))  # type: ignore[arg-type]
    runtime.register_provider(Provider("TWO", two))  # type: ignore[arg-type]
    assert (await runtime.compose_state(message("hi"))).text == "Ada\nhi"


async def test_a_worker_of_a_plugin_that_could_not_begin_is_registered_by_the_next_try() -> None:
    async def work(context: TaskContext) -> None: ...

    async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        runtime.register_task_worker(TaskWorker("SWEEP", work))
        if not runtime.has_setting("MY_API_KEY"):
            raise ConfigError("MY_API_KEY not configured")

    runtime = AgentRuntime(ADA, plugins=[Plugin("a", "p", init=init)])
    with pytest.raises(ConfigError, match="MY_API_KEY not configured"):
        await runtime.initialize()
    assert dict(runtime.task_workers) == {}
    runtime.set_setting("MY_API_KEY", "key", secret=True)
    await runtime.initialize()
    assert list(runtime.task_workers) == ["SWEEP"]
    await runtime.stop()


@pytest.mark.covers("PLA-14", "PLA-03")
async def test_a_plugin_that_cannot_run_stops_the_start_and_is_tried_again() -> None:
    order: list[str] = []

    async def first(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        order.append("first")

    async def second(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        order.append("second")
        if not runtime.has_setting("MY_API_KEY"):
            raise ConfigError("MY_API_KEY not configured")

    plugins = [Plugin("a", "p", init=first), Plugin("b", "p", init=second, actions=(wave(),))]
    runtime = AgentRuntime(ADA, plugins=plugins)
    with pytest.raises(ConfigError, match="MY_API_KEY not configured"):
        await runtime.initialize()
    assert runtime.status is AgentStatus.INACTIVE
    assert dict(runtime.actions) == {}
    runtime.set_setting("MY_API_KEY", "key", secret=True)
    await runtime.initialize()
    assert order == ["first", "second", "second"]
    assert list(runtime.actions) == ["WAVE"]
    await runtime.stop()


@pytest.mark.covers("PLA-03")
async def test_a_plugin_whose_name_of_a_part_is_taken_brings_no_part() -> None:
    async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        pytest.fail("it was initialised")

    runtime = AgentRuntime(ADA)
    runtime.register_action(wave())
    taken = Plugin(
        "a", "p", actions=(wave("OTHER"), wave()), providers=(Provider("P", empty),), init=init
    )
    with pytest.raises(ConfigError, match="Action WAVE already registered"):
        await runtime.register_plugin(taken)
    twice = Plugin("b", "p", actions=(wave("NEW"), wave("NEW")))
    with pytest.raises(ConfigError, match="Action NEW already registered"):
        await runtime.register_plugin(twice)
    assert (list(runtime.actions), list(runtime.providers)) == (["WAVE"], [])
    assert runtime.plugins == ()


async def test_a_plugin_without_a_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="a plugin has no name"):
        await AgentRuntime(ADA).register_plugin(Plugin(" ", "p"))


@pytest.mark.covers("RTL-16", "RTL-44")
async def test_a_missing_dependency_is_written_to_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    runtime = AgentRuntime(ADA, plugins=[Plugin("a", "p", dependencies=("@acme/plugin-gone",))])
    await runtime.initialize()
    assert "Missing dependency: @acme/plugin-gone" in caplog.text
    assert "Plugin a loaded successfully" in caplog.text


async def test_a_late_plugin_whose_service_cannot_start_leaves_nothing_behind() -> None:
    broken = True
    heard: list[str] = []

    class Moody(Service):
        service_type: ClassVar[str] = "moody"

        async def initialize(self, runtime: AgentRuntime) -> None:
            if broken:
                raise ConfigError("not now")

    async def write(runtime: AgentRuntime, params: object) -> str:
        return "text"

    async def listen(event: Event) -> None:
        heard.append("heard")

    late = Plugin(
        "late",
        "p",
        actions=(wave(),),
        providers=(Provider("P", empty),),
        routes=(Route(RouteType.GET, "/x", hello),),
        models={"TEXT_LARGE": write},
        events={"x": (listen,)},
        services=(Clockwork, Moody),
    )
    runtime = AgentRuntime(ADA)
    await runtime.initialize()
    with pytest.raises(ConfigError, match="not now"):
        await runtime.register_plugin(late)
    await runtime.emit("x", {})
    assert (dict(runtime.actions), dict(runtime.providers), runtime.routes) == ({}, {}, ())
    assert runtime.get_model_providers("TEXT_LARGE") == ()
    assert (runtime.get_services(), heard, runtime.plugins) == ((), [], ())
    broken = False
    await runtime.register_plugin(late)
    await runtime.emit("x", {})
    assert (list(runtime.actions), heard) == (["WAVE"], ["heard"])
    assert set(runtime.services) == {"clockwork", "moody"}
    await runtime.stop()


async def test_a_plugin_that_cannot_start_stops_those_that_did() -> None:
    order: list[str] = []

    async def up(runtime: AgentRuntime) -> None:
        order.append("up")

    async def down(runtime: AgentRuntime) -> None:
        order.append("down")

    async def broken(runtime: AgentRuntime) -> None:
        raise ConfigError("not now")

    plugins = [Plugin("a", "p", start=up, stop=down), Plugin("b", "p", start=broken, stop=down)]
    runtime = AgentRuntime(ADA, plugins=plugins)
    with pytest.raises(ConfigError, match="not now"):
        await runtime.initialize()
    assert order == ["up", "down"]
    assert runtime.status is AgentStatus.INACTIVE
    await runtime.stop()
    assert order == ["up", "down"]


@pytest.mark.covers("RTL-18")
async def test_plugins_start_after_all_services_and_stop_before_them_in_reverse() -> None:
    order: list[str] = []

    class Noted(Service):
        service_type: ClassVar[str] = "noted"

        async def initialize(self, runtime: AgentRuntime) -> None:
            order.append("service up")

        async def stop(self) -> None:
            order.append("service down")

    def noting(name: str, *services: type[Service]) -> Plugin:
        async def start(runtime: AgentRuntime) -> None:
            order.append(f"{name} up")

        async def stop(runtime: AgentRuntime) -> None:
            order.append(f"{name} down")
            if name == "b":
                raise ValueError("https://node/v2/api-key")

        return Plugin(name, "p", services=services, start=start, stop=stop)

    runtime = AgentRuntime(ADA, plugins=[noting("a"), noting("b", Noted)])
    await runtime.initialize()
    await runtime.register_plugin(noting("late"))
    await runtime.stop()
    up = ["service up", "a up", "b up", "late up"]
    assert order == [*up, "late down", "b down", "a down", "service down"]
