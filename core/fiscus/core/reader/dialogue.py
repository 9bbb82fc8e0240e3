"""A message after others: answers, confirmations and corrections of the same person's request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from fiscus.core.reader.answers import (
    DENIALS,
    answered,
    corrected_by,
    is_confirmation,
    repeats,
    without_no,
)
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.confirming import all_confirmed, confirmed
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.marks import QUESTION
from fiscus.core.reader.message import judged
from fiscus.core.reader.options import picked, place_of
from fiscus.core.reader.reading import Reading
from fiscus.core.reader.settling import READS, missing_of, settle
from fiscus.core.reader.things import Scene
from fiscus.core.reader.vocabulary import Vocabulary

AGENT = "(assistant)"


@dataclass(frozen=True, slots=True)
class Understood:
    """One message by itself: its reading, the drafts it rests on, its atoms, and its language."""

    reading: Reading
    drafts: tuple[Draft, ...]
    atoms: tuple[Atom, ...]
    vocabulary: Vocabulary
    turn: int = 0
    """0 for the message itself, -1 … for earlier turns of the same person."""
    said: Mapping[int, tuple[Condition, ...]] = field(
        default_factory=dict[int, tuple[Condition, ...]]
    )
    """Conditions by the place of their atom."""


Understand = Callable[[str, int], Understood]


def follow(text: str, context: Sequence[str], understand: Understand) -> Reading:
    """Read `text` in the light of `context`; by itself where the context has nothing to add."""
    pending = _pending(context, understand)
    now = understand(text, 0)
    line = _question(context[-1], understand)
    if pending is None:
        steps = _all_of(now, context, line, understand)
        return now.reading if steps is None else judged(text, steps, now.vocabulary)
    draft = _completed(now, pending, line, understand)
    return now.reading if draft is None else judged(text, [draft], now.vocabulary)


def _pending(context: Sequence[str], understand: Understand) -> Draft | None:
    """The request under discussion.

    A turn after no question of the agent's stands for itself: what was said before it is not read.
    """
    own = [index for index, turn in enumerate(context) if not turn.startswith(AGENT)]
    open_turns: list[tuple[int, str, str]] = []
    for back, index in enumerate(reversed(own), 1):
        line = _question(context[index - 1] if index else "", understand)
        open_turns.append((-back, context[index], line))
        if not line:
            break
    pending: Draft | None = None
    for turn, said, line in reversed(open_turns):
        pending = _next(understand(said, turn), pending, line, understand)
    return pending


def _next(
    now: Understood, pending: Draft | None, line: str, understand: Understand
) -> Draft | None:
    """The request under discussion after one more turn of the person."""
    if pending is not None and line:
        merged = _picked(now, pending, line, understand) or _merged(now, pending)
        if merged is not None:
            return merged
    return deepcopy(now.drafts[0]) if len(now.drafts) == 1 else None


def _all_of(
    now: Understood, context: Sequence[str], line: str, understand: Understand
) -> list[Draft] | None:
    """Every step of the person's turn before, where this one says "yes" to all."""
    if not line or len(context) < 2 or context[-2].startswith(AGENT):
        return None
    steps = understand(context[-2], -1).drafts
    scene = Scene(now.atoms, now.vocabulary)
    if len(steps) < 2 or not all(is_confirmation(scene, draft) for draft in steps):
        return None
    return all_confirmed(steps, understand(line, 0).atoms)


def _question(line: str, understand: Understand) -> str:
    """The agent's line without its mark, where it asks about a request; else nothing.

    "Sent 5 USDC. Anything else?" asks about nothing that is still to be done.
    """
    if not line.startswith(AGENT) or not set(line).intersection(QUESTION):
        return ""
    said = line.removeprefix(AGENT)
    return "" if any(_is_done(atom) for atom in understand(said, 0).atoms) else said


def _is_done(atom: Atom) -> bool:
    """ "sent"; or the "已" of a language whose verbs have no past."""
    verb = atom.entry.verb
    return atom.has("past") or (verb is not None and verb.form == "past" and not atom.has("with"))


def _completed(now: Understood, pending: Draft, line: str, understand: Understand) -> Draft | None:
    """The pending request with what this message adds; `None` where it adds nothing."""
    vocabulary = now.vocabulary
    scene = Scene(now.atoms, vocabulary)
    one = _picked(now, pending, line, understand) if line else None
    if one is not None:
        return one
    if is_confirmation(scene, pending):
        return confirmed(pending, understand(line, 0).atoms) if line else None
    if repeats(scene):
        return _settled(_answered(now, pending, scene, replace=True), vocabulary)
    if line:
        if corrected_by(scene):
            again = _said_again(now, pending, understand)
            if again is not None:
                return again
            fixed = _answered(now, pending, without_no(scene), replace=True)
            atoms = understand(line, 0).atoms
            return _settled(_unless_redirected(fixed, pending, atoms), vocabulary)
        return _merged(now, pending)
    if pending.action in READS and not now.drafts:
        return _answered(now, pending, scene, replace=True)
    return None


def _picked(now: Understood, pending: Draft, line: str, understand: Understand) -> Draft | None:
    """ "the first one", "the other one"; `None` where the message is something else."""
    text = now.reading.text
    place = place_of(text, now.vocabulary) if len(text) <= _SHORT else None
    if place is None:
        return None
    return picked(place, (text, now.turn), pending, understand(line, 0).atoms, now.vocabulary)


_SHORT = 60
"""Characters; a longer answer does more than pick one of several."""


def _answered(now: Understood, pending: Draft, scene: Scene, *, replace: bool) -> Draft | None:
    draft = deepcopy(pending)
    draft.text, draft.turn = now.reading.text, now.turn
    return answered(scene, draft, now.said, replace=replace)


def _unless_redirected(fixed: Draft | None, pending: Draft, line: Sequence[Atom]) -> Draft | None:
    """Another recipient is a new request, unless the whole of it was the person's last turn.

    The agent's question must have repeated that turn, and nothing else may change.
    """
    if fixed is None or fixed.params.get("recipient") == pending.params.get("recipient"):
        return fixed
    whole = all(value.turn == -1 for value in pending.values.values())
    rest = {role: fixed.params.get(role) for role in fixed.params.keys() | pending.params.keys()}
    kept = rest | {"recipient": pending.params.get("recipient")} == pending.params
    repeated = confirmed(pending, line) if whole and kept else None
    if repeated is None or repeated.doubts:
        fixed.doubt("recipient", "a changed recipient must be said with the whole request")
    return fixed


def _said_again(now: Understood, pending: Draft, understand: Understand) -> Draft | None:
    """ "no, send 5 USDC to carol.eth": the whole request, behind the "no"."""
    text = now.reading.text
    first, comma, rest = text.partition(",")
    if not comma or first.strip().lower() not in DENIALS:
        return None
    again = understand(" " * (len(first) + 1) + rest, now.turn)
    single = len(again.drafts) == 1 and len(again.reading.steps) == 1
    same = single and again.drafts[0].action == pending.action
    return deepcopy(again.drafts[0]) if same else None


def _settled(draft: Draft | None, vocabulary: Vocabulary) -> Draft | None:
    return settle(draft, vocabulary) if draft is not None else None


def _merged(now: Understood, pending: Draft) -> Draft | None:
    """An answer to a question: a fragment, or the request said again with the gap filled."""
    vocabulary = now.vocabulary
    if len(now.drafts) == 1:
        return _restated(deepcopy(now.drafts[0]), pending, vocabulary)
    if now.drafts or (now.reading.action == "clarify" and now.reading.missing != ("action",)):
        return None
    scene = Scene(now.atoms, vocabulary)
    draft = _answered(now, pending, scene, replace=pending.action in READS)
    if draft is not None and not missing_of(pending) and pending.action not in READS:
        draft = draft if _adds(draft, pending) else None
    return _settled(draft, vocabulary)


_ADDED = frozenset({"from_chain", "slippage", "min_out", "condition", "schedule"})


def _adds(draft: Draft, pending: Draft) -> bool:
    """To a whole request an answer may add a term, and change nothing."""
    new = draft.params.keys() - pending.params.keys()
    kept = all(draft.params.get(role) == value for role, value in pending.params.items())
    return bool(new) and new <= _ADDED and kept and not draft.doubts


def _restated(draft: Draft, pending: Draft, vocabulary: Vocabulary) -> Draft | None:
    """ "Send it to 0x…" after "transfer 0.05 SOL": the same action takes over what is open."""
    if draft.action != pending.action or draft.action in READS:
        return None
    if not missing_of(draft) and not draft.anaphors:
        return None
    draft.doubts = {role: why for role, why in draft.doubts.items() if role not in draft.anaphors}
    for role, value in pending.params.items():
        if role not in draft.params and role not in pending.doubts and role != "recipient_name":
            draft.params[role] = value
            if role in pending.waits:
                draft.waits[role] = pending.waits[role]
            if role in pending.values:
                draft.values[role] = pending.values[role]
            draft.families.setdefault(role, pending.families.get(role))
    return settle(draft, vocabulary)
