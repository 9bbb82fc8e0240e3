"""Which request each condition belongs to; where that is not certain, the requests are in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fiscus.core.reader.conditionals import conditions_of, is_silent
from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.context import Part
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.settling import READS

Said = Mapping[int, tuple[Condition, ...]]
"""Conditions by the place of their atom in the text."""
UNCLEAR = "which of the requests waits is unclear"
_ASKING = frozenset({"request", "read", "unsure"})


def deferred(parts: Sequence[Part], said: Said) -> list[Part]:
    """`parts`, each draft with the conditions that hold for it."""
    if not said:
        return list(parts)
    asking = [part for part in parts if part.mood in _ASKING and part.drafts]
    found: list[Part] = []
    for part in parts:
        here = conditions_of(part.clause.atoms, said)
        if here and part in asking:
            _own(part, here, asking)
        elif here and _is_alone(part) and asking:
            _apart(part, here, asking)
            part = Part(part.clause, "term", ())
        found.append(part)
    return found


def _own(
    part: Part, here: Sequence[tuple[int, tuple[Condition, ...]]], asking: Sequence[Part]
) -> None:
    head = part.clause.lead if part.clause.head is not None else 0
    at = asking.index(part)
    same = [other for other in asking if other.clause.sentence == part.clause.sentence]
    for index, conditions in here:
        leading = index < head
        # Said first, it holds for all that follows in the sentence; said last, it may hold for all.
        holders = [other for other in asking[at:] if other in same] if leading else [part]
        _wait(part, index, conditions, holders)
        before = [other for other in asking[:at] if other in same and _writes(other)]
        if not leading and any(not draft.conditions for other in before for draft in other.drafts):
            for draft in part.drafts:
                draft.doubt("condition", UNCLEAR)


def _apart(
    part: Part, here: Sequence[tuple[int, tuple[Condition, ...]]], asking: Sequence[Part]
) -> None:
    """ "Send 5 USDC to bob.eth. Only when gas is low." """
    writing = [other for other in asking if _writes(other)] or list(asking)
    for index, conditions in here:
        _wait(part, index, conditions, writing)
    if len(writing) > 1:
        for other in writing:
            for draft in other.drafts:
                draft.doubt("condition", UNCLEAR)


def _wait(part: Part, index: int, conditions: Sequence[Condition], holders: Sequence[Part]) -> None:
    atom = part.clause.atoms[index]
    for other in holders:
        for draft in other.drafts:
            _put(draft, conditions, place=(atom.start, atom.end))


def _put(draft: Draft, conditions: Sequence[Condition], *, place: tuple[int, int]) -> None:
    for role in ("condition", "schedule"):
        new = [condition for condition in conditions if condition.role == role]
        if new:
            draft.wait(role, new, place)


def _is_alone(part: Part) -> bool:
    """Nothing in the clause but the condition."""
    return not part.drafts and all(is_silent(atom) for atom in part.clause.atoms)


def _writes(part: Part) -> bool:
    return any(draft.action not in READS for draft in part.drafts)
