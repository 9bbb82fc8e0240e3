"""The Chinese `Language`, put together from its tables."""

from __future__ import annotations

from fiscus.core.reader.chinese.consent import CONSENT
from fiscus.core.reader.chinese.context import ALIASES, SUPPORTS
from fiscus.core.reader.chinese.glosses import GLOSSES
from fiscus.core.reader.chinese.labels import LABELS
from fiscus.core.reader.chinese.moods import MOODS, SMALL
from fiscus.core.reader.chinese.numbers import MAGNITUDES
from fiscus.core.reader.chinese.order import arranged
from fiscus.core.reader.chinese.questions import WORDING
from fiscus.core.reader.chinese.script import ChineseScript
from fiscus.core.reader.chinese.verbs import NOUNS as ACTION_NOUNS
from fiscus.core.reader.chinese.verbs import chinese_verbs
from fiscus.core.reader.chinese.waiting import WAITING
from fiscus.core.reader.chinese.waiting import WORDS as WAITING_WORDS
from fiscus.core.reader.chinese.words import (
    CONNECTIVES,
    MARKERS,
    NOUNS,
    ORDINARY,
    QUANTITIES,
    REFERENCE,
)
from fiscus.core.reader.language import Language
from fiscus.core.reader.tables import meanings, phrases

_TAGS = meanings(MARKERS, CONNECTIVES, REFERENCE, NOUNS, ORDINARY, QUANTITIES, MOODS, SMALL)
_VERBS = chinese_verbs()
_SUPPORTS = phrases(SUPPORTS)
_SMALL = ("上", "上面", "号", "第", "分之", "半", "百分之", "千分之", "万分之", "成")
"""Words that mean something only beside others; see `order.py`."""


def _words() -> frozenset[str]:
    spoken = (phrase for tagged in _TAGS.values() for phrase in tagged)
    tables = (_VERBS, ACTION_NOUNS, _SUPPORTS, GLOSSES, ALIASES, LABELS, MAGNITUDES, _SMALL)
    return frozenset(spoken).union(WAITING_WORDS, *tables)


CHINESE = Language(
    name="zh",
    tags=_TAGS,
    verbs=_VERBS,
    nouns=ACTION_NOUNS,
    supports=_SUPPORTS,
    numerals={},
    magnitudes=MAGNITUDES,
    fractions={"½": (1, 2), "¼": (1, 4), "¾": (3, 4)},
    misspellings={},
    correctable=frozenset(),
    untouchable=frozenset(),
    capitals=frozenset({"OK", "DAO", "ENS", "NFT", "GAS", "DEX", "RMB", "CNY", "USD", "HKD"}),
    wording=WORDING,
    consent=CONSENT,
    waiting=WAITING,
    labels=LABELS,
    glosses=GLOSSES,
    aliases=ALIASES,
    bare_letters=False,
    decimal_comma=False,
    arranged=arranged,
    script=ChineseScript(_words()),
)
