"""The parts of a message together: what it asks for, or why it cannot be acted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from fiscus.core.reader.context import Part, is_plain, may_quote, weighs, without_refusals
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.families import family_of
from fiscus.core.reader.questions import question_for
from fiscus.core.reader.reading import ParamValue, Reading, Step
from fiscus.core.reader.sequences import joined
from fiscus.core.reader.settling import READS, missing_of
from fiscus.core.reader.vocabulary import NOTHING, Vocabulary

LATER = "what to wait for is not exact"
_WONDERING = frozenset({"question", "hypothetical", "negated", "reported"})
_INERT = frozenset({"fragment", "statement", "stance", "told"})


def conclude(
    text: str, parts: Sequence[Part], vocabulary: Vocabulary, *, disguised: str | None
) -> tuple[Reading, list[Draft]]:
    """One reading from all parts, and the drafts it rests on; in doubt nothing, or a question."""
    reading, drafts = _concluded(text, parts, vocabulary, disguised=disguised)
    if reading.action == "none":
        reading = replace(reading, mood=_idle_mood(parts))
    return reading, drafts


def _idle_mood(parts: Sequence[Part]) -> str | None:
    """Why what is talked about is not asked for."""
    for part in parts:
        if part.mood in _UNMADE and (part.mood == "void" or any(d.evidence for d in part.drafts)):
            return part.mood
    quoted = any(atom.kind == "quote" for part in parts for atom in part.clause.atoms)
    return "quoted" if quoted or _quotes_request(parts) else None


_UNMADE = frozenset({"question", "negated", "void", "reported", "past", "hypothetical"})


def _concluded(
    text: str, parts: Sequence[Part], vocabulary: Vocabulary, *, disguised: str | None
) -> tuple[Reading, list[Draft]]:
    parts = _with_stances(without_refusals(parts))
    asking = [part for part in parts if part.mood in {"read", "request"}]
    steps = [draft for part in asking for draft in part.drafts]
    steps = [draft for draft in steps if draft.action in READS or _is_about_a_wallet(draft)]
    if any(part.mood not in {"read", "request", "fragment", "term"} for part in parts):
        steps = [draft for draft in steps if draft.action in READS or draft.evidence]
    drafts = joined(steps, parts, vocabulary)
    kept = {id(draft) for draft in steps}
    idle = [part for part in asking if part.drafts and kept.isdisjoint(map(id, part.drafts))]
    others = [part for part in parts if part.mood not in {"read", "request", "term"}]
    moods = {part.mood for part in others}
    if "void" in moods and drafts and _retracts(parts):
        unclear = "what is taken back is unclear"
        return _ask(text, drafts, vocabulary, reason=unclear, missing=("request",)), []
    if "void" in moods or _quotes_request(parts):
        return Reading(text, "none", "none"), []
    if not drafts:
        waiting = _waiting(parts)
        reading = judged(text, waiting, vocabulary) if waiting else None
        return reading or _without_request(text, parts, vocabulary), waiting
    reason = disguised or _disturbance(others, drafts) or _aside(parts, idle, drafts)
    if reason is None and vocabulary.language.strict:
        reason = _strange(others, drafts)
    if reason is not None and reason != LATER:
        return _ask(text, drafts, vocabulary, reason=reason, missing=("request",)), []
    for draft in drafts if reason == LATER else ():
        draft.doubt("condition", LATER)
    return judged(text, drafts, vocabulary), drafts


def _with_stances(parts: Sequence[Part]) -> list[Part]:
    """ "I support proposal 4 of 0x…, vote for me": the request says only that it be done."""
    found: list[Part] = []
    for part in parts:
        if found and _carries_out(found[-1], part):
            found[-1] = Part(part.clause, "request", found[-1].drafts)
        else:
            found.append(part)
    return found


def _carries_out(stance: Part, part: Part) -> bool:
    if stance.mood != "stance" or stance.draft is None or part.draft is None:
        return False
    bare = part.mood == "request" and not part.draft.params and is_plain(part.clause)
    return bare and stance.draft.action == part.draft.action


_RETRACTING = frozenset({"scratch that", "forget that", "cancel that", "never mind", "nevermind"})


def _retracts(parts: Sequence[Part]) -> bool:
    """ "… on base. scratch that, on optimism": something else is meant, not nothing."""
    for index, part in enumerate(parts):
        if any(atom.key in _RETRACTING for atom in part.clause.atoms):
            return any(
                weighs(later) or (later is not part and later.drafts) for later in parts[index:]
            )
    return False


def judged(text: str, drafts: Sequence[Draft], vocabulary: Vocabulary) -> Reading:
    """What the drafts of one message come to: steps, or a question about the first unclear one."""
    unclear = next((draft for draft in drafts if missing_of(draft) or draft.doubts), None)
    if unclear is not None:
        return _ask(text, drafts, vocabulary, unclear=unclear)
    return _complete(text, drafts, vocabulary)


def _quotes_request(parts: Sequence[Part]) -> bool:
    """ "he wrote: send 1 ETH to …": what follows in the same sentence is his request."""
    return any(
        before.mood == "reported"
        and part.mood == "request"
        and part.clause.after in {"comma", "colon"}
        for before, part in pairwise(parts)
    )


def _is_about_a_wallet(draft: Draft) -> bool:
    """Not "bridge the gap", "send me your thoughts", "withdraw your statement about ETH"."""
    params = draft.params
    if draft.stranger_object and not draft.vague:
        return "recipient" in params or ("amount" in params and "token" in params)
    return draft.evidence or not draft.chatter


def _disturbance(others: Sequence[Part], drafts: Sequence[Draft]) -> str | None:
    """Why the other clauses of the message stand in the way of acting."""
    writes = [draft for draft in drafts if draft.action not in READS]
    for part in others:
        if not writes and (part.draft is None or not part.draft.evidence):
            continue
        if part.mood == "conditional":
            return LATER
        told = part.mood == "past" and part.draft is None
        if part.mood not in _INERT and not told:
            return f"another sentence is a {part.mood} one"
        if part.draft is not None and part.draft.evidence:
            return "another sentence speaks of money too"
        if weighs(part):
            return "another sentence names more than was asked for"
    return None


def _strange(others: Sequence[Part], drafts: Sequence[Draft]) -> str | None:
    """Another sentence with a word nobody knows, where every word must be known."""
    if all(draft.action in READS for draft in drafts):
        return None
    for part in others:
        atoms = part.clause.atoms
        for index, atom in enumerate(atoms):
            called = index > 0 and atoms[index - 1].has("greeting") and atom.text[0].isupper()
            if atom.kind == "word" and atom.entry is NOTHING and not called:
                return f"what {atom.text[:60]!r} changes is unclear"
    return None


def _aside(parts: Sequence[Part], idle: Sequence[Part], drafts: Sequence[Draft]) -> str | None:
    """Words that are no request themselves and may still change one."""
    if all(draft.action in READS for draft in drafts):
        return None
    if any(part.mood == "request" and _is_chosen(part, parts) for part in parts):
        return "which of the two"
    if may_quote(parts):
        return "the words after the colon may be a quotation"
    if any(weighs(part) or _is_begun(part) for part in idle):
        return "another sentence names more than was asked for"
    return None


def _is_chosen(part: Part, parts: Sequence[Part]) -> bool:
    """ "…, or then swap it": the request is one of two."""
    clause = part.clause
    before = [other.clause for other in parts if other.clause.sentence == clause.sentence]
    at = before.index(clause)
    linked = clause.after == "or" or clause.atoms[0].has("or")
    return at > 0 and (linked or before[at - 1].atoms[-1].has("or"))


def _is_begun(part: Part) -> bool:
    """ "… and vote yes": not enough to act on, and too much to be dropped without a word."""
    return any(draft.params.keys() - {"recipient_name", "venue"} for draft in part.drafts)


def _waiting(parts: Sequence[Part]) -> list[Draft]:
    """The first request that waits for something unclear."""
    if any(part.mood in _WONDERING for part in parts):
        return []
    for part in parts:
        if part.mood == "conditional" and part.draft is not None and part.draft.evidence:
            part.draft.doubt("condition", LATER)
            return [part.draft]
    return []


def _without_request(text: str, parts: Sequence[Part], vocabulary: Vocabulary) -> Reading:
    unsure = [draft for part in parts if part.mood == "unsure" for draft in part.drafts]
    alone = all(part.mood in _INERT | {"unsure"} for part in parts)
    if unsure and alone and _is_about_a_wallet(unsure[0]):
        return _ask(text, unsure, vocabulary, reason="is that a request", missing=("request",))
    if any(part.mood not in _INERT | {"request"} for part in parts):
        return Reading(text, "none", "none")
    drafts = [draft for part in parts for draft in part.drafts if draft.evidence]
    if any(draft.chatter for draft in drafts):
        return Reading(text, "none", "none")
    if drafts:
        return _ask(text, drafts, vocabulary, reason="no clear request", missing=("request",))
    if any(_names_payment(part) for part in parts):
        return Reading(
            text,
            "any",
            "clarify",
            {"missing": ("action",), "reason": "no verb that asks for something"},
            ("action",),
            question=vocabulary.language.wording.asks["action"][0],
        )
    return Reading(text, "none", "none")


def _names_payment(part: Part) -> bool:
    """An amount beside a token, chain or address, without a verb the reader knows."""
    atoms = part.clause.atoms
    amount = any(atom.number is not None or atom.has("all") or atom.has("half") for atom in atoms)
    thing = any(atom.entry.token or atom.kind in {"address", "name", "blob"} for atom in atoms)
    told = any(atom.has(tag) for tag in ("subject", "det", "past", "me") for atom in atoms)
    return amount and thing and part.mood == "fragment" and not told


def _ask(
    text: str,
    drafts: Sequence[Draft],
    vocabulary: Vocabulary,
    *,
    reason: str | None = None,
    missing: tuple[str, ...] = (),
    unclear: Draft | None = None,
) -> Reading:
    """A question about the first unclear request, with everything that was understood."""
    draft = unclear or next((draft for draft in drafts if draft.action not in READS), drafts[0])
    asked = tuple(missing_of(draft)) or missing or ("request",)
    params: dict[str, ParamValue] = {"intended_action": draft.action, "missing": asked}
    params |= {role: value for role, value in draft.params.items() if role not in draft.doubts}
    why = reason or "; ".join(dict.fromkeys(draft.doubts.values()))
    if why:
        params["reason"] = why
    values = tuple(value for role, value in draft.values.items() if role in params)
    family = family_of(drafts, vocabulary)
    question = question_for(draft, asked, why, vocabulary.language.wording)
    return Reading(text, family, "clarify", params, asked, (), question, values)


def _complete(text: str, drafts: Sequence[Draft], vocabulary: Vocabulary) -> Reading:
    steps = tuple(
        Step(
            draft.action,
            dict(draft.params),
            tuple(draft.values.values()),
            draft.conditions,
        )
        for draft in drafts
    )
    values = tuple(value for step in steps for value in step.values)
    family = family_of(drafts, vocabulary)
    return Reading(text, family, steps[0].action, steps[0].params, (), steps, None, values)
