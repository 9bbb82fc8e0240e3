"""Which language a message is in: the one whose words decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fiscus.core.reader.language import Language
from fiscus.core.reader.letters import spaced, unaccented
from fiscus.core.reader.marks import APOSTROPHE
from fiscus.core.reader.pieces import Piece
from fiscus.core.reader.vocabulary import NOTHING, Vocabulary

_DECISIVE = 3
"""What a verb or a word of negation says, against 1 for every other word."""
_SILENT_TAGS = frozenset({"person", "ordinary", "venue"})


@dataclass(frozen=True, slots=True)
class Choice:
    """The vocabularies a message may be read with, the likeliest first."""

    vocabularies: tuple[Vocabulary, ...]
    spoken: bool = True
    """False where no word said anything about the language."""
    others: tuple[Vocabulary, ...] = ()
    """Those that say as much as the first language, which wins such a tie."""
    words: int = 0
    """How many words said something."""


class Chooser:
    """Counts the words each language knows. Built once, then only read.

    A word that several languages know says as much for each. The first language wins a tie with
    the others; a tie between others is for the reader to resolve.
    """

    def __init__(self, vocabularies: Sequence[Vocabulary]) -> None:
        self._vocabularies = tuple(vocabularies)
        self._votes: dict[str, tuple[int, tuple[int, ...]]] = {}
        self._elisions = frozenset[str]().union(*(v.language.elisions for v in vocabularies))
        for index, vocabulary in enumerate(vocabularies):
            for word, weight in _words(vocabulary):
                self._add(word, weight, index)

    def _add(self, word: str, weight: int, index: int) -> None:
        for spelling in {word, unaccented(word)}:
            if spelling != word and self._is_thing(spelling):
                continue
            most, knowing = self._votes.get(spelling, (0, ()))
            knowing = knowing if index in knowing else (*knowing, index)
            self._votes[spelling] = (max(most, weight), knowing)

    def _is_thing(self, low: str) -> bool:
        """ "DAI" is a token, and no "daí" in a hurry."""
        entry = self._vocabularies[0].entries.get(low, NOTHING)
        return bool(entry.token or entry.chain)

    def choose(self, pieces: Sequence[Piece], prior: str) -> Choice:
        """The language of a message; `prior` is the one of the talk so far."""
        scores = [0] * len(self._vocabularies)
        words = 0
        for piece in pieces:
            if piece.kind == "word" and not piece.text[0].isdigit():
                before = sum(scores)
                self._count(piece.text, scores)
                words += sum(scores) > before
        best = max(scores)
        spoken = best > 0
        others: tuple[Vocabulary, ...] = ()
        chosen = [index for index, score in enumerate(scores) if score == best]
        named = [i for i in chosen if self._vocabularies[i].language.name == prior]
        if named:
            chosen = named
        elif 0 in chosen:
            chosen = [0]
        if spoken and chosen == [0]:
            rest = [i for i, score in enumerate(scores) if i and score == best]
            others = tuple(self._vocabularies[i] for i in rest)
        return Choice(tuple(self._vocabularies[i] for i in chosen), spoken, others, words)

    def _count(self, text: str, scores: list[int]) -> None:
        """Add the votes of one word, or of the words it is made of."""
        low = text.lower().replace(APOSTROPHE, "'")
        if text.isupper() and self._is_thing(low):
            return
        found = self._votes.get(low)
        if found is None and not low.isascii():
            found = self._votes.get(unaccented(low))
        if found is not None:
            for index in found[1]:
                scores[index] += found[0]
            return
        first, mark, rest = low.partition("'")
        if mark and rest and first in self._elisions:
            self._count(f"{first}'", scores)
            self._count(rest, scores)
        elif "-" in low:
            for part in low.split("-"):
                self._count(part, scores)


def _words(vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """Every word of the language with its weight; a phrase speaks through each of its words.

    The "base" of "pontos base" is no word of the language: it names a chain.
    """
    alone = {word for word, _ in _said(vocabulary.language) if " " not in word}
    for phrase, weight in _said(vocabulary.language):
        words = spaced(phrase, vocabulary.language.elisions).split(" ")
        for word in words:
            entry = vocabulary.entries.get(word, NOTHING)
            thing = word not in alone and (entry.token or entry.chain)
            if thing or word.isdigit():
                continue
            # A word in a script of its own leaves no doubt.
            written = vocabulary.language.script is not None and not word.isascii()
            yield word, _DECISIVE if written else weight if len(words) == 1 else 1


def _said(language: Language) -> Iterator[tuple[str, int]]:
    """Every phrase of the language with its weight."""
    for tag, phrases in language.tags.items():
        if tag not in _SILENT_TAGS:
            weight = _DECISIVE if tag == "negation" else 1
            yield from ((phrase, weight) for phrase in phrases)
    for phrase in (*language.verbs, *language.compounds):
        yield phrase, _DECISIVE
    yield from ((phrase, 1) for phrase in language.misspellings)
    counting = (language.numerals, language.magnitudes, language.fractions)
    for table in (language.nouns, language.supports, *counting):
        yield from ((phrase, 1) for phrase in table)
