"""Which language a message is in: the one whose words decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fiscus.core.reader.language import Language
from fiscus.core.reader.letters import unaccented
from fiscus.core.reader.marks import APOSTROPHE
from fiscus.core.reader.pieces import Piece
from fiscus.core.reader.vocabulary import Catalogue, Entry
from fiscus.core.reader.votes import votes_of


@dataclass(frozen=True, slots=True)
class Choice:
    """The languages a message may be read in, the likeliest first."""

    languages: tuple[Language, ...]
    spoken: bool = True
    """False where no word said anything about the language."""
    others: tuple[Language, ...] = ()
    """Those that say as much as the first language, which wins such a tie."""
    words: int = 0
    """How many words said something."""


class Chooser:
    """Counts the words each language knows. Built once, then only read.

    A word that several languages know says as much for each. The first language wins a tie with
    the others; a tie between others is for the reader to resolve.
    """

    def __init__(self, languages: Sequence[Language], catalogue: Catalogue) -> None:
        self._languages = tuple(languages)
        self._elisions = frozenset[str]().union(*(each.elisions for each in languages))
        names = [_names(catalogue.named_in(language)) for language in languages]
        self._things = names[0]
        self._votes = [
            votes_of(language, named, self._things)
            for language, named in zip(languages, names, strict=True)
        ]

    def choose(self, pieces: Sequence[Piece], prior: str) -> Choice:
        """The language of a message; `prior` is the one of the talk so far."""
        scores = [0] * len(self._languages)
        words = 0
        for piece in pieces:
            if piece.kind == "word" and not piece.text[0].isdigit():
                before = sum(scores)
                self._count(piece.text, scores)
                words += sum(scores) > before
        best = max(scores)
        spoken = best > 0
        others: tuple[Language, ...] = ()
        chosen = [index for index, score in enumerate(scores) if score == best]
        named = [i for i in chosen if self._languages[i].name == prior]
        if named:
            chosen = named
        elif 0 in chosen:
            chosen = [0]
        if spoken and chosen == [0]:
            rest = [i for i, score in enumerate(scores) if i and score == best]
            others = tuple(self._languages[i] for i in rest)
        return Choice(tuple(self._languages[i] for i in chosen), spoken, others, words)

    def _count(self, text: str, scores: list[int]) -> None:
        """Add the votes of one word, or of the words it is made of."""
        low = text.lower().replace(APOSTROPHE, "'")
        if text.isupper() and low in self._things:
            return
        if self._add(low, scores) or (not low.isascii() and self._add(unaccented(low), scores)):
            return
        first, mark, rest = low.partition("'")
        if mark and rest and first in self._elisions:
            self._count(f"{first}'", scores)
            self._count(rest, scores)
        elif "-" in low:
            for part in low.split("-"):
                self._count(part, scores)

    def _add(self, word: str, scores: list[int]) -> bool:
        """Whether anybody knows the word; all who do say what it means to whom it means most."""
        weights = [votes.get(word, 0) for votes in self._votes]
        most = max(weights)
        if most:
            for index, weight in enumerate(weights):
                if weight:
                    scores[index] += most
        return most > 0


def _names(things: Mapping[str, Entry]) -> frozenset[str]:
    """What names a token or a chain, and no unit."""
    return frozenset(name for name, entry in things.items() if entry.token or entry.chain)
