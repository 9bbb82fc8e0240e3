"""The English `Language`, put together from its tables."""

from __future__ import annotations

from collections.abc import Mapping

from fiscus.core.reader.english.consent import CONSENT
from fiscus.core.reader.english.context import CONTEXT
from fiscus.core.reader.english.labels import LABELS
from fiscus.core.reader.english.moods import MOODS, SMALL
from fiscus.core.reader.english.numbers import FRACTIONS, MAGNITUDES, NUMERALS
from fiscus.core.reader.english.picks import PICKS
from fiscus.core.reader.english.questions import WORDING
from fiscus.core.reader.english.spelling import CAPITALS, CORRECTABLE, MISSPELLINGS, UNTOUCHABLE
from fiscus.core.reader.english.verbs import NOUNS as ACTION_NOUNS
from fiscus.core.reader.english.verbs import english_verbs
from fiscus.core.reader.english.waiting import WAITING
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
        "|affirmative|accept|thumbs up|agree|yep|yup|record our support|record my support"
        "|say yay|say yes|say aye|give a thumbs up|register our support|register my support"
    ),
    "against": (
        "no|voting no|nay|against|nope|oppose|opposed|opposed to|in opposition|con"
        "|disapprove|reject|in opposition to|thumbs down|disagree|record our opposition"
        "|record my opposition|record opposition|say no|say nay|give a thumbs down"
        "|register our opposition|register my opposition"
    ),
    "abstain": (
        "abstain|abstain from voting|abstention|abstaining|abstained|neutral|blank|present"
        "|cast an abstention|record our abstention|record my abstention"
    ),
}


def _tables(*tables: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    phrases: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for tag, text in table.items():
            phrases[tag] = (*phrases.get(tag, ()), *text.split("|"))
    return phrases


ENGLISH = Language(
    name="en",
    tags=_tables(
        MARKERS, CONNECTIVES, REFERENCE, NOUNS, ORDINARY, QUANTITIES, MOODS, SMALL, CONTEXT
    ),
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
    consent=CONSENT,
    waiting=WAITING,
    labels=LABELS,
    picks=PICKS,
    strict=False,
    decimal_comma=False,
)
