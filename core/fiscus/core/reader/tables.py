"""How a language's tables are written down: phrases of one meaning, with bars between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from fiscus.core.reader.letters import unaccented


def meanings(*tables: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """All phrases by meaning, of several tables together."""
    phrases: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for meaning, text in table.items():
            phrases[meaning] = (*phrases.get(meaning, ()), *text.split("|"))
    return phrases


def phrases(table: Mapping[str, str]) -> dict[str, str]:
    """Every phrase to what it means, where each means one thing."""
    return {phrase: meaning for meaning, text in table.items() for phrase in text.split("|")}


Value = TypeVar("Value")


def loose(table: Mapping[str, Value]) -> dict[str, Value]:
    """`table` with every phrase also as it is typed without accents."""
    return {unaccented(phrase): value for phrase, value in table.items()} | dict(table)


def words(text: str) -> tuple[str, ...]:
    """Single words of a list written with spaces between them."""
    return tuple(text.split())


def typed(text: str) -> frozenset[str]:
    """The phrases of a list with bars, also without accents and with hyphens left out."""
    return frozenset(spelling for phrase in text.split("|") for spelling in _spellings(phrase))


def spelled(table: Mapping[str, Value]) -> dict[str, Value]:
    """`table`, whose keys are lists of phrases, by each phrase as people type it."""
    return {phrase: value for text, value in table.items() for phrase in typed(text)}


def crossed(verbs: str, words: str) -> str:
    """Each verb with each word behind it: "baje|caiga" with "de" to "baje de|caiga de"."""
    return "|".join(f"{verb} {word}" for verb in verbs.split("|") for word in words.split("|"))


def _spellings(phrase: str) -> Iterator[str]:
    for spelling in (phrase, unaccented(phrase)):
        yield from (spelling, spelling.replace("-", " "))
