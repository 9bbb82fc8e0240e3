"""Numbers as people write them in digits. Exact, or not a number at all."""

from __future__ import annotations

import re
from decimal import Decimal

from fiscus.core.money import EXACT, plain

# No number begins with a zero that counts nothing: "0,001" is a thousandth to half the world.
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?\Z")
_APOSTROPHES = re.compile(r"[1-9]\d{0,2}(?:['\u2019]\d{3})+(?:\.\d+)?\Z")
_UNDERSCORES = re.compile(r"[1-9]\d{0,2}(?:_\d{3})+(?:\.\d+)?\Z")
_PLAIN = re.compile(r"\d*\.?\d+\Z")
_LEADING = re.compile(r"(?:\d[\d,]*)?\.?\d+")
_LEADING_COMMA = re.compile(r"(?:\d[\d,.]*)?[.,]?\d+")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.000\Z")
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d+)?\Z|[1-9]\d{0,2}\.\d{3},\d+\Z")
_COMMA = re.compile(r"(?:0|[1-9]\d*),\d+\Z")
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}\Z")
"""A thousand to half the world, and one with three decimals to the other half."""
_LONGEST = 100
"""Digits; 2**256 has 78."""


def number_of(text: str, *, comma: bool = False) -> Decimal | None:
    """`"1,250.75"`, `".5"`, `"1_000"` as a number; with `comma` also `"1,5"` and `"1.250,75"`.

    `None` for anything two readers could take differently: `"1,5"`, `"1.000"`, `"1e18"`; with
    `comma` also `"1.250"` and `"1,250"`.
    """
    if len(text) > _LONGEST or not text.isascii() or _AMBIGUOUS.match(text):
        return None
    return _with_comma(text) if comma else _with_point(text)


def _with_comma(text: str) -> Decimal | None:
    if _EITHER.match(text):
        return None
    if _COMMA.match(text) or _DOTTED.match(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return _with_point(text)


def _with_point(text: str) -> Decimal | None:
    if _PLAIN.match(text):
        return Decimal(text)
    for pattern in (_GROUPED, _UNDERSCORES, _APOSTROPHES):
        if pattern.match(text):
            return Decimal(re.sub(r"[,_'\u2019]", "", text))
    return None


def could_be_thousands(text: str) -> bool:
    """`"1.250"` and `"1,250"`: a thousand in one language, and little more than one in another."""
    return len(text) < 8 and _EITHER.match(text) is not None


def split_number(text: str, *, comma: bool = False) -> tuple[str, str] | None:
    """`"1.5k"` is `("1.5", "k")`, `"100usdc"` is `("100", "usdc")`; else `None`."""
    match = (_LEADING_COMMA if comma else _LEADING).match(text)
    if match is None or match.end() == len(text):
        return None
    return match.group(), text[match.end() :]


def shifted(number: Decimal, places: int) -> Decimal:
    """`number` times 10**places, exactly."""
    return number.scaleb(places, EXACT)


def times(number: Decimal, factor: Decimal) -> Decimal:
    return EXACT.multiply(number, factor)


def divided(number: Decimal, parts: int) -> Decimal | None:
    """`number` in `parts` equal parts, or `None` where that has no end (or too many digits)."""
    share = EXACT.divide(number, Decimal(parts))
    exact = EXACT.multiply(share, Decimal(parts)) == number
    short = len(share.normalize(EXACT).as_tuple().digits) < EXACT.prec - 20
    return share if exact and short else None


def spelled(number: Decimal) -> str:
    """Plain digits, without exponent or trailing zeros."""
    return plain(number)
