"""Portuguese number words."""

from __future__ import annotations

from fiscus.core.reader.tables import words

_SMALL = words(
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze"
    " dezesseis"
    " dezessete dezoito dezenove"
)
_TENS = words("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
_HUNDREDS = words(
    "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos"
)
_OTHER = {
    "quatorze": 14,
    "dezasseis": 16,
    "dezassete": 17,
    "dezanove": 19,
    "duas": 2,
    "cinqüenta": 50,
}


def _below_hundred() -> dict[str, int]:
    found = {word: value for value, word in enumerate(_SMALL)} | _OTHER
    for tens, word in enumerate(_TENS, start=2):
        found[word] = tens * 10
        for unit in range(1, 10):
            found[f"{word} e {_SMALL[unit]}"] = tens * 10 + unit
    return found


def _numerals() -> dict[str, int]:
    """Every number below a thousand, as people write it out."""
    small = _below_hundred()
    found = {word: value for word, value in small.items() if word != "um"}
    for hundreds, word in enumerate(_HUNDREDS, start=1):
        found[word] = hundreds * 100
        for rest, value in small.items():
            if value:
                found[f"{word} e {rest}"] = hundreds * 100 + value
    return found | {"cem": 100, "dúzia": 12, "uma dúzia": 12, "uma dúzia de": 12}


NUMERALS = _numerals()
MAGNITUDES: dict[str, int] = {
    "mil": 3,
    "k": 3,
    "m": 6,
    "milhão": 6,
    "milhao": 6,
    "milhões": 6,
    "milhoes": 6,
    "milhão de": 6,
    "milhões de": 6,
    "bilhão": 9,
    "bilhões": 9,
}
ALONE = frozenset({"mil"})
FRACTIONS: dict[str, tuple[int, int]] = {
    "meio": (1, 2),
    "meia": (1, 2),
    "terço": (1, 3),
    "terços": (1, 3),
    "quarto": (1, 4),
    "quartos": (1, 4),
    "quinto": (1, 5),
    "quintos": (1, 5),
    "décimo": (1, 10),
    "½": (1, 2),
    "¼": (1, 4),
    "¾": (3, 4),
}
