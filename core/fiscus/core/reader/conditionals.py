"""Conditions and schedules of a message: folded into single atoms, then given to their requests.

Only what is wholly understood is folded. What is left keeps its words, and they stop the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.clauses import LONGEST_SENTENCE, is_head
from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.line import Line
from fiscus.core.reader.marks import COMMAS, DASHES, SENTENCE_ENDS
from fiscus.core.reader.schedules import Schedules
from fiscus.core.reader.things import Scene
from fiscus.core.reader.triggers import Triggers
from fiscus.core.reader.vocabulary import Entry, Vocabulary
from fiscus.core.reader.waiting import Waiting

_TRIGGERS = ("condition", "schedule", "time", "numeral", "subordinate")
_MOST = 4
"""Conditions that one request may wait for."""
_CLOSING = frozenset(
    {"then", "and", "also", "please", "to", "on", "from", "with", "for", "into", "via", "light"}
    | {"recipient", "request", "read", "noise", "own_source", "subordinate", "memo", "greeting"}
    | {"between", "slippage", "min", "want"}
)
_QUIET = frozenset(
    {"noise", "please", "greeting", "then", "also", "and", "confirm", "it", "order", "request"}
    | {"want"}
)
_LOOKED_BACK = frozenset(
    {"negation", "danger", "report", "or", "void", "det", "my", "of", "their", "adjective"}
)


@dataclass(slots=True)
class Conditional:
    """Atoms in which each understood condition is one atom of kind `when`, and what it says."""

    atoms: list[Atom] = field(default_factory=list[Atom])
    said: dict[int, tuple[Condition, ...]] = field(default_factory=dict[int, tuple[Condition, ...]])
    """By the first character of the atom."""


def fold_conditions(text: str, atoms: Sequence[Atom], vocabulary: Vocabulary) -> Conditional:
    """ "when gas is below 10 gwei", "every Monday", "in 2 hours", each as one atom."""
    words = vocabulary.language.waiting
    if words is None or not any(_may_wait(atom, words) for atom in atoms):
        return Conditional(list(atoms))
    folded = Conditional()
    start = 0
    for end in range(len(atoms) + 1):
        if end == len(atoms) or atoms[end].is_mark(SENTENCE_ENDS):
            sentence = atoms[start:end]
            if len(sentence) <= LONGEST_SENTENCE and any(_may_wait(a, words) for a in sentence):
                _Sentence(text, sentence, vocabulary, words).fold(folded)
            else:
                folded.atoms += sentence
            folded.atoms += atoms[end : end + 1]
            start = end + 1
    return folded


def _may_wait(atom: Atom, words: Waiting) -> bool:
    if atom.kind == "word":
        low = atom.text.lower()
        named = low in words.months or low in words.weekdays or low in words.days
        return named or not atom.entry.tags.isdisjoint(_TRIGGERS)
    return atom.is_mark(":<≤≥") or (atom.kind == "blob" and atom.text.count("-") == 2)


class _Sentence:
    def __init__(
        self, text: str, atoms: Sequence[Atom], vocabulary: Vocabulary, words: Waiting
    ) -> None:
        self.text = text
        self.atoms = atoms
        self.words = words
        self.beginnings = vocabulary.beginnings
        self.line = Line(atoms)
        self.triggers = Triggers(self.line, Scene(atoms, vocabulary), words)
        self.schedules = Schedules(self.line, vocabulary.language, words)

    def fold(self, folded: Conditional) -> None:
        kept: list[Atom] = []
        said: dict[int, tuple[Condition, ...]] = {}
        index = 0
        while index < len(self.atoms):
            found = self._at(index)
            if found is None or not self._is_whole(index, found[1]):
                kept.append(self.atoms[index])
                index += 1
                continue
            conditions, after = found
            start, end = self.atoms[index].start, self.atoms[after - 1].end
            said[start] = conditions
            kept.append(Atom("when", self.text[start:end], start, end))
            index = after
        if said and self._asks(kept):
            repeated = any(one.role == "schedule" for found in said.values() for one in found)
            folded.atoms += [self._scheduled(atom) for atom in kept] if repeated else kept
            folded.said |= said
        else:
            folded.atoms += self.atoms

    def _is_whole(self, index: int, after: int) -> bool:
        """Whether these atoms stand together in the text too, with none of them taken away."""
        start, end = self.atoms[index].start, self.atoms[after - 1].end
        inside = sum(start <= atom.start < end for atom in self.atoms)
        return start < end and inside == after - index

    def _asks(self, kept: Sequence[Atom]) -> bool:
        """There is a request in the sentence, or nothing but the condition."""
        if any(is_head(kept, index) for index in range(len(kept))):
            return True
        if kept[0].has("light") and any(atom.entry.noun for atom in kept):
            return True
        return all(is_silent(atom) for atom in kept)

    def _scheduled(self, atom: Atom) -> Atom:
        """What calls for a schedule ("dca", "a recurring payment"), where there is one."""
        entry = atom.entry
        if atom.low in self.words.adjectives:
            return replace(atom, entry=Entry(frozenset({"noise"})))
        if entry.verb is None or "schedule" not in entry.tags:
            return atom
        return replace(atom, entry=replace(entry, tags=entry.tags - {"schedule"}))

    def _at(self, index: int) -> tuple[tuple[Condition, ...], int] | None:
        """What starts at an atom, wholly understood, and the atom after it."""
        word = self.line.at(index)
        first = self.line.word(word)
        figures = self.atoms[index].number is not None or self.atoms[index].has("numeral")
        if not figures and first not in self.beginnings and not first[:1].isdigit():
            return None
        opened = self.line.past(word, self.words.opening)
        if opened is not None and not self._is_other(index):
            found = self._all(opened)
            if found is not None:
                return found
        if self._is_other(index):
            return None
        timed = self.schedules.at(word)
        if timed is None or not self._closes(timed[1], timed=True):
            return None
        after = self.line.atom(timed[1])
        return ((timed[0],), after) if after is not None else None

    def _all(self, word: int) -> tuple[tuple[Condition, ...], int] | None:
        """One condition, or several that all must hold: "ETH is below 3000 and gas is low"."""
        found: list[Condition] = []
        while True:
            condition = self.triggers.at(word) if len(found) < _MOST else None
            if condition is None:
                return None
            found.append(condition[0])
            word = condition[1]
            after = self.line.past(word, self.words.conjunction)
            again = self.line.skip(after, self.words.opening) if after is not None else None
            if again is None or self.triggers.at(again) is None:
                break
            word = again
        end = self.line.atom(word)
        return (tuple(found), end) if end is not None and self._closes(word, timed=False) else None

    def _is_other(self, index: int) -> bool:
        """ "even if", "the monday meeting", "not when"."""
        if not index:
            return False
        before = self.atoms[index - 1]
        if before.text.lower() in self.words.never_before:
            return True
        return not before.entry.tags.isdisjoint(_LOOKED_BACK)

    def _closes(self, word: int, *, timed: bool) -> bool:
        """Whether the words that follow cannot belong to the condition any more."""
        index = self.line.atom(word)
        if index is None:
            return False
        if index >= len(self.atoms):
            return True
        atom = self.atoms[index]
        if atom.kind == "line" or atom.is_mark(COMMAS + DASHES + ")(:"):
            return True
        if atom.has("and"):
            return self._continues(index + 1)
        if timed and not self._ends_in_figure(word) and self._is_amount(index):
            return True
        return self._opens(index)

    def _opens(self, index: int) -> bool:
        atom = self.atoms[index]
        if atom.has("or"):
            return False
        return is_head(self.atoms, index) or not atom.entry.tags.isdisjoint(_CLOSING)

    def _continues(self, index: int) -> bool:
        """After "and": another request, and nothing that would be one more condition."""
        while index < len(self.atoms) and not self.atoms[index].entry.tags.isdisjoint(_QUIET):
            index += 1
        if index >= len(self.atoms):
            return False
        return is_head(self.atoms, index) or self.atoms[index].has("read")

    def _ends_in_figure(self, word: int) -> bool:
        return self.line.word(word - 1)[-1:].isdigit()

    def _is_amount(self, index: int) -> bool:
        atom = self.atoms[index]
        return atom.number is not None or atom.is_mark("$") or atom.has("all")


def is_silent(atom: Atom) -> bool:
    """A condition, or a word that may stand beside one and says nothing."""
    return atom.kind in {"when", "mark", "line"} or not atom.entry.tags.isdisjoint(_QUIET)


def conditions_of(
    atoms: Sequence[Atom], said: Mapping[int, tuple[Condition, ...]]
) -> list[tuple[int, tuple[Condition, ...]]]:
    """The conditions among `atoms`, with their index."""
    return [(index, said[a.start]) for index, a in enumerate(atoms) if a.kind == "when"]
