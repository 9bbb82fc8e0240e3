"""A model's proposals as calls, each value with whose word it is.

A value is the person's where the reader itself gives it that role of that action in the person's
own turn. That the model repeats a text which occurs somewhere makes it nobody's word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fiscus.core.bootstrap.grounding import grounded
from fiscus.core.desk.door import Given
from fiscus.core.execution import Call
from fiscus.core.models.proposals import Proposal, fields_of
from fiscus.core.origins import Origin
from fiscus.core.reader.reading import ParamValue, Reading, Step

_UNDERSTOOD = frozenset({"intended_action", "missing", "reason"})
"""Parameters of a question that are about it, not of it."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """The calls of a decision; or what to ask the person first."""

    calls: tuple[Call, ...] = ()
    missing: tuple[str, ...] = ()
    """Parameters of the first incomplete proposal that nobody gave."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A request the reader found, as far as it goes."""

    step: Step
    complete: bool
    gaps: tuple[str, ...] = ()


def proposed(proposals: Sequence[Proposal], reading: Reading, turns: Sequence[str]) -> Proposed:
    """Calls for the proposals, in order. `turns` are the person's own: the message, then earlier.

    Each request of the person answers for one proposal at most: a model that pays twice has only
    been told to pay once. What the person said and the model left out is filled in.
    """
    said = list(_requests(reading))
    calls: list[Call] = []
    for number, proposal in enumerate(proposals):
        request = _request(proposal, said)
        if request is not None:
            said.remove(request)
        values = _values(proposal, request, turns)
        wanted = (*proposal.missing, *(request.gaps if request else ()))
        missing = tuple(role for role in dict.fromkeys(wanted) if role not in values)
        if missing:
            return Proposed(missing=missing)
        calls.append(
            Call(
                proposal.action,
                step=number,
                request=_vocabulary(proposal, request),
                params={**proposal.params, **{role: v.value for role, v in values.items()}},
                values=values,
                origin=Origin.USER if request and request.complete else Origin.MODEL,
            )
        )
    return Proposed(tuple(calls))


def _requests(reading: Reading) -> tuple[_Said, ...]:
    """What the reader is sure was asked for, and a request it only misses something of.

    Where it has any other reason to ask, the words may be taken back, quoted or meant otherwise.
    """
    if reading.action == "clarify":
        action = reading.params.get("intended_action")
        if "reason" in reading.params or not isinstance(action, str):
            return ()
        params = {role: v for role, v in reading.params.items() if role not in _UNDERSTOOD}
        step = Step(action, params, reading.values)
        return (_Said(step, complete=False, gaps=reading.missing),)
    steps = reading.steps
    if not steps and reading.action != "none":
        steps = (Step(reading.action, reading.params, reading.values),)
    return tuple(_Said(step, complete=True) for step in steps)


def _request(proposal: Proposal, said: Sequence[_Said]) -> _Said | None:
    """The person's request of the same kind that agrees most with the proposal."""
    ranked = [
        (sum(_agrees(proposal.params.get(role), v) for role, v in one.step.params.items()), one)
        for one in said
        if one.step.action in proposal.action.handles
    ]
    most, best = max(ranked, key=lambda pair: pair[0], default=(0, None))
    return best if most else None


def _values(proposal: Proposal, request: _Said | None, turns: Sequence[str]) -> Mapping[str, Given]:
    own = grounded(request.step, turns) if request else dict[str, Given]()
    fields = fields_of(proposal.action)
    values = {role: given for role, given in own.items() if role in fields}
    for role, value in proposal.params.items():
        meant = own.get(role)
        agreed = meant is not None and _agrees(value, meant.value)
        if not agreed and isinstance(value, (str, int)):
            values[role] = Given(str(value), Origin.MODEL)
    return values


def _vocabulary(proposal: Proposal, request: _Said | None) -> str:
    handles = proposal.action.handles
    return request.step.action if request else next(iter(handles), "")


def _agrees(value: ParamValue | None, meant: ParamValue) -> bool:
    """Whether the model means what the person said; the person's own writing is what counts."""
    if value is None or not isinstance(value, (str, int)) or not isinstance(meant, (str, int)):
        return False
    one, other = str(value).strip().lower(), str(meant).strip().lower()
    return one == other or (_number(one) is not None and _number(one) == _number(other))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
