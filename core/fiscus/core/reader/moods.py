"""Whether a clause asks, tells, forbids or only wonders."""

from __future__ import annotations

from itertools import pairwise

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.vocabulary import NOTHING


def mood_of(atoms: tuple[Atom, ...], lead: int, head: int | None, *, asked: bool) -> str:
    """The mood of a clause whose verb begins at `lead`; `asked`: it ends in a question mark."""
    tags = _tags(atoms)
    ahead = _tags(atoms[:lead] if head is not None else atoms)
    if head is not None and lead < head:
        ahead.add("light")
    plain = _opening(atoms, head, tags, asked=asked)
    if plain:
        return plain
    for mood, tag in _AHEAD:
        if tag in ahead:
            return mood
    if _is_past(atoms, head, ahead):
        return "past"
    if head is not None and _speaks_of_another(atoms[:lead]):
        return "statement"
    if "negation" in tags and not _is_vote(atoms, head):
        return "negated"
    if "condition" in tags or "schedule" in tags:
        return "conditional"
    return _headed(atoms, head, ahead, tags=tags, asked=asked)


def _opening(atoms: tuple[Atom, ...], head: int | None, tags: set[str], *, asked: bool) -> str:
    """The mood that the first words alone decide."""
    if "void" in tags:
        return "void"
    if not asked and _opens_condition(atoms):
        return "conditional"
    if head is None and not asked and _is_told(atoms, tags):
        return "told"
    return "negated" if _opens_refusal(atoms) else ""


def _tags(atoms: tuple[Atom, ...]) -> set[str]:
    return {tag for atom in atoms for tag in atom.entry.tags}


def _opens_condition(atoms: tuple[Atom, ...]) -> bool:
    """ "when gas is low", and no question."""
    first = next(
        (atom for atom in atoms if not atom.has("noise") and not atom.has("greeting")), None
    )
    return first is not None and first.has("subordinate")


def _opens_refusal(atoms: tuple[Atom, ...]) -> bool:
    """ "rather than bridge 1 ETH …": what follows is not wanted."""
    after = next((at for at, atom in enumerate(atoms) if not atom.has("noise")), 0)
    opened = atoms[after].key in {"rather than", "instead of"}
    return opened and after + 1 < len(atoms) and atoms[after + 1].entry.verb is not None


_AUXILIARIES = frozenset(
    {"is", "are", "was", "were", "am", "has", "had", "have", "do", "does", "did"}
)
_UNTOLD = frozenset(
    {"negation", "report", "tale", "hypothesis", "condition", "schedule", "past", "leave"}
    | {"read", "unsupported", "request"}
)
_ASKED = frozenset({"balance", "price", "portfolio", "history", "address_of"})


def _is_told(atoms: tuple[Atom, ...], tags: set[str]) -> bool:
    """ "the rent is due": an auxiliary that does not open the clause asks nothing."""
    if "question" not in tags or not tags.isdisjoint(_UNTOLD):
        return False
    strangers = sum(
        atom.kind == "word" and (atom.entry is NOTHING or atom.has("adjective")) for atom in atoms
    )
    if not tags.isdisjoint(_ASKED) and strangers < 2:
        return False
    first = next((atom for atom in atoms if not (atom.has("noise") or atom.has("greeting"))), None)
    asking = [atom for atom in atoms if atom.has("question")]
    plain = all(atom.key in _AUXILIARIES for atom in asking)
    return first is not None and plain and first not in asking


_AHEAD = (
    ("question", "question"),
    ("question", "leave"),
    ("reported", "report"),
    ("reported", "tale"),
    ("hypothetical", "hypothesis"),
)


def _speaks_of_another(ahead: tuple[Atom, ...]) -> bool:
    """ "el jefe envía …": a person is called without an article ("jefe, envía …")."""
    return any(
        atom.has("called") and (before.has("det") or before.has("my"))
        for before, atom in pairwise(ahead)
    )


def _is_past(atoms: tuple[Atom, ...], head: int | None, ahead: set[str]) -> bool:
    if head is None or "past" in ahead:
        return "past" in ahead
    verb = atoms[head].entry.verb
    # "have it sent, please" asks; "please confirm that you sent it" does not.
    wished = bool(ahead & _WISHES) and "subject" not in ahead
    return verb is not None and verb.form == "past" and not wished


_WISHES = {"request", "want", "light", "please"}


def _headed(
    atoms: tuple[Atom, ...], head: int | None, ahead: set[str], *, tags: set[str], asked: bool
) -> str:
    wished = bool(ahead & _WISHES)
    if head is not None and not asked and atoms[head].has("gets"):
        return "request" if "please" in tags else "stance"
    if head is None and asked and any(atom.key == "arrange for" for atom in atoms):
        # "could you arrange for 5 USDC to be sent to bob.eth?" asks for it.
        return "fragment" if "question" not in tags else "question"
    if head is None:
        return "unsupported" if "unsupported" in tags else "question" if asked else "fragment"
    verb = atoms[head].entry.verb
    made = "light" in ahead and atoms[head].entry.noun is not None
    form = verb.form if verb is not None and not made else "base"
    if "unsupported" in ahead:
        return "unsupported"
    if "subject" in ahead and not wished:
        taking = verb is not None and verb.frame in {"support", "vote"} and form == "base"
        return "stance" if taking else "statement"
    if form == "third" or (form == "gerund" and not wished):
        return "statement"
    return "unsure" if asked and not wished and "please" not in tags else "request"


def is_ballot(atoms: tuple[Atom, ...], index: int) -> bool:
    """ "NO on proposal 17 — 0x…": a vote without a verb."""
    atom = atoms[index]
    if atom.entry.support is None or atom.entry.verb is not None or atom.key == "for":
        return False
    linked = index + 1 < len(atoms) and (atoms[index + 1].has("on") or atoms[index + 1].has("to"))
    at = index + 2 if linked else index + 1
    if at >= len(atoms):
        return False
    proposed = atoms[at].has("proposal") or atoms[at].is_mark("#")
    return proposed and any(following.kind == "address" for following in atoms[index:])


def _is_vote(atoms: tuple[Atom, ...], head: int | None) -> bool:
    """ "no" is a vote: it negates nothing beside "vote"."""
    if head is None:
        return False
    verb = atoms[head].entry.verb
    voting = (verb is not None and verb.frame == "vote") or is_ballot(atoms, head)
    refused = any(atom.has("negation") for atom in atoms[:head])
    decided = any(atom.entry.support and not atom.has("negation") for atom in atoms[head + 1 :])
    if refused and decided:
        # "no, vote against": two answers, and one of them is not the vote.
        return False
    return voting and all(
        not atom.has("negation") or (atom.entry.support is not None) for atom in atoms
    )
