"""The Spanish `Language`, put together from its tables."""

from __future__ import annotations

from fiscus.core.reader.language import Language
from fiscus.core.reader.spanish.consent import CONSENT
from fiscus.core.reader.spanish.glosses import GLOSSES
from fiscus.core.reader.spanish.labels import LABELS
from fiscus.core.reader.spanish.moods import MOODS, SMALL
from fiscus.core.reader.spanish.numbers import ALONE, FRACTIONS, MAGNITUDES, NUMERALS
from fiscus.core.reader.spanish.questions import WORDING
from fiscus.core.reader.spanish.spelling import CAPITALS, CORRECTABLE, MISSPELLINGS, UNTOUCHABLE
from fiscus.core.reader.spanish.verbs import NOUNS as ACTION_NOUNS
from fiscus.core.reader.spanish.verbs import spanish_compounds, spanish_verbs
from fiscus.core.reader.spanish.waiting import WAITING
from fiscus.core.reader.spanish.words import (
    CONNECTIVES,
    MARKERS,
    NOUNS,
    QUANTITIES,
    REFERENCE,
)
from fiscus.core.reader.tables import loose, meanings, phrases

_SUPPORTS = phrases(
    {
        "for": (
            "sí|a favor|a favor de|afirmativo|afirmativamente|por el sí|que sí|en favor|en favor de"
            "|positivo|de acuerdo|apoyo|apoya|apoyar|apoye|respalda|respaldar|respalde|apoyá"
        ),
        "against": (
            "no|en contra|en contra de|contra|por el no|que no|negativo|negativamente|en desacuerdo"
            "|rechaza|rechazar|rechace|rechazá|rechazo"
        ),
        "abstain": (
            "abstención|abstente|me abstengo|abstenerme|abstenerse|absténgase|abstenerse de votar"
            "|en blanco|blanco|neutral|abstenernos|por la abstención|voto en blanco"
        ),
    }
)
_ALIASES = {
    "éter": "ether",
    "ether": "ether",
    "bitcoins": "btc",
    "dólar digital": "usdc",
    "solanas": "sol",
    "ethers": "eth",
    "éteres": "eth",
    "etherium": "eth",
    "etereum": "eth",
    "etéreum": "eth",
}
SPANISH = Language(
    name="es",
    tags=meanings(MARKERS, CONNECTIVES, REFERENCE, NOUNS, QUANTITIES, MOODS, SMALL),
    verbs=spanish_verbs(),
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
    compounds=spanish_compounds(),
    alone=ALONE,
)
