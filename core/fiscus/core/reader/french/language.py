"""The French `Language`, put together from its tables."""

from __future__ import annotations

from fiscus.core.reader.french.consent import CONSENT
from fiscus.core.reader.french.glosses import ELISIONS, GLOSSES
from fiscus.core.reader.french.labels import LABELS
from fiscus.core.reader.french.moods import MOODS, SMALL
from fiscus.core.reader.french.numbers import ALONE, FRACTIONS, MAGNITUDES, NUMERALS
from fiscus.core.reader.french.questions import WORDING
from fiscus.core.reader.french.spelling import CAPITALS, CORRECTABLE, MISSPELLINGS, UNTOUCHABLE
from fiscus.core.reader.french.verbs import NOUNS as ACTION_NOUNS
from fiscus.core.reader.french.verbs import french_verbs
from fiscus.core.reader.french.waiting import WAITING
from fiscus.core.reader.french.words import (
    CONNECTIVES,
    MARKERS,
    NOUNS,
    QUANTITIES,
    REFERENCE,
)
from fiscus.core.reader.language import Language
from fiscus.core.reader.tables import loose, meanings, phrases

_SUPPORTS = phrases(
    {
        "for": (
            "oui|pour|en faveur|en faveur de|favorable|favorablement|pour le oui|que oui"
            "|soutiens|soutenez|soutenir|appuie|appuyez|appuyer"
        ),
        "against": "non|contre|en défaveur de|défavorable|défavorablement|pour le non|que non"
        "|rejette|rejetez|rejeter",
        "abstain": (
            "abstention|abstiens|abstiens toi|abstenez vous|m'abstenir|s'abstenir|vote blanc|blanc"
            "|neutre|je m'abstiens|abstenir"
        ),
    }
)
_ALIASES = {
    "éther": "ether",
    "ether": "ether",
    "éthers": "eth",
    "ethers": "eth",
    "bitcoins": "btc",
    "étherium": "eth",
    "etherium": "eth",
    "éthereum": "ethereum",
    "éthérium": "eth",
}
FRENCH = Language(
    name="fr",
    tags=meanings(MARKERS, CONNECTIVES, REFERENCE, NOUNS, QUANTITIES, MOODS, SMALL),
    verbs=french_verbs(),
    nouns=ACTION_NOUNS,
    supports=_SUPPORTS,
    numerals=loose(NUMERALS),
    magnitudes=loose(MAGNITUDES),
    fractions=loose(FRACTIONS),
    misspellings=MISSPELLINGS,
    correctable=CORRECTABLE,
    untouchable=UNTOUCHABLE,
    capitals=CAPITALS,
    wording=WORDING,
    consent=CONSENT,
    waiting=WAITING,
    labels=LABELS,
    glosses=GLOSSES,
    aliases=_ALIASES,
    elisions=ELISIONS,
    alone=ALONE,
)
