"""CoinGecko's answers, read exactly: `{"ethereum": {"usd": 2084.57, "last_updated_at": 1779}}`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from fiscus.chains.nesting import too_deep

SOURCE = "coingecko"
_SMALLEST, _LARGEST = -30, 15
"""Powers of ten between which a price is believed."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One whole coin or token in US dollars; more than zero."""

    usd: Decimal
    source: str
    updated_at: int | None = None
    """Unix seconds at which the source last changed it; `None` where it does not say."""

    def age(self, now: float) -> float | None:
        """Seconds since then, `now` being Unix seconds; never negative."""
        return None if self.updated_at is None else max(0.0, now - self.updated_at)


def read_quotes(body: bytes) -> Mapping[str, Quote] | None:
    """The prices of an answer by id or address; `None` where it is no such answer.

    A price is taken digit by digit and never goes through a float. What is null, zero, negative
    or no number is left out: there is no price.
    """
    try:
        if too_deep(body):
            return None
        rows = json.loads(body, parse_float=Decimal, parse_constant=_nothing)
    except (ValueError, ArithmeticError):
        return None
    listed = ((key, _quote(_fields(row))) for key, row in _fields(rows).items())
    quotes = {key: quote for key, quote in listed if quote is not None}
    return quotes if isinstance(rows, dict) else None


def _fields(value: object) -> Mapping[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _quote(row: Mapping[str, object]) -> Quote | None:
    usd = _price(row.get("usd"))
    return None if usd is None else Quote(usd, SOURCE, _time(row.get("last_updated_at")))


def _price(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value <= 0:
        return None
    usd = Decimal(value)
    return usd if _SMALLEST <= usd.adjusted() <= _LARGEST else None


def _time(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _nothing(_: str) -> None:
    """`NaN` and `Infinity` are no numbers."""
