"""The Portuguese `Language`, put together from its tables."""

from __future__ import annotations

from fiscus.core.reader.language import Language
from fiscus.core.reader.portuguese.consent import CONSENT
from fiscus.core.reader.portuguese.glosses import GLOSSES
from fiscus.core.reader.portuguese.labels import LABELS
from fiscus.core.reader.portuguese.moods import MOODS, SMALL
from fiscus.core.reader.portuguese.numbers import ALONE, FRACTIONS, MAGNITUDES, NUMERALS
from fiscus.core.reader.portuguese.questions import WORDING
from fiscus.core.reader.portuguese.spelling import (
    CAPITALS,
    CORRECTABLE,
    MISSPELLINGS,
    UNTOUCHABLE,
)
from fiscus.core.reader.portuguese.verbs import NOUNS as ACTION_NOUNS
from fiscus.core.reader.portuguese.verbs import portuguese_verbs
from fiscus.core.reader.portuguese.waiting import WAITING
from fiscus.core.reader.portuguese.words import (
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
            "sim|a favor|a favor da|a favor de|favorável|favoravelmente|pelo sim|que sim|em favor"
            "|positivo|apoio|apoia|apoiar|apoie|apoiando|endosse|endossa"
        ),
        "against": (
            "não|nao|contra|contra a|pelo não|que não|contrário|contrariamente|negativo|rejeito"
            "|rejeita|rejeitar|rejeite"
        ),
        "abstain": (
            "abstenção|abster|abstenha|abster me|abstenho me|em branco|branco|neutro|pela abstenção"
            "|me abstenho|me abster|voto em branco|abstenha-se"
        ),
    }
)
_ALIASES = {
    "éter": "ether",
    "ether": "ether",
    "bitcoins": "btc",
    "ethers": "eth",
    "etherium": "eth",
    "etereum": "eth",
    "etéreo": "eth",
}
PORTUGUESE = Language(
    name="pt",
    tags=meanings(MARKERS, CONNECTIVES, REFERENCE, NOUNS, QUANTITIES, MOODS, SMALL),
    verbs=portuguese_verbs(),
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
    alone=ALONE,
)
