"""Between what people write and what chains count. Exact, or refused."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Final

from fiscus.core.errors import InvalidAmount

EXACT: Final = Context(prec=160)
"""2**256 has 78 digits and tokens have up to 36 decimals; the default precision would round."""
_UNROUNDED: Final = Context(prec=160, traps=[Inexact, InvalidOperation, Overflow])
_MOST_DIGITS: Final = 78
_SHOWN_CHARACTERS: Final = 60


def to_base_units(amount: Decimal, decimals: int) -> int:
    """`to_base_units(Decimal("0.05"), 18)` is `50_000_000_000_000_000`.

    Raises `InvalidAmount` for what is not finite, has more decimal places than the token, or is
    more than 256 bits can count.
    """
    if not amount.is_finite():
        raise InvalidAmount(f"{_shown(amount)!r} is not an amount", hint="Write digits, like 0.5.")
    if not amount:
        return 0
    if amount.adjusted() + decimals >= _MOST_DIGITS:
        raise InvalidAmount(
            f"{_shown(amount)} is more than any token counts", hint="Name a smaller amount."
        )
    try:
        scaled = amount.scaleb(decimals, _UNROUNDED)
    except Inexact:
        raise _too_fine(amount, decimals) from None
    if scaled != scaled.to_integral_value():
        raise _too_fine(amount, decimals)
    return int(scaled)


def from_base_units(units: int, decimals: int) -> Decimal:
    """`from_base_units(1_500_000, 6)` is `Decimal("1.500000")`."""
    return Decimal(units).scaleb(-decimals, _UNROUNDED)


def plain(amount: Decimal) -> str:
    """Digits without exponent or trailing zeros: `Decimal("1.500000")` is `"1.5"`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _too_fine(amount: Decimal, decimals: int) -> InvalidAmount:
    return InvalidAmount(
        f"{_shown(amount)} has more than {decimals} decimal places",
        hint=f"This token counts {decimals} decimal places; nothing is rounded for you.",
    )


def _shown(amount: Decimal) -> str:
    # An exponent can stand for a million zeros.
    short = amount.is_finite() and abs(amount.adjusted()) < _SHOWN_CHARACTERS
    text = f"{amount:f}" if short else str(amount)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
