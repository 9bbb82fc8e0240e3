"""Forms: "amount: 5 USDC, to: alice.eth, chain: base" becomes one plain request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.language import Verb
from fiscus.core.reader.marks import COMMAS, DASHES, SENTENCE_ENDS
from fiscus.core.reader.vocabulary import NOTHING, Entry, Vocabulary

_LONGEST_LABEL = 3
_LONGEST_VALUE = 8
_ORDER = (
    "action",
    "support",
    "proposal",
    "amount",
    "token",
    "to_token",
    "recipient",
    "from",
    "from_chain",
    "to",
    "to_chain",
    "governor",
    "chain",
)
_MARKED = {
    "to_token": "into",
    "recipient": "to",
    "from": "from",
    "from_chain": "from",
    "to": "to",
    "to_chain": "to",
    "chain": "on",
}
"""Field to the marker that says the same in a sentence."""
_SUPPORTS = {"0": "against", "1": "for", "2": "abstain"}


@dataclass(frozen=True, slots=True)
class Field:
    role: str
    label: Atom
    value: tuple[Atom, ...]


def fold_fields(atoms: Sequence[Atom], vocabulary: Vocabulary) -> list[Atom]:
    """`atoms` with the fields of a form put in the order of a sentence; as they are where it is
    no form. Every atom keeps its place in the text."""
    marks = sum(atom.is_mark(":=") for atom in atoms)
    pipes = sum(atom.is_mark("|") for atom in atoms)
    if marks < 2 and pipes < 2:
        return list(atoms)
    fields, rest = _split(atoms, vocabulary, piped=pipes > 1)
    if len(fields) < 2 or not all(_is_value(field) for field in fields):
        return list(atoms)
    return _sentence(fields, _trimmed(rest))


def _split(
    atoms: Sequence[Atom], vocabulary: Vocabulary, *, piped: bool
) -> tuple[list[Field], list[Atom]]:
    fields: list[Field] = []
    rest: list[Atom] = []
    index = 0
    while index < len(atoms):
        found = _label(atoms, index, vocabulary, piped=piped)
        if found is None:
            rest.append(atoms[index])
            index += 1
            continue
        role, at = found
        end = at
        while end < len(atoms) and not _ends(atoms, end, vocabulary, piped=piped, first=end == at):
            end += 1
        fields.append(Field(role, atoms[index], tuple(atoms[at:end])))
        index = end
    return fields, rest


def _label(
    atoms: Sequence[Atom], index: int, vocabulary: Vocabulary, *, piped: bool
) -> tuple[str, int] | None:
    """The role of the label that starts here, and where its value starts."""
    opens = index == 0 or _separates(atoms[index - 1])
    text = ""
    found: tuple[str, int] | None = None
    for at in range(index, min(index + _LONGEST_LABEL, len(atoms))):
        if atoms[at].kind != "word":
            break
        text = f"{text} {atoms[at].low}".strip()
        role = vocabulary.language.labels.get(text)
        if role is None or at + 1 >= len(atoms):
            continue
        if atoms[at + 1].is_mark(":="):
            found = role, at + 2
        elif piped and opens and not atoms[at + 1].is_mark("|") and found is None:
            found = role, at + 1
    return found


def _ends(
    atoms: Sequence[Atom], index: int, vocabulary: Vocabulary, *, piped: bool, first: bool
) -> bool:
    """Whether a value ends before `index`; its `first` word may itself be a label ("=send")."""
    atom = atoms[index]
    if _separates(atom) or atom.is_mark(SENTENCE_ENDS) or atom.kind in {"note", "quote"}:
        return True
    following = atoms[index + 1] if index + 1 < len(atoms) else None
    if atom.is_mark("()") or (atom.is_mark(DASHES) and following is not None):
        return True
    begins = first and atom.entry.verb is not None
    return not begins and _label(atoms, index, vocabulary, piped=piped) is not None


def _separates(atom: Atom) -> bool:
    return atom.kind == "line" or atom.is_mark(COMMAS + "|;*" + DASHES)


_SMALL = frozenset(
    {
        "noise",
        "please",
        "det",
        "my",
        "network",
        "token",
        "numeral",
        "all",
        "half",
        "of",
        "all_it",
        "percent",
        "dollar",
        "cent",
        "worth",
        "wallet",
        "money",
        "point",
        "recipient",
        "proposal",
        "governor",
        "light",
        "order",
        "me",
        "own",
        "own_source",
        "to",
    }
)


def _is_value(field: Field) -> bool:
    """Things and small words only."""
    short = 0 < len(field.value) <= _LONGEST_VALUE
    return short and all(_is_thing(atom, field.role) for atom in field.value)


def _is_thing(atom: Atom, role: str) -> bool:
    entry = atom.entry
    if role == "action":
        return entry.verb is not None or entry.noun is not None or atom.has("noise")
    if atom.kind in {"number", "address", "name"} or entry.chain or entry.token or entry.unit:
        return True
    if atom.kind == "blob" or atom.is_mark("$%#@.:/"):
        return True
    if role == "support" and entry.support is not None:
        return True
    if atom.kind != "word" or entry.verb is not None:
        return False
    return not entry.tags.isdisjoint(_SMALL) or (atom.text.isupper() and entry is NOTHING)


def _trimmed(rest: Sequence[Atom]) -> list[Atom]:
    """What stands outside the fields, without the separators they leave behind."""
    kept: list[Atom] = []
    for atom in rest:
        gap = _separates(atom) or atom.is_mark("()|" + SENTENCE_ENDS)
        if not (gap and (not kept or _separates(kept[-1]) or kept[-1].is_mark(SENTENCE_ENDS))):
            kept.append(atom)
    while kept and (kept[-1].kind == "line" or kept[-1].is_mark(COMMAS + DASHES + "()|:*.!;")):
        kept.pop()
    return kept


def _sentence(fields: Sequence[Field], rest: list[Atom]) -> list[Atom]:
    roles = {field.role for field in fields}
    acts = any(atom.entry.verb is not None for atom in rest)
    if acts and roles & {"amount", "token"}:
        rest = [atom for atom in rest if not atom.has("it")]
    said: list[Atom] = []
    for role in _ORDER:
        for field in fields:
            if field.role == role and not (role == "action" and acts):
                said += _phrase(field, roles, acts=acts)
    action = next((field for field in fields if field.role == "action"), None)
    if action is not None and acts and not _agrees(action, rest):
        return [*rest, *action.value, *said]
    return [*rest, *said]


def _agrees(action: Field, rest: Sequence[Atom]) -> bool:
    frames = {atom.entry.verb.frame for atom in rest if atom.entry.verb is not None}
    stated = {frame for atom in action.value if (frame := _frame(atom)) is not None}
    return bool(frames & stated)


def _frame(atom: Atom) -> str | None:
    return atom.entry.verb.frame if atom.entry.verb is not None else atom.entry.noun


def _phrase(field: Field, roles: set[str], *, acts: bool) -> list[Atom]:
    label, value = field.label, list(field.value)
    if field.role == "action":
        return [_verb(atom, _frame(atom)) for atom in value if _frame(atom) is not None][:1]
    if field.role == "support":
        voted = [_supported(atom) for atom in value]
        return voted if acts or "action" in roles else [_verb(label, "vote"), *voted]
    if field.role in {"proposal", "governor"}:
        return [replace(label, entry=Entry(frozenset({field.role}))), *value]
    marker = _MARKED.get(field.role)
    if field.role == "token" and "amount" not in roles and not acts:
        marker = None
    if marker is None:
        return value
    return [replace(label, text=marker, key=marker, entry=Entry(frozenset({marker}))), *value]


def _verb(atom: Atom, frame: str | None) -> Atom:
    return replace(atom, entry=Entry(verb=Verb(frame or "send")))


def _supported(atom: Atom) -> Atom:
    support = _SUPPORTS.get(atom.text)
    if support is None:
        return atom
    return replace(atom, kind="word", number=None, entry=Entry(support=support))
