"""Actions, run one after another. The one place where an error stops travelling."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, cast

from fiscus.core.action import ActionContext, AnyAction, Handled, HandlerCallback
from fiscus.core.desk.batches import parted
from fiscus.core.desk.door import Given, Words
from fiscus.core.errors import FiscusError, RequestError
from fiscus.core.events import ActionEvent, EventType
from fiscus.core.hooks import after_action, blocked_by
from fiscus.core.isolation import where
from fiscus.core.memory import Content
from fiscus.core.origins import Origin
from fiscus.core.result import ActionResult, Problem
from fiscus.core.settings import MOST_REMEMBERED
from fiscus.core.state import WORKING_MEMORY, State
from fiscus.core.unrun import Unrun, Why, listed, reason
from fiscus.core.watched import WatchedDoor

if TYPE_CHECKING:
    from fiscus.core.desk.door import Door, Principal
    from fiscus.core.desk.outcome import Approval
    from fiscus.core.memory import Memory
    from fiscus.core.reader.reading import ParamValue
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

INTERNAL = Problem(
    "INTERNAL",
    "I encountered an issue processing your request.",
    "It is a fault of the program, not of your request; the log says where.",
)
NOT_MINE = frozenset({"UNKNOWN_TOKEN", "CHAIN_NOT_CONFIGURED"})
"""Refusals by which a family says that it does not know what another may know."""


@dataclass(frozen=True, slots=True)
class Call:
    """One action to be run, with what was understood for it."""

    action: AnyAction
    step: int = 0
    request: str = ""
    params: Mapping[str, ParamValue] = field(default_factory=dict[str, "ParamValue"])
    values: Mapping[str, Given] = field(default_factory=dict[str, "Given"])
    critical: bool = True
    """Where it fails, nothing after it runs."""
    origin: Origin = Origin.MODEL
    """Whose idea it is. Where nobody with authority had it, the desk asks an owner."""
    brought: str = ""
    """What the step before has brought, of which this one takes its amount: `"5 DAI on base"`."""

    @property
    def words(self) -> Words:
        """What the desk is told that the person said."""
        return Words(self.request, self.values, self.origin)

    @property
    def unrun(self) -> Unrun:
        """As it is told of where it does not run."""
        payments = parted(self.values)
        if len(payments) < 2:
            return Unrun(self.action.name, (self.params,))
        said = [{role: given.value for role, given in one.items()} for one in payments]
        return Unrun(self.action.name, tuple(said))


@dataclass(frozen=True, slots=True)
class Occasion:
    """The message that is being answered, and what its actions may use."""

    message: Memory
    principal: Principal
    door: Callable[[int], Door]
    """The desk's door for a step."""
    callback: HandlerCallback
    responses: tuple[Memory, ...] = ()
    """What the agent has said to it so far."""
    completed: Callable[[Call], Awaitable[Call]] | None = None
    """Puts in what only the steps before could tell. May refuse with a `FiscusError`."""


APPROVAL: Final = "approval"
"""The key of a content's metadata: the id of the approval that the line shows."""


@dataclass(frozen=True, slots=True)
class Execution:
    """What came of the calls, in their order."""

    results: tuple[ActionResult, ...] = ()
    approval: Approval | None = None
    state: State = field(default_factory=State)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one call."""

    call: Call
    result: ActionResult
    approval: Approval | None = None

    @property
    def ends(self) -> bool:
        """Whether nothing after it may run."""
        return not self.result and (self.call.critical or self.approval is not None)


async def execute(
    runtime: AgentRuntime, calls: Sequence[Call], *, occasion: Occasion, state: State
) -> Execution:
    """Run the calls in order, each seeing the results of those before it.

    A critical call that fails, or that waits for an approval, ends the run: what comes after it is
    reported with the code `NOT_RUN`.
    """
    results: list[ActionResult] = []
    done, most = 0, _working_memory(runtime)
    if len(calls) > 1:
        state = state.planned([call.action.name for call in calls])
    for group in _by_step(calls):
        answers = [
            await _answer(runtime, call, occasion=occasion, state=state, results=tuple(results))
            for call in group
        ]
        done += len(group)
        told = useful(answers)
        results += [answer.result for answer in told]
        for answer in answers:
            state = state.stepped(answer.result)
        for answer in told:
            state = state.after(answer.result, at=runtime.clock.now(), most=most)
        for answer in _each_text_once(told):
            await _announce(answer.result, occasion, answer.approval)
        if any(answer.ends for answer in told):
            ended = next(answer for answer in told if answer.ends)
            why = reason(ended.result, waits=ended.approval is not None)
            rest = await skip([later.unrun for later in calls[done:]], occasion, why)
            return Execution((*results, *rest), told[-1].approval, state)
    return Execution(tuple(results), None, state)


def _working_memory(runtime: AgentRuntime) -> int:
    wanted = str(runtime.get_setting(MOST_REMEMBERED.name) or "")
    return int(wanted) if wanted.isdecimal() and int(wanted) > 0 else WORKING_MEMORY


def _by_step(calls: Sequence[Call]) -> list[list[Call]]:
    """One request that several families answer is one group."""
    groups: list[list[Call]] = []
    for call in calls:
        before = groups[-1][0] if groups else None
        if before and call.request and (before.step, before.request) == (call.step, call.request):
            groups[-1].append(call)
        else:
            groups.append([call])
    return groups


async def _answer(
    runtime: AgentRuntime,
    call: Call,
    *,
    occasion: Occasion,
    state: State,
    results: tuple[ActionResult, ...],
) -> Answer:
    if occasion.completed is not None:
        try:
            call = await occasion.completed(call)
        except FiscusError as error:
            log.info("Action %s refused: %s", call.action.name, error.code)
            return Answer(call, replace(_refused(call.action, error), action=call.action.name))
    idea = Given(call.action.name, call.origin)
    door = WatchedDoor(occasion.door(call.step), idea)
    context = ActionContext(
        runtime=runtime,
        message=occasion.message,
        principal=occasion.principal,
        desk=door,
        callback=_announced(runtime, call.action, occasion),
        step=call.step,
        request=call.request,
        values=call.values,
        state=state,
        previous_results=results,
        responses=occasion.responses,
        origin=call.origin,
    )
    result = _settled(await _reported(call, context), door.approval)
    return Answer(call, _with_what_there_is(call, result), door.approval)


def _with_what_there_is(call: Call, result: ActionResult) -> ActionResult:
    """Where nothing was signed of what the step before has brought: that it is still there."""
    refused = result.error is not None and result.error.code not in {"PENDING", "NEEDS_APPROVAL"}
    if not (call.brought and refused) or result.data.get("hash"):
        return result
    return replace(result, text=f"{result.text} What you have now is {call.brought}.")


def _announced(runtime: AgentRuntime, action: AnyAction, occasion: Occasion) -> HandlerCallback:
    """The callback; what the action says through it is an event, too."""

    async def say(content: Content) -> Sequence[Memory]:
        said = ActionEvent(
            runtime=runtime, action=action, message=occasion.message, response=content
        )
        await runtime.emit(EventType.ACTION_RESPONSE, said)
        return await occasion.callback(content)

    return say


def useful(answers: Sequence[Answer]) -> list[Answer]:
    """Of several families that were asked the same: not what one does not know and another does."""
    if not any(answer.result for answer in answers):
        return [*answers]
    return [a for a in answers if a.result.error is None or a.result.error.code not in NOT_MINE]


def _each_text_once(answers: Sequence[Answer]) -> list[Answer]:
    told: dict[str, Answer] = {}
    for answer in answers:
        told.setdefault(answer.result.text, answer)
    return list(told.values())


async def skip(steps: Sequence[Unrun], occasion: Occasion, why: Why) -> tuple[ActionResult, ...]:
    """Report that these are not run."""
    if steps:
        await occasion.callback(Content(listed(steps, why), actions=("NONE",)))
    return tuple(step.result(why) for step in steps)


async def _announce(result: ActionResult, occasion: Occasion, approval: Approval | None) -> None:
    if not result.text:
        return
    failed = result.error is not None and approval is None
    problem = {"error": result.error.code} if result.error else {}
    asked = {APPROVAL: approval.id} if approval is not None else {}
    said = Content(
        result.text,
        actions=("ERROR",) if failed else (result.action,),
        metadata={**problem, **asked},
    )
    await occasion.callback(said)


async def _reported(call: Call, context: ActionContext) -> ActionResult:
    runtime, action = context.runtime, call.action
    begun = ActionEvent(
        runtime=runtime, action=action, message=context.message, state=context.state
    )
    await runtime.emit(EventType.ACTION_STARTED, begun)
    started = time.perf_counter()
    result = replace(await _bounded(call, context), action=action.name)
    ended = replace(begun, result=result, ms=(time.perf_counter() - started) * 1000)
    log.info("Action %s executed in %.0f ms", action.name, ended.ms)
    await after_action(runtime, action, result)
    await runtime.emit(EventType.ACTION_COMPLETED, ended)
    if not result:
        await runtime.emit(EventType.ACTION_FAILED, ended)
    return result


async def _bounded(call: Call, context: ActionContext) -> ActionResult:
    """The error boundary: whatever is raised in an action ends here, as a result."""
    try:
        return await _run(call, context)
    except FiscusError as error:
        log.info("Action %s refused: %s", call.action.name, error.code)
        return _refused(call.action, error)
    except Exception as error:  # noqa: BLE001 - a bug in one action must not end the agent
        known = _known(error)
        if known is not None:
            return _refused(call.action, known)
        log.error("Action %s failed: %s", call.action.name, where(error))
        return ActionResult.failed(INTERNAL)


async def _run(call: Call, context: ActionContext) -> ActionResult:
    action = call.action
    plugin = await blocked_by(context.runtime, action, context.message)
    if plugin is not None:
        hint = f"Plugin {plugin!r} does not allow {action.name} here."
        return ActionResult.failed(Problem("BLOCKED", "Blocked by plugin", hint))
    if not await action.validate(context.runtime, context.message, context.state):
        return ActionResult.failed(
            Problem(
                "NOT_AVAILABLE",
                f"{action.name} is not available now.",
                "`fiscus check` says what it needs.",
            )
        )
    return _normal(await action.handler(context, _params(call)))


def _refused(action: AnyAction, error: FiscusError) -> ActionResult:
    problem = Problem.of(error)
    return replace(ActionResult.failed(problem), text=f"{action.refusal}{problem.text}")


def _params(call: Call) -> object:
    """The action's own model, filled. Raises `RequestError` naming each wrong field."""
    model = call.action.params
    if model is None:
        return None
    from pydantic import ValidationError

    try:
        return model.model_validate(dict(call.params))
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        said = "; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in problems)
        raise RequestError(
            f"{call.action.name} cannot be done with these parameters: {said}",
            hint="Say it again with what is missing or wrong.",
        ) from error


def _normal(handled: Handled) -> ActionResult:
    """The documented older answers, as a result."""
    if isinstance(handled, ActionResult):
        return handled
    if isinstance(handled, Content):
        return ActionResult(success=True, text=handled.text)
    if isinstance(handled, Mapping):
        success, text = handled.get("success", True) is True, str(handled.get("text") or "")
        return ActionResult(
            success=success,
            text=text,
            values=_mapping(handled.get("values")),
            data=_mapping(handled.get("data")),
            error=None if success else Problem("ACTION_FAILED", text or "It did not succeed."),
        )
    return ActionResult(success=handled is not False)


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _settled(result: ActionResult, approval: Approval | None) -> ActionResult:
    """Nothing that waits for a yes has succeeded, whatever the action made of it."""
    if approval is None or not result.success:
        return result
    waits = Problem(
        "NEEDS_APPROVAL",
        approval.summary,
        f"An owner can approve {approval.id} until {approval.expires_at}.",
    )
    return replace(result, success=False, error=result.error or waits)


def _known(error: Exception) -> FiscusError | None:
    """The first refusal of a group that holds nothing but refusals."""
    leaves = (
        list(_leaves(cast("ExceptionGroup[Exception]", error)))
        if isinstance(error, ExceptionGroup)
        else []
    )
    refusals = [leaf for leaf in leaves if isinstance(leaf, FiscusError)]
    return refusals[0] if refusals and len(refusals) == len(leaves) else None


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(cast("BaseExceptionGroup[BaseException]", error))
        else:
            yield error
