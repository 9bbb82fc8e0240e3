"""The one place where errors end, and the order in which actions run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import pytest
from inline_snapshot import snapshot
from pydantic import BaseModel, ConfigDict

from fiscus.core import (
    Action,
    ActionContext,
    ActionResult,
    AgentRuntime,
    Character,
    Content,
    EventType,
    Memory,
    Plugin,
    State,
)
from fiscus.core.action import AnyAction
from fiscus.core.desk.door import Door, Intent, Ticket
from fiscus.core.desk.outcome import Approval
from fiscus.core.desk.outcome import State as Stands
from fiscus.core.doors import open_door
from fiscus.core.errors import FiscusError, InvalidAmount, ReadOnly, RpcUnavailable, UnknownToken
from fiscus.core.events import ActionEvent, Event
from fiscus.core.execution import Call, Execution, Occasion
from fiscus.core.result import Problem
from tests.fakes import OWNER, FakeDesk, message, outcome

Handler: TypeAlias = Callable[[ActionContext, None], Awaitable[ActionResult | bool | None]]

APPROVAL = Approval("a1", "Send 0.1 ETH to Bob.", "d1g", "2026-01-01T00:00:00Z")


class Amount(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amount: str
    token: str


@dataclass
class Stage:
    """A runtime, a desk, and what was said."""

    runtime: AgentRuntime = field(default_factory=lambda: AgentRuntime(Character("Ada", ("b",))))
    desk: FakeDesk = field(default_factory=FakeDesk)
    said: list[Content] = field(default_factory=list[Content])

    async def say(self, content: Content) -> Sequence[Memory]:
        self.said.append(content)
        return ()

    async def run(self, *calls: Call) -> Execution:
        def door(step: int) -> Door:
            return self.desk(Ticket("test", "room", "m1", step, "hi", OWNER))

        return await self.runtime.execute(
            calls, occasion=Occasion(message(), OWNER, door, self.say)
        )

    async def results(self, *handlers: Handler) -> tuple[ActionResult, ...]:
        calls = [call(handler, name=f"A{n}", step=n) for n, handler in enumerate(handlers)]
        return (await self.run(*calls)).results


@pytest.fixture
def stage() -> Stage:
    return Stage()


def action(handler: Handler, *, name: str = "ACT", critical: bool = False) -> AnyAction:
    return Action(name, "for a test", handler, critical=critical)


def call(handler: Handler, *, name: str = "ACT", step: int = 0) -> Call:
    return Call(action(handler, name=name), step=step)


async def works(context: ActionContext, params: None) -> ActionResult:
    return ActionResult(success=True, text="Done.", values={"hash": "0x1"})


async def refuses(context: ActionContext, params: None) -> ActionResult:
    raise InvalidAmount("'0' is not more than zero", hint="Name an amount above zero.")


async def breaks(context: ActionContext, params: None) -> ActionResult:
    raise ZeroDivisionError("https://node/v2/api-key")


async def pays(context: ActionContext, params: None) -> ActionResult:
    done = await context.desk.submit(Intent("evm", "transfer", {}))
    return ActionResult(success=True, text=f"It is {done.state}.")


@pytest.mark.covers("RTL-21", "PLC-03", "PLR-05", "X-21")
async def test_a_result_carries_the_name_of_its_action(stage: Stage) -> None:
    assert [(r.action, r.success) for r in await stage.results(works)] == [("A0", True)]
    assert stage.said == [Content("Done.", ("A0",))]


@pytest.mark.covers("PLM-03")
async def test_a_refusal_is_a_result_with_code_message_and_hint(stage: Stage) -> None:
    (result,) = await stage.results(refuses)
    assert result.to_json() == snapshot(
        {
            "action": "A0",
            "success": False,
            "text": "'0' is not more than zero. Name an amount above zero.",
            "values": {},
            "data": {},
            "error": {
                "code": "INVALID_AMOUNT",
                "message": "'0' is not more than zero",
                "hint": "Name an amount above zero.",
            },
        }
    )
    assert stage.said[0].actions == ("ERROR",)
    assert stage.said[0].metadata == {"error": "INVALID_AMOUNT"}


@pytest.mark.covers("EVM-49")
async def test_a_bug_is_reported_as_internal_and_its_text_is_nowhere(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    (result,) = await stage.results(breaks)
    assert result.error is not None
    assert result.error.code == "INTERNAL"
    assert result.error.message == "I encountered an issue processing your request."
    assert "ZeroDivisionError in breaks" in caplog.text
    assert "api-key" not in caplog.text + str(result.to_json())


async def test_refusals_of_concurrent_work_are_a_refusal(stage: Stage) -> None:
    async def refuse(error: FiscusError) -> None:
        raise error

    async def concurrent(context: ActionContext, params: None) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(refuse(UnknownToken("no token 'X' on 'base'")))
            group.create_task(refuse(RpcUnavailable("no RPC answered")))

    async def mixed(context: ActionContext, params: None) -> None:
        raise ExceptionGroup("two", [UnknownToken("no token 'X'"), ZeroDivisionError()])

    (refused,) = await stage.results(concurrent)
    assert refused.error is not None
    assert refused.error.code == "UNKNOWN_TOKEN"
    (bug,) = await stage.results(mixed)
    assert bug.error is not None
    assert bug.error.code == "INTERNAL"


async def test_a_cancellation_is_no_result(stage: Stage) -> None:
    async def cancelled(context: ActionContext, params: None) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await stage.results(cancelled)


@pytest.mark.parametrize(("answer", "success"), [(None, True), (True, True), (False, False)])
async def test_plain_answers_become_results(
    stage: Stage, answer: bool | None, success: bool
) -> None:
    async def plain(context: ActionContext, params: None) -> bool | None:
        return answer

    (result,) = await stage.results(plain)
    assert result.success is success


async def test_a_failed_step_keeps_those_after_it_from_running(stage: Stage) -> None:
    ran: list[str] = []

    async def late(context: ActionContext, params: None) -> None:
        ran.append("late")

    results = await stage.results(works, refuses, late, late)
    codes = [result.error.code if result.error else None for result in results]
    assert codes == [None, "INVALID_AMOUNT", "NOT_RUN", "NOT_RUN"]
    assert [result.action for result in results] == ["A0", "A1", "A2", "A3"]
    assert ran == []
    assert stage.said[-1].text == snapshot(
        "Not run, because a step before did not succeed: A2, A3. Ask for it again where it shall be"
        " done all the same."
    )


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"amount": "0.2", "token": "SOL", "recipient": "bob.sol"}, "0.2 SOL to bob.sol"),
        ({"amount": "$25", "token": "ETH", "recipient": "bob.eth"}, "$25 of ETH to bob.eth"),
        ({"amount": "all", "token": "BONK", "to_token": "SOL"}, "all of the BONK for SOL"),
        ({"amount": "1", "recipient": "bob.eth"}, "1 to bob.eth"),
    ],
)
async def test_what_does_not_run_is_named_by_amount_and_recipient(
    stage: Stage, params: Mapping[str, str], told: str
) -> None:
    later = Call(action(works, name="PAY"), step=1, params=params)
    execution = await stage.run(call(refuses), later)
    said = f"Not run, because a step before did not succeed: PAY ({told})."
    assert stage.said[-1].text.startswith(said)
    assert execution.results[1].text.startswith(said)


async def test_behind_a_question_it_is_said_that_a_yes_does_not_bring_the_rest(
    stage: Stage,
) -> None:
    stage.desk.expect(outcome(Stands.PLANNED, approval=APPROVAL))
    await stage.run(call(pays), call(pays, name="LATER", step=1))
    assert stage.said[-1].text == snapshot(
        "Not run, because a step before waits for a yes: LATER. A yes does that step alone: ask for"
        " this again afterwards."
    )


async def test_behind_a_payment_that_is_under_way_it_is_said_so(stage: Stage) -> None:
    async def signed(context: ActionContext, params: None) -> ActionResult:
        return ActionResult.failed(Problem("PENDING", "It is signed and not in a block yet."))

    execution = await stage.run(call(signed), call(works, name="LATER", step=1))
    assert execution.results[1].text == snapshot(
        "Not run, because a step before is not in a block yet: LATER. Ask for it again once that"
        " has landed."
    )


@pytest.mark.covers("PLP-01", "PLP-04", "PLM-04")
async def test_an_action_sees_what_those_before_it_did(stage: Stage) -> None:
    seen: list[object] = []

    async def look(context: ActionContext, params: None) -> None:
        seen.append(context.state.values)
        seen.append(context.get_previous_result("A0"))
        seen.append(context.get_previous_result("A7"))

    await stage.results(works, look)
    values, previous, missing = seen
    assert values == {"hash": "0x1"}
    assert isinstance(previous, ActionResult)
    assert previous.text == "Done."
    assert missing is None


@pytest.mark.covers("PLM-02", "PLR-03")
async def test_the_handler_gets_its_parameters_as_its_own_model(stage: Stage) -> None:
    seen: list[Amount] = []

    async def handler(context: ActionContext, params: Amount) -> None:
        seen.append(params)

    typed = Action("SEND", "Sends", handler, params=Amount)
    await stage.run(Call(typed, params={"amount": "0.1", "token": "ETH"}))
    assert seen == [Amount(amount="0.1", token="ETH")]


async def test_wrong_parameters_are_named_and_nothing_runs(stage: Stage) -> None:
    async def handler(context: ActionContext, params: Amount) -> None:
        pytest.fail("it ran")

    typed = Action("SEND", "Sends", handler, params=Amount)
    execution = await stage.run(Call(typed, params={"amount": 5, "gas": "1"}))
    error = execution.results[0].error
    assert error is not None
    assert error.code == "INVALID_PARAMS"
    assert error.message == (
        "SEND cannot be done with these parameters: amount: Input should be a valid string;"
        " token: Field required; gas: Extra inputs are not permitted"
    )


@pytest.mark.covers("PLR-04", "X-84")
async def test_an_action_that_is_not_valid_now_does_not_run(stage: Stage) -> None:
    async def handler(context: ActionContext, params: None) -> None:
        pytest.fail("it ran")

    async def never(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
        return False

    shut = Action("SHUT", "not now", handler, validate=never)
    (result,) = (await stage.run(Call(shut))).results
    assert result.error is not None
    assert result.error.code == "NOT_AVAILABLE"


@pytest.mark.covers("EVT-06")
async def test_every_action_is_announced_when_it_begins_and_ends(stage: Stage) -> None:
    heard: list[tuple[str, str, bool | None]] = []

    def listener(name: str) -> Callable[[Event], Awaitable[None]]:
        async def listen(event: Event) -> None:
            assert isinstance(event, ActionEvent)
            result = None if event.result is None else event.result.success
            heard.append((name, event.action.name, result))

        return listen

    for name in (EventType.ACTION_STARTED, EventType.ACTION_COMPLETED, EventType.ACTION_FAILED):
        stage.runtime.on(name, listener(name.name))
    await stage.results(works, refuses)
    assert heard == [
        ("ACTION_STARTED", "A0", None),
        ("ACTION_COMPLETED", "A0", True),
        ("ACTION_STARTED", "A1", None),
        ("ACTION_COMPLETED", "A1", False),
        ("ACTION_FAILED", "A1", False),
    ]


async def test_each_step_has_a_door_of_its_own(stage: Stage) -> None:
    stage.desk.expect(outcome(), outcome())
    results = await stage.results(pays, pays)
    assert all(results)
    assert [ticket.step for ticket, _ in stage.desk.submitted] == [0, 1]


async def test_what_waits_for_an_approval_has_not_succeeded_and_stops_the_rest(
    stage: Stage,
) -> None:
    stage.desk.expect(outcome(Stands.PLANNED, approval=APPROVAL))
    execution = await stage.run(call(pays), call(pays, name="LATER", step=1))
    assert execution.approval == APPROVAL
    codes = [result.error.code if result.error else None for result in execution.results]
    assert codes == ["NEEDS_APPROVAL", "NOT_RUN"]
    assert not any(execution.results)
    assert stage.said[0].actions == ("ACT",)


async def test_a_desk_that_refuses_ends_in_its_own_words(stage: Stage) -> None:
    stage.desk.expect(ReadOnly("no key is configured", hint="Set EVM_PRIVATE_KEY."))
    (result,) = await stage.results(pays)
    assert result.text == "no key is configured. Set EVM_PRIVATE_KEY."


async def test_without_a_desk_nothing_is_paid() -> None:
    runtime = AgentRuntime(Character("Ada", ("b",)))
    door = open_door(runtime, Ticket("test", "room", "m1", 0, "hi", OWNER))
    with pytest.raises(ReadOnly, match="none is open"):
        await door.submit(Intent("evm", "transfer", {}))


class TestProcessActions:
    """Actions that a response names, as the documentation has it."""

    async def process(self, stage: Stage, *names: str) -> tuple[ActionResult, ...]:
        asked = message()
        named = Memory(
            id=asked.id,
            entity_id=asked.entity_id,
            agent_id=asked.agent_id,
            room_id=asked.room_id,
            content=Content("", actions=names),
            created_at=2,
        )
        return await stage.runtime.process_actions(asked, [named], callback=stage.say)

    @pytest.mark.covers("PLP-05")
    async def test_a_failed_action_does_not_stop_the_next(self, stage: Stage) -> None:
        stage.runtime.register_action(action(refuses, name="FAIL"))
        stage.runtime.register_action(action(works, name="WORK"))
        results = await self.process(stage, "FAIL", "WORK")
        assert [r.success for r in results] == [False, True]

    @pytest.mark.covers("X-22", "PLP-05", "X-31")
    async def test_a_failed_critical_action_does(self, stage: Stage) -> None:
        stage.runtime.register_action(action(refuses, name="FAIL", critical=True))
        stage.runtime.register_action(action(works, name="WORK"))
        results = await self.process(stage, "FAIL", "WORK")
        assert [r.error.code if r.error else None for r in results] == ["INVALID_AMOUNT", "NOT_RUN"]

    async def test_an_unknown_action_is_a_failed_result_in_its_place(self, stage: Stage) -> None:
        stage.runtime.register_action(action(works, name="WORK"))
        results = await self.process(stage, "GONE", "WORK")
        assert [(r.action, r.success) for r in results] == [("GONE", False), ("WORK", True)]
        assert results[0].error is not None
        assert results[0].error.message == "there is no action 'GONE'"

    async def test_nobody_vouches_for_what_is_paid(self) -> None:
        desk = FakeDesk()
        stage = Stage(AgentRuntime(Character("Ada", ("b",)), doors=desk), desk)
        desk.expect(outcome())
        stage.runtime.register_action(action(pays, name="PAY"))
        await self.process(stage, "PAY")
        principal = desk.submitted[0][0].principal
        assert (principal.owner, principal.consent.value) == (False, "policy")


def shared(name: str, answer: ActionResult | FiscusError) -> Call:
    """One family's answer to a request that names none."""

    async def handle(context: ActionContext, params: None) -> ActionResult:
        if isinstance(answer, FiscusError):
            raise answer
        return answer

    return Call(Action(name, "Test.", handle), request="balance")


GOOD = ActionResult(success=True, text="5 USDC")


async def test_what_one_family_does_not_know_and_another_does_is_not_told() -> None:
    stage = Stage()
    unknown = UnknownToken("'BONK' is unknown", hint="Name another.")
    run = await stage.run(shared("A", unknown), shared("B", GOOD))
    assert [result.action for result in run.results] == ["B"]
    assert [said.text for said in stage.said] == ["5 USDC"]


async def test_where_no_family_knows_it_each_says_so() -> None:
    stage = Stage()
    unknown = [UnknownToken(f"{name} knows nothing", hint="?") for name in "AB"]
    run = await stage.run(shared("A", unknown[0]), shared("B", unknown[1]))
    assert [result.success for result in run.results] == [False, False]
    assert len(stage.said) == 2


async def test_a_family_in_trouble_does_not_keep_another_from_answering() -> None:
    stage = Stage()
    trouble = RpcUnavailable("Base does not answer", hint="Try again.")
    run = await stage.run(shared("A", trouble), shared("B", GOOD))
    assert [result.success for result in run.results] == [False, True]


async def test_the_same_answer_of_two_families_is_told_once() -> None:
    stage = Stage()
    run = await stage.run(shared("A", GOOD), shared("B", GOOD))
    assert [result.action for result in run.results] == ["A", "B"]
    assert [said.text for said in stage.said] == ["5 USDC"]


async def test_an_action_may_say_how_it_refuses(stage: Stage) -> None:
    refusing = Action("PAY", "for a test", refuses, refusal="Transfer failed: ")
    [result] = (await stage.run(Call(refusing))).results
    assert result.text.startswith("Transfer failed: '0' is not more than zero.")
    assert result.error is not None and result.error.message == "'0' is not more than zero"


@pytest.mark.covers("X-20", "PLP-16")
@pytest.mark.parametrize(
    ("answer", "success", "text"),
    [
        (Content("Said."), True, "Said."),
        ({"text": "Done."}, True, "Done."),
        ({"success": True, "text": "Done.", "values": {"n": 1}}, True, "Done."),
        ({"success": False, "text": "Action failed"}, False, "Action failed"),
    ],
)
async def test_the_older_answers_of_actions_are_results(
    stage: Stage, answer: Content | dict[str, object], success: bool, text: str
) -> None:
    async def older(context: ActionContext, params: None) -> Content | dict[str, object]:
        return answer

    (result,) = (await stage.run(Call(Action("OLD", "Test.", older)))).results
    assert (result.success, result.text) == (success, text)
    assert (result.error is None) == success


@pytest.mark.covers("RTL-19", "X-76")
async def test_one_plugin_can_keep_an_action_from_running(stage: Stage) -> None:
    asked: list[str] = []

    async def allows(action: AnyAction, asked_by: Memory, runtime: AgentRuntime) -> bool:
        asked.append(action.name)
        return True

    async def refuses_payments(action: AnyAction, asked_by: Memory, runtime: AgentRuntime) -> bool:
        return action.name != "PAY"

    for plugin in (
        Plugin("a", "allows", before_action=allows),
        Plugin("b", "guards", before_action=refuses_payments),
    ):
        await stage.runtime.register_plugin(plugin)
    paid, waved = (await stage.run(call(pays, name="PAY"))).results, await stage.results(works)
    assert paid[0].error == Problem(
        "BLOCKED", "Blocked by plugin", "Plugin 'b' does not allow PAY here."
    )
    assert stage.desk.submitted == []
    assert waved[0].success
    assert asked == ["PAY", "A0"]


async def test_a_guard_that_fails_lets_nothing_through(stage: Stage) -> None:
    async def broken(action: AnyAction, asked_by: Memory, runtime: AgentRuntime) -> bool:
        raise ValueError("https://node/v2/api-key")

    await stage.runtime.register_plugin(Plugin("a", "guards", before_action=broken))
    (result,) = (await stage.run(call(pays))).results
    assert result.error is not None
    assert result.error.code == "INTERNAL"
    assert stage.desk.submitted == []


async def test_plugins_are_told_what_an_action_came_to(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, bool]] = []

    async def broken(action: AnyAction, result: ActionResult, runtime: AgentRuntime) -> None:
        raise ValueError("https://node/v2/api-key")

    async def listen(action: AnyAction, result: ActionResult, runtime: AgentRuntime) -> None:
        told.append((action.name, result.success))

    await stage.runtime.register_plugin(Plugin("a", "breaks", after_action=broken))
    await stage.runtime.register_plugin(Plugin("b", "listens", after_action=listen))
    await stage.results(works, refuses)
    assert told == [("A0", True), ("A1", False)]
    assert "after_action of plugin a failed: ValueError" in caplog.text
    assert "api-key" not in caplog.text


@pytest.mark.covers("RTL-21", "PLP-02", "PLC-08")
async def test_what_an_action_says_is_sent_at_once_and_is_an_event(stage: Stage) -> None:
    heard: list[tuple[str, str]] = []

    async def listen(event: Event) -> None:
        assert isinstance(event, ActionEvent)
        assert event.response is not None
        heard.append((event.action.name, event.response.text))

    async def talks(context: ActionContext, params: None) -> ActionResult:
        assert await context.callback(Content("Working on it.")) == ()
        assert [said.text for said in stage.said] == ["Working on it."]
        return ActionResult(success=True, text="Done.")

    stage.runtime.on("action:response", listen)
    await stage.results(talks)
    assert heard == [("A0", "Working on it.")]
    assert [said.text for said in stage.said] == ["Working on it.", "Done."]


@pytest.mark.covers("PLP-06", "PLP-05")
async def test_the_working_memory_names_actions_and_times_and_has_its_limit(stage: Stage) -> None:
    stage.runtime.set_setting("MAX_WORKING_MEMORY_ENTRIES", 2)
    state = (await stage.run(*(call(works, name=f"A{n}", step=n) for n in range(3)))).state
    entries = state.working_memory
    assert [entry.action_name for entry in entries] == ["A1", "A2"]
    assert all(entry.result.text == "Done." for entry in entries)
    assert 0 < entries[0].timestamp < entries[1].timestamp


@pytest.mark.covers("PLP-05", "PRV-04")
async def test_several_actions_have_a_plan_that_says_how_far_it_is(stage: Stage) -> None:
    plans: list[tuple[int, list[str]]] = []

    async def look(context: ActionContext, params: None) -> None:
        plan = context.state.action_plan
        assert plan is not None
        plans.append((plan.current_step, [step.status.value for step in plan.steps]))

    state = (await stage.run(call(works), call(look, step=1), call(refuses, step=2))).state
    assert plans == [(2, ["completed", "pending", "pending"])]
    plan = state.action_plan
    assert plan is not None
    assert [step.status.value for step in plan.steps] == ["completed", "completed", "failed"]
    assert plan.steps[-1].error == "INVALID_AMOUNT"
    assert (plan.total_steps, plan.current_step) == (3, 3)


async def test_a_single_action_needs_no_plan(stage: Stage) -> None:
    assert (await stage.run(call(works))).state.action_plan is None


async def test_a_named_action_sees_the_response_that_named_it(stage: Stage) -> None:
    seen: list[Sequence[Memory]] = []

    async def look(context: ActionContext, params: None) -> None:
        seen.append(context.responses)

    stage.runtime.register_action(action(look, name="LOOK"))
    asked = message()
    named = replace(asked, content=Content("", actions=("LOOK",)))
    await stage.runtime.process_actions(asked, [named], callback=stage.say)
    assert seen == [(named,)]


@pytest.mark.covers("RTL-20")
async def test_only_valid_actions_can_be_chosen(caplog: pytest.LogCaptureFixture) -> None:
    both = asyncio.Barrier(2)

    async def yes(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
        await both.wait()
        return True

    async def no(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
        await both.wait()
        return False

    async def broken(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
        raise ValueError("https://node/v2/api-key")

    runtime = AgentRuntime(Character("Ada", ("b",)))
    assert await runtime.valid_actions(message()) == ()
    for name, validate in (("YES", yes), ("NO", no), ("BROKEN", broken)):
        runtime.register_action(Action(name, "Test.", works, validate=validate))
    assert [found.name for found in await runtime.valid_actions(message())] == ["YES"]
    assert "Validation error for BROKEN: ValueError" in caplog.text
    assert "api-key" not in caplog.text
