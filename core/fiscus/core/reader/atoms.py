"""The smallest things with a meaning, as the lexer makes them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fiscus.core.reader.vocabulary import NOTHING, Entry


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest thing with a meaning.

    `kind` is `word`, `number`, `address`, `name`, `mark`, `arrow`, `line`, `quote`, `note`, or
    `blob`: a piece that looks like it carries a value and cannot be read; `note` says why.
    """

    kind: str
    text: str
    start: int
    end: int
    entry: Entry = NOTHING
    number: Decimal | None = None
    family: str | None = None
    glued: bool = False
    possessive: bool = False
    note: str | None = None
    low: str = ""
    """As it is looked up: lower case, and without accents where they decide nothing."""
    key: str = ""
    """The English word the grammar knows it by, where the grammar speaks of a word by name."""

    def has(self, tag: str) -> bool:
        return tag in self.entry.tags

    def is_mark(self, marks: str) -> bool:
        return self.kind == "mark" and self.text in marks
