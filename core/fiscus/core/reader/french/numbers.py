"""French number words, of France, Belgium, Switzerland and Québec."""

from __future__ import annotations

from fiscus.core.reader.tables import words

_SMALL = words(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_TEENS = {17: "dix sept", 18: "dix huit", 19: "dix neuf"}
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
_SHORT = {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
"""Tens with units of their own, unlike "soixante-dix" and "quatre-vingt-dix"."""


def _below_twenty() -> dict[int, str]:
    return dict(enumerate(_SMALL)) | _TEENS


def _below_hundred() -> dict[str, int]:
    small = _below_twenty()
    found = {word: value for value, word in small.items()}
    tens = {word: value for value, word in _TENS.items()} | _SHORT
    for word, value in tens.items():
        found[word] = value
        for unit in range(1, 20 if value == 60 else 10):
            found[f"{word} {small[unit]}"] = value + unit
        found[f"{word} et un"] = value + 1
    found["soixante et onze"] = 71
    found |= {"quatre vingt": 80, "quatre vingts": 80}
    return found | {f"quatre vingt {small[unit]}": 80 + unit for unit in range(1, 20)}


def _numerals() -> dict[str, int]:
    """Every number below a thousand, as people write it out; hyphens are spaces here."""
    small = _below_hundred()
    found = {word: value for word, value in small.items() if word != "un"}
    for hundreds in range(1, 10):
        word = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent"
        found |= {word: hundreds * 100, f"{word}s": hundreds * 100}
        for rest, value in small.items():
            if value:
                found[f"{word} {rest}"] = hundreds * 100 + value
    del found["cents"]
    return found | {"douzaine": 12, "une douzaine": 12, "une douzaine de": 12}


NUMERALS = _numerals()
MAGNITUDES: dict[str, int] = {
    "mille": 3,
    "k": 3,
    "m": 6,
    "million": 6,
    "millions": 6,
    "million de": 6,
    "millions de": 6,
    "million d'": 6,
    "millions d'": 6,
    "milliard": 9,
    "milliards": 9,
}
ALONE = frozenset({"mille"})
FRACTIONS: dict[str, tuple[int, int]] = {
    "demi": (1, 2),
    "demie": (1, 2),
    "un demi": (1, 2),
    "une demie": (1, 2),
    "tiers": (1, 3),
    "quart": (1, 4),
    "quarts": (1, 4),
    "cinquième": (1, 5),
    "dixième": (1, 10),
    "½": (1, 2),
    "¼": (1, 4),
    "¾": (3, 4),
}
