"""Spanish number words."""

from __future__ import annotations

from fiscus.core.reader.tables import words

_SMALL = words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés"
    " veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)
_TENS = words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_HUNDREDS = words(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos"
    " novecientos"
)


def _below_hundred() -> dict[str, int]:
    found = {word: value for value, word in enumerate(_SMALL)} | {"veintiún": 21}
    for tens, word in enumerate(_TENS, start=3):
        found[word] = tens * 10
        found[f"{word} y un"] = tens * 10 + 1
        for unit in range(1, 10):
            found[f"{word} y {_SMALL[unit]}"] = tens * 10 + unit
    return found


def _numerals() -> dict[str, int]:
    """Every number below a thousand, as people write it out."""
    small = _below_hundred()
    found = dict(small)
    for hundreds, word in enumerate(_HUNDREDS, start=1):
        found[word] = hundreds * 100
        for rest, value in small.items():
            if value:
                found[f"{word} {rest}"] = hundreds * 100 + value
    return found | {"cien": 100, "docena": 12, "una docena": 12, "una docena de": 12}


NUMERALS = _numerals()
MAGNITUDES: dict[str, int] = {
    "mil": 3,
    "lucas": 3,
    "k": 3,
    "m": 6,
    "millón": 6,
    "millon": 6,
    "millones": 6,
    "millón de": 6,
    "millones de": 6,
    "billón": 12,
    "billones": 12,
}
ALONE = frozenset({"mil"})
FRACTIONS: dict[str, tuple[int, int]] = {
    "medio": (1, 2),
    "media": (1, 2),
    "tercio": (1, 3),
    "tercios": (1, 3),
    "cuarto": (1, 4),
    "cuartos": (1, 4),
    "quinto": (1, 5),
    "quintos": (1, 5),
    "décimo": (1, 10),
    "décima": (1, 10),
    "½": (1, 2),
    "¼": (1, 4),
    "¾": (3, 4),
}
