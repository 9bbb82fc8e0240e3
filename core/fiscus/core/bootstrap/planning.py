"""From understood steps to the actions that do them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from fiscus.core.action import AnyAction
from fiscus.core.bootstrap.grounding import grounded
from fiscus.core.bootstrap.joining import together
from fiscus.core.desk.door import Given
from fiscus.core.execution import Call
from fiscus.core.families import family_title
from fiscus.core.origins import Origin
from fiscus.core.passing import BRINGING, takes
from fiscus.core.reader.reading import Reading, Step
from fiscus.core.result import Problem
from fiscus.core.unrun import Unrun

SCHEDULER = "SCHEDULE_REQUEST"
READ_ONLY = frozenset(
    {"balance", "portfolio", "address", "price", "history", "allowances", "hidden_tokens"}
)
"""Requests that change nothing: without a word about the chain, every family may answer."""
ANY_FAMILY = frozenset({"any", "none"})


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls of a message in order; or the first step that cannot be done, and why."""

    calls: tuple[Call, ...] = ()
    steps: tuple[Unrun, ...] = ()
    """Every step, as it is told of where it does not run."""
    obstacle: Problem | None = None
    obstacle_at: int = 0


@dataclass(frozen=True, slots=True)
class _Candidates:
    step: Step
    actions: tuple[AnyAction, ...] = field(default=())

    @property
    def name(self) -> str:
        return self.actions[0].name if self.actions else self.step.action.upper()


def plan(
    reading: Reading,
    actions: Collection[AnyAction],
    *,
    turns: Sequence[str],
    wallets: Collection[str] = (),
) -> Plan:
    """Match every step with its action before anything is run: no request is begun that could be
    known not to end.

    `wallets` are the families that have one: what could be on any chain is for them.
    """
    steps = reading.steps or (Step(reading.action, reading.params, reading.values),)
    family = reading.chain_family
    found = [_Candidates(step, _able(step, family, actions, wallets)) for step in steps]
    told = tuple(Unrun(candidates.name, (candidates.step.params,)) for candidates in found)
    calls: list[Call] = []
    for number, candidates in enumerate(found):
        step = candidates.step
        scheduler = _scheduler(actions) if len(found) == 1 and _waits(step) else None
        before = found[number - 1].step if number else None
        obstacle = None if scheduler else _wait(step, before)
        obstacle = obstacle or _obstacle(candidates, reading.chain_family, actions)
        if obstacle is not None:
            return Plan(steps=told, obstacle=obstacle, obstacle_at=number)
        if scheduler is not None:
            call = _waiting(scheduler, candidates, grounded(step, turns))
            return Plan((call,), (call.unrun,))
        values = grounded(step, turns)
        calls.extend(
            Call(
                action,
                step=number,
                request=step.action,
                params=step.params,
                values=values,
                origin=Origin.USER,
            )
            for action in candidates.actions
        )
    return Plan(tuple(together(calls)), told)


def _able(
    step: Step, family: str, actions: Collection[AnyAction], wallets: Collection[str]
) -> tuple[AnyAction, ...]:
    able = tuple(
        action
        for action in actions
        if step.action in action.handles
        and (family in ANY_FAMILY or action.family is None or action.family == family)
    )
    ready = tuple(action for action in able if action.family is None or action.family in wallets)
    return ready if ready and family in ANY_FAMILY else able


def _waits(step: Step) -> bool:
    return bool(step.conditions)


def _scheduler(actions: Collection[AnyAction]) -> AnyAction | None:
    """The action that puts down what waits."""
    return next((action for action in actions if action.name == SCHEDULER), None)


def _waiting(scheduler: AnyAction, candidates: _Candidates, values: Mapping[str, Given]) -> Call:
    step = candidates.step
    return Call(
        scheduler,
        request=step.action,
        params={
            "action": candidates.name,
            "params": {
                role: str(value)
                for role, value in step.params.items()
                if isinstance(value, (str, int))
            },
            "conditions": tuple(json.dumps(one.to_json()) for one in step.conditions),
        },
        values=values,
        origin=Origin.USER,
    )


def _wait(step: Step, before: Step | None) -> Problem | None:
    """Why a step cannot be run: it waits for something, or takes what no step before brings.

    The message is refused as a whole: a step behind it may rest on it.
    """
    told = [str(step.params[role]) for role in ("condition", "schedule") if role in step.params]
    told = told or [str(condition) for condition in step.conditions]
    if told:
        return Problem(
            "NOT_SUPPORTED",
            f"I understood the {step.action}, and what it waits for: {', '.join(told)}. I cannot"
            " wait for that here, so nothing was done",
            "What waits is put down where it is the only request of a message.",
        )
    if takes(step.params) and (before is None or before.action not in BRINGING):
        return Problem(
            "NOT_SUPPORTED",
            f"I understood that the {step.action} takes what the step before brings. That brings"
            " nothing to this wallet, so nothing was done",
            "Ask for each with its amount.",
        )
    return None


def _obstacle(
    candidates: _Candidates, family: str, actions: Collection[AnyAction]
) -> Problem | None:
    able, request = candidates.actions, candidates.step.action
    if not able:
        known = sorted({handled for action in actions for handled in action.handles})
        where = "" if family in ANY_FAMILY else f" on {family_title(family)}"
        return Problem(
            "NOT_SUPPORTED",
            f"no active plugin can {request}{where}",
            f"Active plugins do: {', '.join(known) or 'nothing'}.",
        )
    if len(able) > 1 and request not in READ_ONLY:
        homes = sorted({action.family or action.name for action in able})
        families = " or ".join(map(family_title, homes))
        return Problem("AMBIGUOUS_CHAIN", f"{request!r} could be on {families}", "Name the chain.")
    return None
