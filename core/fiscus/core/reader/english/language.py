"""The English `Language`, put together from its tables."""

from __future__ import annotations

from collections.abc import Mapping

from fiscus.core.reader.english.moods import MOODS, SMALL
from fiscus.core.reader.english.numbers import FRACTIONS, MAGNITUDES, NUMERALS
from fiscus.core.reader.english.questions import WORDING
from fiscus.core.reader.english.spelling import CAPITALS, CORRECTABLE, MISSPELLINGS, UNTOUCHABLE
from fiscus.core.reader.english.verbs import NOUNS as ACTION_NOUNS
from fiscus.core.reader.english.verbs import english_verbs
from fiscus.core.reader.english.words import (
    CONNECTIVES,
    MARKERS,
    NOUNS,
    ORDINARY,
    QUANTITIES,
    REFERENCE,
)
from fiscus.core.reader.language import Language

_SUPPORTS = {
    "for": (
        "yes|yea|back|endorse|supporting|backing|yay|aye|in favor|in favour|in favor of"
        "|in favour of|in support|in support of|for|yeah|pro|approve|support|favor|favour"
        "|affirmative|accept|thumbs up|agree|yep|yup"
    ),
    "against": (
        "no|voting no|nay|against|nope|oppose|opposed|opposed to|in opposition|con|negative"
        "|disapprove|reject|in opposition to|thumbs down|disagree"
    ),
    "abstain": "abstain|abstain from voting|abstention|abstaining|abstained|neutral|blank|present",
}


def _tables(*tables: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {tag: tuple(text.split("|")) for table in tables for tag, text in table.items()}


ENGLISH = Language(
    name="en",
    tags=_tables(MARKERS, CONNECTIVES, REFERENCE, NOUNS, ORDINARY, QUANTITIES, MOODS, SMALL),
    verbs=english_verbs(),
    nouns=ACTION_NOUNS,
    supports={phrase: support for support, text in _SUPPORTS.items() for phrase in text.split("|")},
    numerals=NUMERALS,
    magnitudes=MAGNITUDES,
    fractions=FRACTIONS,
    misspellings=MISSPELLINGS,
    correctable=CORRECTABLE,
    untouchable=UNTOUCHABLE,
    capitals=CAPITALS,
    wording=WORDING,
)
