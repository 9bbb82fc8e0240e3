"""What stands beside a request: whether it may change what is asked, or who asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.clauses import Clause
from fiscus.core.reader.draft import Draft


@dataclass(frozen=True, slots=True)
class Part:
    """A clause, what it is (`read`, or the clause's mood), and what it would do."""

    clause: Clause
    mood: str
    drafts: tuple[Draft, ...]

    @property
    def draft(self) -> Draft | None:
        return self.drafts[0] if self.drafts else None


def without_refusals(parts: Sequence[Part]) -> list[Part]:
    """ "don't swap, bridge: …": what is refused is another action than the one asked for."""
    kept: list[Part] = []
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else None
        if following is None or not _refuses_another(part, following):
            kept.append(part)
    return kept


def _refuses_another(part: Part, following: Part) -> bool:
    if part.mood == "negated":
        return _contrasts(part, following)
    words = [atom for atom in part.clause.atoms if not atom.has("noise") and atom.kind == "word"]
    if part.mood != "void" or len(words) != 1 or following.draft is None:
        return False
    refused = _REFUSED.get(words[0].key)
    direct = following.mood == "request" and following.clause.after in {"comma", "but"}
    return direct and refused is not None and following.draft.action not in refused


def _contrasts(part: Part, following: Part) -> bool:
    """ "don't send 5, send 3 USDC to bob.eth": one value is refused, and another one asked for."""
    direct = following.mood == "request" and following.clause.after in {"comma", "but"}
    if not direct or len(part.drafts) != 1 or len(following.drafts) != 1:
        return False
    if part.clause.sentence != following.clause.sentence or not _refuses_plainly(part.clause):
        return False
    refused, wanted = part.drafts[0], following.drafts[0]
    if refused.action != wanted.action:
        return bool(refused.params) and bool(wanted.params)
    both = refused.params.keys() & wanted.params.keys()
    return any(refused.params[role] != wanted.params[role] for role in both)


def is_plain(clause: Clause) -> bool:
    """No word in it that turns the meaning."""
    return all(atom.entry.tags.isdisjoint(_TURNING) for atom in clause.atoms)


def _refuses_plainly(clause: Clause) -> bool:
    """One word of refusal, before the verb, and nothing else that turns the meaning."""
    turns = [at for at, atom in enumerate(clause.atoms) if not atom.entry.tags.isdisjoint(_TURNING)]
    return len(turns) == 1 and clause.head is not None and turns[0] < clause.head


_TURNING = frozenset({"negation", "danger", "condition", "schedule", "report", "or", "hypothesis"})
_REFUSED = {
    "don't swap": frozenset({"swap", "transfer"}),
    "don't trade": frozenset({"swap", "transfer"}),
    "do not send": frozenset({"transfer", "bridge"}),
}


def may_quote(parts: Sequence[Part]) -> bool:
    """ "my hero types: send …": words before a colon that do not simply announce a request."""
    return any(
        part.mood == "request" and _may_be_told(parts, index) for index, part in enumerate(parts)
    )


def _may_be_told(parts: Sequence[Part], index: int) -> bool:
    """Also "yesterday: hey, send …", with a greeting behind the colon."""
    for at in range(index - 1, -1, -1):
        before, part = parts[at], parts[at + 1]
        if before.clause.sentence != part.clause.sentence and not _is_announced(before, part):
            return False
        if _is_announced(before, part) and not _announces(before.clause.atoms):
            return True
        if _cites(before.clause.atoms):
            return True
        if before.mood in {"request", "read"}:
            return False
    return False


def _is_announced(before: Part, part: Part) -> bool:
    if part.clause.after == "colon":
        return True
    atoms = before.clause.atoms
    return bool(atoms) and atoms[-1].is_mark(":")


_ANNOUNCING = frozenset(
    [
        "greeting",
        "please",
        "noise",
        "request",
        "order",
        "det",
        "light",
        "my",
        "me",
        "then",
        "also",
        "and",
        "confirm",
        "money",
        "token",
        "on",
        "in",
        "at",
        "to",
        "for",
        "of",
        "network",
        "chain_id",
        "governor",
        "proposal",
        "wallet",
        "recipient",
        "from",
        "into",
        "announce",
        "subject",
        "want",
        "numeral",
    ]
)


def _announces(atoms: Sequence[Atom]) -> bool:
    """ "quick one", "payment request", "on base": nothing but small words and things."""
    return all(_is_plain(atom) for atom in atoms)


def _cites(atoms: Sequence[Atom]) -> bool:
    """ "yesterday: hey": what a greeting parts from the words that are cited."""
    at = next((at for at, atom in enumerate(atoms) if atom.is_mark(":")), 0)
    return not _announces(atoms[:at])


def _is_plain(atom: Atom) -> bool:
    entry = atom.entry
    if atom.kind in {"quote", "note", "blob"} or "person" in entry.tags:
        return False
    if atom.kind != "word" or entry.noun or entry.chain:
        return True
    if entry.verb is not None and "light" not in entry.tags:
        return False
    return not entry.tags.isdisjoint(_ANNOUNCING) or bool(entry.token and atom.text.isupper())


_TERMS = (
    "slippage",
    "min",
    "memo",
    "reason",
    "percent",
    "bps",
    "danger",
    "all",
    "half",
    "all_it",
    "half_it",
    "approx",
    "deadline",
    "dollar",
    "cent",
    "recipient",
    "chain_id",
    "each",
    "evenly",
    "same",
    "elsewhere",
    "foreign",
)


def weighs(part: Part) -> bool:
    """Whether the clause names a value, a thing or a term that a request could take."""
    told = part.mood in {"past", "told"}
    atoms = part.clause.atoms
    return any(_is_heavy(atoms, index, told=told) for index in range(len(atoms)))


def _is_heavy(atoms: Sequence[Atom], index: int, *, told: bool) -> bool:
    atom = atoms[index]
    if atom.kind in {"address", "name", "quote", "note", "when"}:
        return True
    if atom.kind == "blob":
        return not (_is_ordinal(atom) or _is_numbered(atoms, index))
    if atom.number is not None or atom.has("numeral"):
        return not _counts_nothing(atoms, index, told=told)
    if atom.entry.chain and atom.entry.is_plain:
        return True
    if any(atom.has(term) for term in _TERMS) or (atom.has("time") and not told):
        return True
    return bool(atom.entry.token) and atom.text.isupper()


def _counts_nothing(atoms: Sequence[Atom], index: int, *, told: bool) -> bool:
    """ "for 2 hours" in a story, "milestone 2 of 4", "the one from accounting"."""
    following = atoms[index + 1] if index + 1 < len(atoms) else None
    if _is_numbered(atoms, index):
        return True
    if following is not None and following.has("time"):
        return told
    single = atoms[index].key == "one"
    return single and index > 0 and (atoms[index - 1].has("det") or atoms[index - 1].has("noise"))


def _is_numbered(atoms: Sequence[Atom], index: int) -> bool:
    """ "invoice #1042", "milestone 2 of 4"."""
    at = index
    while at > 0 and at > index - 4:
        at -= 1
        before = atoms[at]
        if before.has("ref"):
            return True
        if not (before.is_mark("#/") or before.number is not None or before.has("of")):
            return False
    return False


def _is_ordinal(atom: Atom) -> bool:
    low = atom.text.lower()
    return low[:-2].isdigit() and len(low) <= 4 and low[-2:] in {"st", "nd", "rd", "th"}
