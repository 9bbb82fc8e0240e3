"""A sentence as single words, each with the atom it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.marks import APOSTROPHE

_LONGEST = 6
"""Words of one phrase."""

T = TypeVar("T")


class Line:
    """Atoms as single words, each with the index of its atom."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self.atoms = atoms
        self.words: list[str] = []
        self.owner: list[int] = []
        self._first: dict[int, int] = {}
        for index, atom in enumerate(atoms):
            self._first[index] = len(self.words)
            parts = atom.text.lower().replace(APOSTROPHE, "'").split() or [atom.text]
            self.words += parts
            self.owner += [index] * len(parts)
            if atom.possessive:
                self.words.append("'s")
                self.owner.append(index)

    def at(self, atom: int) -> int:
        """The first word of an atom."""
        return self._first.get(atom, len(self.words))

    def atom(self, word: int) -> int | None:
        """The atom that begins with this word; `None` in the middle of one."""
        if word >= len(self.words):
            return len(self.atoms)
        owner = self.owner[word]
        return owner if self._first[owner] == word else None

    def word(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""

    def match(self, index: int, table: Mapping[str, T]) -> tuple[T, int] | None:
        """The longest phrase of `table` that starts at a word, and the word after it."""
        if index >= len(self.words):
            return None
        for count in range(min(_LONGEST, len(self.words) - index), 0, -1):
            phrase = " ".join(self.words[index : index + count])
            if phrase in table:
                return table[phrase], index + count
        return None

    def skip(self, index: int, phrases: frozenset[str]) -> int:
        """Past one phrase, if one starts here."""
        return self.past(index, phrases) or index

    def past(self, index: int, phrases: frozenset[str]) -> int | None:
        """The word after the longest of these phrases; `None` where none starts here."""
        for count in range(min(_LONGEST, len(self.words) - index), 0, -1):
            if " ".join(self.words[index : index + count]) in phrases:
                return index + count
        return None
