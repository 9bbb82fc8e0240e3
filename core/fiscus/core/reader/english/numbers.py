"""English number words."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")

NUMERALS: dict[str, int] = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: (value + 2) * 10 for value, word in enumerate(_TENS)},
    "fourty": 40,
    "oh": 0,
    "dozen": 12,
}
MAGNITUDES: dict[str, int] = {
    "hundred": 2,
    "k": 3,
    "thousand": 3,
    "grand": 3,
    "m": 6,
    "mm": 6,
    "mil": 6,
    "mill": 6,
    "mn": 6,
    "million": 6,
    "b": 9,
    "bn": 9,
    "bil": 9,
    "billion": 9,
    "trillion": 12,
}
FRACTIONS: dict[str, tuple[int, int]] = {
    "half": (1, 2),
    "halves": (1, 2),
    "third": (1, 3),
    "thirds": (1, 3),
    "quarter": (1, 4),
    "quarters": (1, 4),
    "fourth": (1, 4),
    "fourths": (1, 4),
    "fifth": (1, 5),
    "fifths": (1, 5),
    "eighth": (1, 8),
    "eighths": (1, 8),
    "tenth": (1, 10),
    "tenths": (1, 10),
    "hundredth": (1, 100),
    "hundredths": (1, 100),
    "thousandth": (1, 1000),
    "½": (1, 2),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅛": (1, 8),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}
