"""The German `Language`, put together from its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from fiscus.core.reader.german.consent import CONSENT
from fiscus.core.reader.german.context import ALIASES, SUPPORTS
from fiscus.core.reader.german.glosses import GLOSSES
from fiscus.core.reader.german.labels import LABELS
from fiscus.core.reader.german.moods import MOODS, SMALL
from fiscus.core.reader.german.numbers import FRACTIONS, MAGNITUDES, NUMERALS
from fiscus.core.reader.german.order import arranged
from fiscus.core.reader.german.questions import WORDING
from fiscus.core.reader.german.spelling import CAPITALS, CORRECTABLE, MISSPELLINGS, UNTOUCHABLE
from fiscus.core.reader.german.verbs import NOUNS as ACTION_NOUNS
from fiscus.core.reader.german.verbs import german_verbs
from fiscus.core.reader.german.waiting import WAITING
from fiscus.core.reader.german.words import (
    CONNECTIVES,
    MARKERS,
    NOUNS,
    ORDINARY,
    QUANTITIES,
    REFERENCE,
)
from fiscus.core.reader.language import Language
from fiscus.core.reader.tables import meanings, phrases

_SPELLINGS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))


def spellings(phrase: str) -> Iterator[str]:
    """ "größe" is also written "groesse", and "grösse" in Switzerland."""
    yield phrase
    swiss = phrase.replace("ß", "ss")
    plain = swiss
    for letter, written in _SPELLINGS:
        plain = plain.replace(letter, written)
    if swiss != phrase:
        yield swiss
    if plain not in {phrase, swiss}:
        yield plain


def _tables(*tables: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        tag: tuple(word for phrase in said for word in spellings(phrase))
        for tag, said in meanings(*tables).items()
    }


T = TypeVar("T")


def _spelled(table: Mapping[str, T]) -> dict[str, T]:
    return {word: value for phrase, value in table.items() for word in spellings(phrase)}


GERMAN = Language(
    name="de",
    tags=_tables(MARKERS, CONNECTIVES, REFERENCE, NOUNS, ORDINARY, QUANTITIES, MOODS, SMALL),
    verbs=_spelled(german_verbs()),
    nouns=_spelled(ACTION_NOUNS),
    supports=_spelled(phrases(SUPPORTS)),
    numerals=_spelled(NUMERALS),
    magnitudes=MAGNITUDES,
    fractions=_spelled(FRACTIONS),
    misspellings=MISSPELLINGS,
    correctable=CORRECTABLE,
    untouchable=UNTOUCHABLE,
    capitals=CAPITALS,
    wording=WORDING,
    consent=CONSENT,
    waiting=WAITING,
    labels=_spelled(LABELS),
    glosses=_spelled(GLOSSES),
    aliases=ALIASES,
    bare_letters=False,
    arranged=arranged,
)
