"""Whether a clause asks, tells, forbids or only wonders."""

from __future__ import annotations

from fiscus.core.reader.atoms import Atom


def mood_of(atoms: tuple[Atom, ...], lead: int, head: int | None, *, asked: bool) -> str:
    """The mood of a clause whose verb begins at `lead`; `asked`: it ends in a question mark."""
    tags = _tags(atoms)
    ahead = _tags(atoms[:lead] if head is not None else atoms)
    if "void" in tags:
        return "void"
    if head is not None and lead < head:
        ahead.add("light")
    if not asked and _opens_condition(atoms):
        return "conditional"
    for mood, tag in _AHEAD:
        if tag in ahead:
            return mood
    if _is_past(atoms, head, ahead):
        return "past"
    if "negation" in tags and not _is_vote(atoms, head):
        return "negated"
    if "condition" in tags or "schedule" in tags:
        return "conditional"
    return _headed(atoms, head, ahead, tags=tags, asked=asked)


def _tags(atoms: tuple[Atom, ...]) -> set[str]:
    return {tag for atom in atoms for tag in atom.entry.tags}


def _opens_condition(atoms: tuple[Atom, ...]) -> bool:
    """ "when gas is low", and no question."""
    first = next(
        (atom for atom in atoms if not atom.has("noise") and not atom.has("greeting")), None
    )
    return first is not None and first.has("subordinate")


_AHEAD = (
    ("question", "question"),
    ("question", "leave"),
    ("reported", "report"),
    ("hypothetical", "hypothesis"),
)


def _is_past(atoms: tuple[Atom, ...], head: int | None, ahead: set[str]) -> bool:
    if head is None or "past" in ahead:
        return "past" in ahead
    verb = atoms[head].entry.verb
    return verb is not None and verb.form == "past" and not ahead & _WISHES


_WISHES = {"request", "want", "light", "please"}


def _headed(
    atoms: tuple[Atom, ...], head: int | None, ahead: set[str], *, tags: set[str], asked: bool
) -> str:
    wished = bool(ahead & _WISHES)
    if head is None:
        return "unsupported" if "unsupported" in tags else "question" if asked else "fragment"
    verb = atoms[head].entry.verb
    form = verb.form if verb is not None else "base"
    if "unsupported" in ahead:
        return "unsupported"
    if "subject" in ahead and not wished:
        return "stance" if verb is not None and verb.frame == "support" else "statement"
    if form == "third" or (form == "gerund" and not wished):
        return "statement"
    return "unsure" if asked and not wished and "please" not in tags else "request"


def _is_vote(atoms: tuple[Atom, ...], head: int | None) -> bool:
    """ "no" is a vote: it negates nothing beside "vote"."""
    if head is None:
        return False
    verb = atoms[head].entry.verb
    voting = verb is not None and verb.frame == "vote"
    return voting and all(
        not atom.has("negation") or (atom.entry.support is not None) for atom in atoms
    )
