"""The documentation's own patterns of plugins, written and tested as it says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import BaseModel, Field, ValidationError

from fiscus.core import (
    Action,
    ActionContext,
    ActionResult,
    AgentRuntime,
    Content,
    Evaluator,
    Memory,
    ModelType,
    Plugin,
    Problem,
    Provider,
    ProviderResult,
    Service,
    State,
    TestCase,
    TestSuite,
)
from fiscus.core.action import AnyAction
from fiscus.core.errors import ConfigError, RpcUnavailable
from fiscus.core.retry import Retry, retried
from fiscus.core.testing import (
    ActionSetup,
    create_mock_memory,
    create_mock_runtime,
    create_mock_state,
    create_test_agent,
    setup_action_test,
)


@pytest.fixture
def setup() -> ActionSetup:
    return setup_action_test()


async def always(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
    return True


class Prices(Service):
    """The full plugin's service: prices that it looked up when it started."""

    service_type: ClassVar[str] = "prices"
    capability_description: ClassVar[str] = "Knows prices"

    async def initialize(self, runtime: AgentRuntime) -> None:
        if not runtime.has_setting("MY_API_KEY"):
            raise ConfigError("MY_API_KEY not configured")
        self.prices = {"ETH": "2000"}

    async def price(self, symbol: str) -> str:
        if symbol not in self.prices:
            raise RpcUnavailable(f"no price of {symbol!r}")
        return self.prices[symbol]


async def has_prices(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
    return runtime.has_service("prices")


async def tell_price(context: ActionContext, params: None) -> ActionResult:
    price = await context.service(Prices).price(str(context.state.values.get("symbol", "ETH")))
    text = f"The request is completed: {price} USD"
    return ActionResult(True, text, values={"lastActionTime": context.message.created_at})


async def current_prices(runtime: AgentRuntime, asked: Memory, state: State) -> ProviderResult:
    service = runtime.get_service(Prices)
    if service is None:
        return ProviderResult("Unable to read prices.", data={"error": "NO_SERVICE"})
    return ProviderResult(f"Current price: {service.prices['ETH']} USD", values=service.prices)


async def judge(
    runtime: AgentRuntime, asked: Memory, state: State, responses: Sequence[Memory]
) -> Mapping[str, object]:
    return {"answers": len(responses)}


TELL: Action[None] = Action("TELL_PRICE", "Tells the price", tell_price, validate=has_prices)
FULL = Plugin(
    "prices",
    "Prices, in all documented kinds of components",
    services=(Prices,),
    actions=(TELL,),
    providers=(Provider("PRICES", current_prices),),
    evaluators=(Evaluator("PRICES_TOLD", "Counts", always, judge),),
)


def priced(key: str = "key") -> AgentRuntime:
    return create_mock_runtime(plugins=[FULL], settings={"MY_API_KEY": key} if key else {})


@pytest.mark.covers("PLC-26", "PLD-09")
async def test_an_action_of_a_full_plugin_needs_the_plugins_service(setup: ActionSetup) -> None:
    runtime = priced()
    asked, state = create_mock_memory(), create_mock_state()
    assert not await TELL.validate(runtime, asked, state)
    await runtime.initialize()
    assert await TELL.validate(runtime, asked, state)
    ready = replace(setup, mock_runtime=runtime)
    result = await ready.run(TELL)
    assert result.success
    assert "completed" in result.text
    assert result.values["lastActionTime"] == setup.mock_message.created_at
    failing = replace(ready, mock_state=create_mock_state(values={"symbol": "DOGE"}))
    failed = await failing.run(replace(TELL, refusal="Failed: "))
    assert not failed.success
    assert failed.error is not None
    assert failed.text.startswith("Failed: no price of 'DOGE'")
    await runtime.stop()


@pytest.mark.covers("PLD-11")
async def test_a_provider_says_what_it_knows_or_that_it_cannot() -> None:
    runtime = priced()
    asked, state = create_mock_memory(), create_mock_state()
    unable = await current_prices(runtime, asked, state)
    assert "Unable" in unable.text
    assert unable.data["error"] == "NO_SERVICE"
    await runtime.initialize()
    found = await current_prices(runtime, asked, state)
    assert "Current" in found.text
    assert found.values == {"ETH": "2000"}
    await runtime.stop()


@pytest.mark.covers("PLD-12", "PLD-14")
async def test_a_service_without_its_key_says_so() -> None:
    with pytest.raises(ConfigError, match="MY_API_KEY not configured"):
        await priced("").initialize()


@pytest.mark.covers("PLD-13", "PLR-28", "EVT-09")
async def test_a_suite_of_a_plugin_runs_against_a_live_agent(tmp_path: Path) -> None:
    async def acts(runtime: AgentRuntime) -> None:
        await runtime.process_message("send 1 ETH to vitalik.eth on base")
        (found,) = await runtime.get_memories(table_name="action_results", count=1)
        assert found.content.text == "Action PAY completed"
        assert found.content.actions == ("PAY",)

    async def pay(context: ActionContext, params: None) -> ActionResult:
        return ActionResult(True, "Paid.")

    plugin = Plugin(
        "pay",
        "pays",
        actions=(Action("PAY", "Pays", pay, handles=("transfer",)),),
        tests=(TestSuite("pay", (TestCase("it acts", acts, "and is remembered"),)),),
    )
    async with create_test_agent(tmp_path, plugins=[plugin]) as agent:
        for suite in plugin.tests:
            for test in suite.tests:
                await test.fn(agent.runtime)


@pytest.mark.covers("PLP-21", "PLP-03")
async def test_hello_world_answers_where_it_was_asked(tmp_path: Path) -> None:
    async def hello(context: ActionContext, params: None) -> ActionResult:
        said = Content("hello world!", ("HELLO_WORLD",), source=context.message.content.source)
        await context.callback(said)
        return ActionResult(True)

    world = Action(
        "HELLO_WORLD",
        "Says hello",
        hello,
        similes=("GREET", "SAY_HELLO"),
        handles=("transfer",),
    )
    async with create_test_agent(tmp_path, plugins=[Plugin("h", "h", actions=(world,))]) as agent:
        assert agent.runtime.get_action("SAY_HELLO") is world
        turn = await agent.send_message("send 1 ETH to vitalik.eth on base")
        assert [(reply.text, reply.actions) for reply in turn.replies] == [
            ("hello world!", ("HELLO_WORLD",))
        ]
        said = [m for m in await agent.runtime.get_memories() if m.content.text == "hello world!"]
        assert [memory.content.source for memory in said] == ["test"]


@pytest.mark.covers("PLP-15", "PLM-04")
async def test_an_action_can_need_what_one_before_it_did(setup: ActionSetup) -> None:
    async def needy(context: ActionContext, params: None) -> ActionResult:
        before = context.get_previous_result("PREVIOUS_ACTION")
        if before is None or not before.success:
            problem = Problem("NEEDS", "Required previous action did not complete successfully")
            return ActionResult.failed(problem)
        return ActionResult(True, f"After {before.data['id']}")

    result = await setup.run(Action("NEEDY", "Needs", needy))
    assert not result.success
    assert result.text == "Required previous action did not complete successfully."


@pytest.mark.covers("PLP-08")
async def test_an_action_tells_of_its_attempts_and_gives_up_after_three(
    setup: ActionSetup,
) -> None:
    async def no_wait(seconds: float) -> None: ...

    async def fetches(context: ActionContext, params: None) -> ActionResult:
        attempts = 0

        async def attempt() -> str:
            nonlocal attempts
            attempts += 1
            await context.callback(Content(f"Attempt {attempts}/3..."))
            raise RpcUnavailable("API call failed after 3 attempts")

        return ActionResult(True, await retried(attempt, retry=Retry(), sleep=no_wait))

    result = await setup.run(Action("FETCH", "Fetches", fetches))
    assert setup.callback_fn.texts[:3] == ["Attempt 1/3...", "Attempt 2/3...", "Attempt 3/3..."]
    assert result.error is not None
    assert result.error.message == "API call failed after 3 attempts"


@pytest.mark.covers("PLP-11", "PLP-10")
@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (("GOOD", "GOOD"), "Workflow completed successfully"),
        (("GOOD", "BAD"), "Workflow failed at BAD"),
        (("GONE",), "Required action GONE not found"),
    ],
)
async def test_a_workflow_runs_actions_and_stops_at_the_first_that_fails(
    setup: ActionSetup, steps: tuple[str, ...], text: str
) -> None:
    async def good(context: ActionContext, params: None) -> ActionResult:
        return ActionResult(True, "Good.", values={"good": True})

    async def bad(context: ActionContext, params: None) -> ActionResult:
        return ActionResult(False, "Bad.")

    async def workflow(context: ActionContext, params: None) -> ActionResult:
        values: dict[str, object] = {}
        for name in steps:
            action: AnyAction | None = context.runtime.get_action(name)
            if action is None:
                return ActionResult(False, f"Required action {name} not found")
            (result,) = await context.runtime.process_actions(
                context.message,
                [create_mock_memory("", content=Content("", (name,)))],
                context.state,
                callback=context.callback,
            )
            if not result.success:
                return ActionResult(False, f"Workflow failed at {name}", data={"failedStep": name})
            values |= result.values
        return ActionResult(True, "Workflow completed successfully", values=values)

    for name, handler in (("GOOD", good), ("BAD", bad)):
        setup.mock_runtime.register_action(Action(name, "A step", handler))
    result = await setup.run(Action("WORKFLOW", "Runs steps", workflow))
    assert result.text == text


@pytest.mark.covers("PLP-22", "PLA-14")
async def test_an_init_checks_its_configuration_and_keeps_it_for_its_agent() -> None:
    class Config(BaseModel):
        timeout: int = Field(alias="defaultTimeout", gt=0)

    async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        checked = Config.model_validate(dict(config))
        runtime.set_setting("DEFAULT_TIMEOUT", checked.timeout)

    runtime = create_mock_runtime()
    await runtime.register_plugin(Plugin("a", "p", config={"defaultTimeout": "5000"}, init=init))
    assert runtime.get_setting("DEFAULT_TIMEOUT") == 5000
    with pytest.raises(ValidationError):
        await runtime.register_plugin(Plugin("b", "p", config={"defaultTimeout": "-1"}, init=init))


@pytest.mark.covers("SVC-07", "PLM-18")
async def test_a_service_can_bring_a_model() -> None:
    class Vendor(Service):
        service_type: ClassVar[str] = "vendor"

        async def initialize(self, runtime: AgentRuntime) -> None:
            if not runtime.has_setting("OPENAI_API_KEY"):
                raise ConfigError("OpenAI API key not configured")
            runtime.register_model(ModelType.TEXT_LARGE, self.write, "vendor", 100)

        async def write(self, runtime: AgentRuntime, params: object) -> str:
            return "written"

    plugin = Plugin("vendor", "brings a model", services=(Vendor,))
    with pytest.raises(ConfigError, match="OpenAI API key not configured"):
        await create_mock_runtime(plugins=[plugin]).initialize()
    runtime = create_mock_runtime(plugins=[plugin], settings={"OPENAI_API_KEY": "k"})
    await runtime.initialize()
    assert runtime.get_model_providers("TEXT_LARGE")[0] == "vendor"
    assert await runtime.use_model("TEXT_LARGE", {"prompt": "hi"}) == "written"
    await runtime.stop()


@pytest.mark.covers("PLC-07", "B-22")
async def test_an_action_finds_its_parameters_typed_and_the_callback_answers_with_memories(
    setup: ActionSetup,
) -> None:
    class Sending(BaseModel):
        amount: str
        recipient: str

    async def send(context: ActionContext, params: Sending) -> ActionResult:
        (memory,) = await context.callback(Content("Sending..."))
        assert memory.content.text == "Sending..."
        return ActionResult(True, f"Sent {params.amount} tokens to {params.recipient}")

    sending = Action("SEND_TOKEN", "Sends tokens", send, params=Sending)
    result = await setup.run(sending, {"amount": "5", "recipient": "0xabc"})
    assert result.text == "Sent 5 tokens to 0xabc"


@pytest.mark.covers("PLP-13")
async def test_a_provider_without_access_contributes_nothing() -> None:
    async def inventory(runtime: AgentRuntime, asked: Memory, state: State) -> ProviderResult:
        if not runtime.has_setting("INVENTORY_KEY"):
            return ProviderResult(data={"available": False})
        return ProviderResult("3 keys")

    runtime = create_mock_runtime()
    runtime.register_provider(Provider("INVENTORY", inventory))
    asked = create_mock_memory()
    state = await runtime.compose_state(asked, ["INVENTORY"], only_include=True)
    assert (state.text, state.providers["INVENTORY"].data) == ("", {"available": False})
    runtime.set_setting("INVENTORY_KEY", "k", secret=True)
    state = await runtime.compose_state(asked, ["INVENTORY"], only_include=True)
    assert state.text == "3 keys"


@pytest.mark.covers("PLC-24", "PLM-22")
async def test_a_service_can_do_the_rest_once_the_agent_is_ready() -> None:
    class Patient(Service):
        service_type: ClassVar[str] = "patient"
        loaded = False

        async def initialize(self, runtime: AgentRuntime) -> None:
            self.work = asyncio.create_task(self.rest(runtime))

        async def rest(self, runtime: AgentRuntime) -> None:
            await runtime.ready()
            self.loaded = True

        async def stop(self) -> None:
            self.work.cancel()

    runtime = create_mock_runtime(plugins=[Plugin("p", "p", services=(Patient,))])
    await runtime.initialize()
    service = runtime.get_service(Patient)
    assert service is not None
    await service.work
    assert service.loaded
    await runtime.stop()


@pytest.mark.covers("PLC-18")
async def test_a_plugin_can_keep_something_out_of_what_is_remembered(tmp_path: Path) -> None:
    async def redact(message: Memory, runtime: AgentRuntime) -> Memory:
        text = re.sub(r"hunter\d", "[removed]", message.content.text)
        return replace(message, content=replace(message.content, text=text))

    plugin = Plugin("filter", "Keeps passwords out of memory", before_message=redact)
    async with create_test_agent(tmp_path, plugins=[plugin]) as agent:
        await agent.send_message("my password is hunter2")
        remembered = await agent.runtime.get_memories()
        state = await agent.runtime.compose_state(remembered[0])
    assert remembered[0].content.text == "my password is [removed]"
    assert "hunter2" not in state.text
