"""Whose word each value of a request is, checked against what the person wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fiscus.core.desk.door import Given
from fiscus.core.origins import Origin
from fiscus.core.reader.reading import Step, Value

QUALIFIES: Final = {"amount_side": "amount"}
"""What the reader tells of the words around another value, by that value's role: it is as much the
person's word as the value itself."""


def grounded(step: Step, turns: Sequence[str]) -> Mapping[str, Given]:
    """The values of a step by role. `turns` are the person's own: the message, then the earlier.

    A value is the person's word where the reader found it in that role at a place in one of these
    turns, and the turn really says so there. Any other value is nobody's: the desk asks an owner.
    """
    return {
        role: Given(str(value), _origin(step, QUALIFIES.get(role, role), turns))
        for role, value in step.params.items()
        if isinstance(value, (str, int))
    }


def _origin(step: Step, role: str, turns: Sequence[str]) -> Origin:
    value = str(step.params.get(role))
    found = (v for v in step.values if v.role == role and v.value == value)
    return Origin.USER if any(_written(v, turns) for v in found) else Origin.MODEL


def _written(value: Value, turns: Sequence[str]) -> bool:
    place = -value.turn
    if not 0 <= place < len(turns) or not value.text:
        return False
    return turns[place][value.start : value.end] == value.text
