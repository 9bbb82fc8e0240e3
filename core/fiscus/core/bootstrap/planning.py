"""From understood steps to the actions that do them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from fiscus.core.action import AnyAction
from fiscus.core.bootstrap.grounding import grounded
from fiscus.core.execution import Call
from fiscus.core.origins import Origin
from fiscus.core.reader.reading import Reading, Step
from fiscus.core.result import Problem

READ_ONLY = frozenset(
    {"balance", "portfolio", "address", "price", "history", "allowances", "hidden_tokens"}
)
"""Requests that change nothing: without a word about the chain, every family may answer."""
ANY_FAMILY = frozenset({"any", "none"})


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls of a message in order; or the first step that cannot be done, and why."""

    calls: tuple[Call, ...] = ()
    names: tuple[str, ...] = ()
    """Of every step, as its results are called."""
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
    names = tuple(candidates.name for candidates in found)
    calls: list[Call] = []
    for number, candidates in enumerate(found):
        obstacle = _wait(candidates.step) or _obstacle(candidates, reading.chain_family, actions)
        if obstacle is not None:
            return Plan(names=names, obstacle=obstacle, obstacle_at=number)
        step = candidates.step
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
    return Plan(tuple(calls), names)


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


def _wait(step: Step) -> Problem | None:
    """Why a step cannot be run at once: it waits for something, or for what a step before yields.

    The message is refused as a whole: a step behind it may rest on it.
    """
    told = [str(step.params[role]) for role in ("condition", "schedule") if role in step.params]
    told = told or [str(condition) for condition in step.conditions]
    if told:
        return Problem(
            "NOT_SUPPORTED",
            f"I understood the {step.action}, and what it waits for: {', '.join(told)}. I cannot"
            " wait for that yet, so nothing was done",
            "Say it again without the condition when the time has come.",
        )
    if step.params.get("amount_of") == "previous":
        return Problem(
            "NOT_SUPPORTED",
            f"I understood that the {step.action} takes what the step before yields. I cannot pass"
            " that on yet, so nothing was done",
            "Ask for the first step alone, and for the next one with its amount.",
        )
    return None


def _obstacle(
    candidates: _Candidates, family: str, actions: Collection[AnyAction]
) -> Problem | None:
    able, request = candidates.actions, candidates.step.action
    if not able:
        known = sorted({handled for action in actions for handled in action.handles})
        where = "" if family in ANY_FAMILY else f" on {family}"
        return Problem(
            "NOT_SUPPORTED",
            f"no active plugin can {request}{where}",
            f"Active plugins do: {', '.join(known) or 'nothing'}.",
        )
    if len(able) > 1 and request not in READ_ONLY:
        families = " or ".join(sorted({action.family or action.name for action in able}))
        return Problem("AMBIGUOUS_CHAIN", f"{request!r} could be on {families}", "Name the chain.")
    return None
