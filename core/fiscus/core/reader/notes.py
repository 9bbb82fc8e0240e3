"""Free text inside a request (memo, reason, description), folded into one atom beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.marks import COMMAS, DASHES, QUOTES
from fiscus.core.reader.vocabulary import Entry

_NOTES = ("memo", "reason", "described")
_NEEDS_COLON = frozenset(
    {"note", "message", "reason", "comment", "rationale", "description", "title"}
)
_HEAVY = frozenset({"address", "name", "blob"})
_TURNS = frozenset({"slippage", "negation", "void", "condition", "schedule", "danger"})
"""What changes a request: "memo: thanks but don't execute" may not be a memo to its end."""


@dataclass(frozen=True, slots=True)
class Note:
    """`role` is `memo`, `reason` or `description`; characters `start` to `end` hold the text."""

    role: str
    value: str
    start: int
    end: int
    problem: str | None = None


@dataclass(slots=True)
class Folded:
    """Atoms with every note replaced by one atom of kind `note`, and the notes by its start."""

    atoms: list[Atom] = field(default_factory=list[Atom])
    notes: dict[int, Note] = field(default_factory=dict[int, Note])


def fold_notes(text: str, atoms: Sequence[Atom]) -> Folded:
    """ "with memo 'rent'", "include the message: thanks", "with reason "good for builders""."""
    folded = Folded()
    index = 0
    while index < len(atoms):
        tags = atoms[index].entry.tags
        role = None if tags.isdisjoint(_NOTES) else next(tag for tag in _NOTES if tag in tags)
        found = _note(text, atoms, index, role) if role else _reference(text, atoms, index)
        if found is None:
            folded.atoms.append(atoms[index])
            index += 1
            continue
        note, after = found
        start = atoms[index].start
        folded.notes[start] = note
        folded.atoms.append(Atom("note", text[start : note.end], start, note.end, Entry()))
        index = after
    return folded


def _note(text: str, atoms: Sequence[Atom], index: int, role: str) -> tuple[Note, int] | None:
    at = index + 1
    colon = False
    while at < len(atoms) and (atoms[at].is_mark(":=-") or _says(atoms[at])):
        colon = colon or atoms[at].is_mark(":=")
        at += 1
    if at >= len(atoms):
        return None
    name = "description" if role == "described" else role
    if atoms[at].kind == "quote":
        quote = atoms[at]
        return Note(name, quote.text[1:-1].strip(), quote.start + 1, quote.end - 1), at + 1
    quoted = _quoted_word(text, atoms, at, role=name)
    if quoted is not None:
        return quoted
    if not colon and (atoms[index].key in _NEEDS_COLON or role == "described"):
        return None
    return _unquoted(text, atoms, at, role=name, certain=colon)


def _quoted_word(
    text: str, atoms: Sequence[Atom], at: int, *, role: str
) -> tuple[Note, int] | None:
    """One word between quotation marks: it is no atom of its own."""
    start = atoms[at].start
    closing = QUOTES.get(text[start - 1]) if start else None
    stop = max((text.find(mark, start) for mark in closing), default=-1) if closing else -1
    if stop < 0:
        return None
    end = at
    while end < len(atoms) and atoms[end].start < stop:
        end += 1
    return Note(role, text[start:stop].strip(), start, stop), end


_REFERENCES = frozenset({"reference", "ref", "reference number", "reference no", "ref no"})


def _reference(text: str, atoms: Sequence[Atom], index: int) -> tuple[Note, int] | None:
    """ "Reference PO-88213": one word that is told to the payee."""
    if atoms[index].key not in _REFERENCES:
        return None
    at = index + 1
    while at < len(atoms) and atoms[at].is_mark(":=#"):
        at += 1
    if at >= len(atoms) or atoms[at].family or atoms[at].kind not in {"blob", "number"}:
        return None
    start, end = atoms[at].start, atoms[at].end
    return Note("memo", text[start:end], start, end), at + 1


def _says(atom: Atom) -> bool:
    return atom.key in {
        "saying",
        "that says",
        "says",
        "of",
        "as",
        "is",
        "reads",
        "to",
        "that",
    }


def _unquoted(
    text: str, atoms: Sequence[Atom], at: int, *, role: str, certain: bool
) -> tuple[Note, int] | None:
    end, open_brackets = at, 0
    while end < len(atoms):
        closes = atoms[end].is_mark(")")
        if _ends(atoms, end) and not (closes and open_brackets):
            break
        open_brackets += atoms[end].is_mark("(") - closes
        end += 1
    if end == at:
        return None
    inside = atoms[at:end]
    problem = None
    alone = len(inside) == 1 and end == len(atoms) and inside[0].number is not None
    counted = any(atom.number is not None or atom.entry.verb for atom in inside)
    heavy = any(_is_heavy(atom, certain, counted=counted) for atom in inside)
    if not alone and (heavy or _is_retold(inside)):
        problem = "where the text ends is unclear: put it in quotation marks"
    start, stop = atoms[at].start, atoms[end - 1].end
    return Note(role, text[start:stop].strip(), start, stop, problem), end


def _is_retold(inside: Sequence[Atom]) -> bool:
    """ "rent, she told me": the whole request may be hers."""
    paused = False
    for atom in inside:
        paused = paused or atom.is_mark(COMMAS + DASHES + "(")
        if paused and atom.has("report"):
            return True
    return False


def _is_heavy(atom: Atom, certain: bool, *, counted: bool) -> bool:
    entry = atom.entry
    if atom.kind in _HEAVY or entry.chain or not entry.tags.isdisjoint(_TURNS):
        return True
    if not certain and (atom.number is not None or entry.verb):
        return True
    # "coffee and cake": a coin's name alone, behind a colon, is a word.
    return bool(entry.token) and entry.is_plain and (counted or not certain or atom.text.isupper())


def _ends(atoms: Sequence[Atom], index: int) -> bool:
    atom = atoms[index]
    if atom.kind == "line" or atom.is_mark(";"):
        return True
    if atom.is_mark(".!?"):
        return True
    if atom.has("then") and atom.key not in {"first", "second", "next", "finally"}:
        return True
    return atom.is_mark(")") or (atom.is_mark(",") and _on_chain_next(atoms, index))


def _on_chain_next(atoms: Sequence[Atom], index: int) -> bool:
    return (
        index + 2 < len(atoms) and atoms[index + 1].has("on") and bool(atoms[index + 2].entry.chain)
    )
