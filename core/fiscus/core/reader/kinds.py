"""What a word is that belongs to no phrase."""

from __future__ import annotations

import unicodedata

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.marks import COMMAS, SILENT

_DOUBTFUL = (
    "danger",
    "foreign",
    "negation",
    "condition",
    "schedule",
    "past",
    "report",
    "question",
    "void",
    "unsupported",
    "leave",
    "approx",
    "hypothesis",
    "same",
    "their",
    "numeral",
    "point",
    "half",
    "half_it",
    "all",
    "all_it",
    "half_of",
    "quarter_of",
    "three_quarters_of",
)


_SILENT = (
    "noise",
    "please",
    "greeting",
    "det",
    "request",
    "light",
    "also",
    "then",
    "order",
    "my",
    "subject",
    "want",
    "confirm",
)


_KINDS = {
    "when": "when",
    "line": "comma",
    **dict.fromkeys(("blob", "number", "address", "name"), "stray"),
}


_LISTING = (
    ("and", "and"),
    ("also", "and"),
    ("or", "or"),
    ("each", "each"),
    ("evenly", "evenly"),
)


def word_kind(atom: Atom) -> str:
    if atom.kind == "mark":
        if atom.text in COMMAS:
            return "comma"
        return "noise" if atom.text in SILENT else _mark(atom)
    if atom.kind in _KINDS:
        return _KINDS[atom.kind]
    if atom.entry.verb or atom.entry.support:
        # "funds" is what he funds, or money.
        return "verb" if atom.entry.verb and not atom.has("money") else "word"
    for tag, kind in _LISTING:
        if atom.has(tag):
            return kind
    if not atom.entry.tags.isdisjoint(_DOUBTFUL):
        return "doubt"
    thing = bool(atom.entry.token or atom.entry.chain)
    if thing and (
        atom.text.isupper() or atom.entry.tags.isdisjoint(("person", "ordinary", "noise"))
    ):
        return "stray"
    if not atom.entry.tags.isdisjoint(_SILENT):
        return "noise"
    return "word"


def is_idle(atom: Atom) -> bool:
    """A mark, or a word of courtesy."""
    if atom.kind in {"mark", "line"}:
        return True
    return atom.has("please") or atom.has("noise") or atom.has("greeting")


def _mark(atom: Atom) -> str:
    """Emoji are noise, signs of calculation are not."""
    return "noise" if unicodedata.category(atom.text) in _PICTURES else "stray"


_PICTURES = frozenset({"So", "Sk", "Mn", "Cf", "Pe", "Ps", "Po"})
