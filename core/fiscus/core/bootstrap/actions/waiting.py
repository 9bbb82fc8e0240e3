"""Requests that wait: put down, listed, and called off."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from pydantic import BaseModel, ConfigDict, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.waiting import LOOK_MS, PATIENCE_MS, WAITING
from fiscus.core.errors import RequestError
from fiscus.core.reader.conditions import SCHEDULED, Condition
from fiscus.core.result import ActionResult
from fiscus.core.tasks import INTERVAL, QUEUE, REPEAT
from fiscus.core.waiting.calendar import following, occasion, told
from fiscus.core.waiting.levels import check_level, figures_of

if TYPE_CHECKING:
    from fiscus.core.tasks import Task

STAYING: Final = "It is done by a program that stays, like `fiscus chat`."
SHOWN_ID: Final = 8
NO_NEED: Final = frozenset({"condition", "schedule"})


class WaitingParams(BaseModel):
    """An action, what it is given, and what it waits for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: str = Field(description="The name of the action that waits.")
    params: dict[str, str] = Field(description="What that action is given.")
    conditions: tuple[str, ...] = Field(description="Each a condition of the reader in JSON.")


class ScheduledParams(BaseModel):
    """Which one is called off."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    task: str | None = Field(default=None, description="The beginning of its id.")


async def _schedule(ctx: ActionContext, params: WaitingParams) -> ActionResult:
    action = ctx.runtime.get_action(params.action)
    if action is None or not ctx.principal.owner:
        raise RequestError(
            f"{params.action!r} cannot wait here", hint="Only an owner's request can."
        )
    conditions = [_condition(text) for text in params.conditions]
    given = {role: value for role, value in params.params.items() if role not in NO_NEED}
    wanted = " ".join(str(value) for value in given.values())
    waits = " and ".join(map(str, conditions))
    description = f"{ctx.request or action.name} {wanted}, {_when(conditions, waits)}"
    metadata: dict[str, object] = {
        "action": action.name,
        "params": given,
        "conditions": [condition.to_json() for condition in conditions],
        "family": action.family or "",
        "chain": given.get("from_chain"),
    }
    now = datetime.fromtimestamp(ctx.runtime.clock.now() / 1000, UTC)
    timed = [condition for condition in conditions if condition.kind in SCHEDULED]
    if timed and len(conditions) > 1:
        raise RequestError(
            "A time and a level together cannot be waited for", hint="Name one of them."
        )
    if timed:
        more, said = _timed(timed[0], now)
    else:
        more, said = await _levels(ctx, conditions, family=action.family or "", now=now)
    task_id = await ctx.create_task(
        WAITING, description=description, tags=(QUEUE, REPEAT), metadata={**metadata, **more}
    )
    text = (
        f"Put down as {task_id[:SHOWN_ID]}: {description}. {said} {STAYING} To call it off, say"
        f' "cancel task {task_id[:SHOWN_ID]}".'
    )
    return ActionResult(
        success=True, text=text, values={"task_id": task_id}, data={"task_id": task_id, **more}
    )


def _timed(condition: Condition, now: datetime) -> tuple[dict[str, object], str]:
    found = occasion(condition, now)
    due = _milliseconds(found.first)
    more: dict[str, object] = {"executeAt": due, "dueAt": due, INTERVAL: LOOK_MS}
    said = f"It is due {told(found.first)}."
    if found.repeats:
        said = f"First {told(found.first)}, then {told(following(condition, found.first))}."
    if found.until is not None:
        more["until"] = _milliseconds(found.until)
        said += f" It ends {told(found.until)}."
    return more, said


async def _levels(
    ctx: ActionContext, conditions: Sequence[Condition], *, family: str, now: datetime
) -> tuple[dict[str, object], str]:
    """Raises where nobody could ever tell."""
    for condition in conditions:
        check_level(condition)
    figures_of(ctx.runtime, family)
    until = _milliseconds(now) + PATIENCE_MS
    more: dict[str, object] = {INTERVAL: LOOK_MS, "until": until, "executeAt": _milliseconds(now)}
    last = told(datetime.fromtimestamp(until / 1000, UTC))
    said = f"I look every {LOOK_MS // 1000} s, do it once, and give up {last}."
    return more, said


async def _list(ctx: ActionContext, params: None) -> ActionResult:
    found = await _own(ctx)
    if not found:
        return ActionResult(success=True, text="Nothing waits.", data={"tasks": []})
    lines = [f"  {_line(task)}" for task in found]
    return ActionResult(
        success=True,
        text="\n".join(["What waits:", *lines]),
        data={"tasks": [{"id": task.id, "description": task.description} for task in found]},
    )


async def _cancel(ctx: ActionContext, params: ScheduledParams) -> ActionResult:
    named = (params.task or "").lower()
    found = [task for task in await _own(ctx) if task.id.startswith(named)]
    if not found:
        raise RequestError("Nothing like that waits", hint='Say "show my scheduled tasks".')
    if len(found) > 1:
        listed = "; ".join(map(_line, found))
        raise RequestError(f"Several wait: {listed}", hint="Name one by its id.")
    [task] = found
    await ctx.runtime.delete_task(task.id)
    text = f"Called off: {task.description}."
    return ActionResult(success=True, text=text, data={"task_id": task.id})


async def _own(ctx: ActionContext) -> Sequence[Task]:
    """What the person may see and call off: an owner all, somebody else their own."""
    found = await ctx.runtime.get_tasks(name=WAITING)
    me = ctx.principal
    return [task for task in found if me.owner or task.authority.name == me.name]


def _line(task: Task) -> str:
    due = task.metadata.get("dueAt")
    at = told(datetime.fromtimestamp(due / 1000, UTC)) if isinstance(due, int) else ""
    return f"{task.id[:SHOWN_ID]}: {task.description}{f' (next {at})' if at else ''}"


def _when(conditions: Sequence[Condition], waits: str) -> str:
    return waits if conditions[0].kind in SCHEDULED else f"when {waits}"


def _condition(text: str) -> Condition:
    row = cast("Mapping[str, str]", json.loads(text))
    return Condition(**row)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


schedule = Action(
    name="SCHEDULE_REQUEST",
    description=(
        "Put a request down that waits for a time, a schedule, a price, a fee or a balance. Used"
        " where the person's own words were understood so; not to be proposed."
    ),
    handler=_schedule,
    params=WaitingParams,
    critical=True,
)
list_scheduled = Action(
    name="LIST_SCHEDULED",
    description="List what waits for a time, a price, a fee or a balance. Reads only.",
    handler=_list,
    similes=("SHOW_SCHEDULED", "LIST_TASKS"),
)
cancel_scheduled = Action(
    name="CANCEL_SCHEDULED",
    description="Call off something that waits, where the person asks for it.",
    handler=_cancel,
    params=ScheduledParams,
    similes=("CANCEL_TASK", "UNSCHEDULE"),
)
