"""German number words. Compounds are one word: "zweihundertfünfzig"."""

from __future__ import annotations

from decimal import Decimal

_UNITS = {
    "null": 0,
    "ein": 1,
    "eins": 1,
    "eine": 1,
    "zwei": 2,
    "zwo": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "fuenf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
    "zwoelf": 12,
    "dreizehn": 13,
    "vierzehn": 14,
    "fünfzehn": 15,
    "fuenfzehn": 15,
    "sechzehn": 16,
    "siebzehn": 17,
    "achtzehn": 18,
    "neunzehn": 19,
}
_TENS = {
    "zwanzig": 20,
    "dreißig": 30,
    "dreissig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "fuenfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
}
_BELOW_HUNDRED = {
    **_UNITS,
    **_TENS,
    **{
        f"{unit}und{tens}": value + ten
        for unit, value in _UNITS.items()
        if 0 < value < 10 and unit not in {"eins", "eine"}
        for tens, ten in _TENS.items()
    },
}
NUMERALS: dict[str, int] = {
    word: value for word, value in _BELOW_HUNDRED.items() if word not in {"ein", "eine"}
}
MAGNITUDES: dict[str, int] = {
    "hundert": 2,
    "k": 3,
    "tausend": 3,
    "tsd": 3,
    "m": 6,
    "mio": 6,
    "million": 6,
    "millionen": 6,
    "mrd": 9,
    "milliarde": 9,
    "milliarden": 9,
    "billion": 12,
    "billionen": 12,
}
FRACTIONS: dict[str, tuple[int, int]] = {
    "drittel": (1, 3),
    "viertel": (1, 4),
    "fünftel": (1, 5),
    "achtel": (1, 8),
    "zehntel": (1, 10),
    "hundertstel": (1, 100),
    "tausendstel": (1, 1000),
    "½": (1, 2),
    "¼": (1, 4),
    "¾": (3, 4),
}
HALVES = {
    "halb": Decimal("0.5"),
    "halbe": Decimal("0.5"),
    "halben": Decimal("0.5"),
    "halber": Decimal("0.5"),
    "halbes": Decimal("0.5"),
    "anderthalb": Decimal("1.5"),
    "eineinhalb": Decimal("1.5"),
    "einundeinhalb": Decimal("1.5"),
    "zweieinhalb": Decimal("2.5"),
    "dreieinhalb": Decimal("3.5"),
    "viereinhalb": Decimal("4.5"),
    "fünfeinhalb": Decimal("5.5"),
    "fuenfeinhalb": Decimal("5.5"),
}
_LONGEST = 80


def number_word(low: str) -> int | None:
    """`"zweihundertfünfzig"` is 250; `None` where `low` is no whole number word."""
    if len(low) > _LONGEST:
        return None
    head, mark, tail = low.partition("tausend")
    if not mark:
        return _below_thousand(low)
    above = _below_thousand(head) if head else 1
    below = _below_thousand(tail.removeprefix("und")) if tail else 0
    if not above or below is None or (tail and not below):
        return None
    return above * 1000 + below


def _below_thousand(low: str) -> int | None:
    head, mark, tail = low.partition("hundert")
    if not mark:
        return _BELOW_HUNDRED.get(low)
    above = _UNITS.get(head) if head else 1
    below = _BELOW_HUNDRED.get(tail.removeprefix("und")) if tail else 0
    if not above or (above > 9 and head not in _UNITS) or below is None or (tail and not below):
        return None
    return above * 100 + below
