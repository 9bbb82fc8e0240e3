"""Amounts as people give them, made exact against a balance and a price."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Context, Decimal
from typing import Final

from fiscus.core.errors import InsufficientFunds, InvalidAmount
from fiscus.core.money import EXACT, from_base_units, plain, to_base_units

SHARES: Final = {"all": Decimal(1), "max": Decimal(1), "half": Decimal("0.5")}

_DIGITS: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_MOST_CHARACTERS: Final = 100
_DOWN: Final = Context(prec=160, rounding=ROUND_DOWN)


def is_share(amount: str) -> bool:
    """Whether the amount is a part of a balance: `all`, `half`, `40%`."""
    return amount in SHARES or amount.endswith("%")


def is_worth(amount: str) -> bool:
    """Whether the amount is given in US dollars: `$25`."""
    return amount.startswith("$")


def exact_units(amount: str, decimals: int) -> int:
    """`exact_units("1.5", 6)` is `1_500_000`. Refuses what is not a positive exact amount."""
    return _positive(amount, to_base_units(_number(amount), decimals))


def worth_units(amount: str, decimals: int, *, price_usd: Decimal | None) -> int:
    """Base units for `"$25"`, never more than that is worth at `price_usd`."""
    dollars = _number(amount.removeprefix("$"))
    if price_usd is None or not price_usd.is_finite() or price_usd <= 0:
        raise InvalidAmount(
            f"{amount} cannot be turned into tokens: no price is known right now",
            hint="Name the amount in tokens.",
        )
    tokens = _DOWN.divide(dollars, price_usd)
    return _positive(amount, int(tokens.scaleb(decimals, _DOWN)))


def share_units(amount: str, balance: int, *, reserve: int = 0) -> int:
    """Base units for `all`, `half` or `40%` of `balance`, which must leave `reserve` behind."""
    part = SHARES.get(amount)
    if part is None:
        part = _number(amount.removesuffix("%")).scaleb(-2, EXACT)
    if not 0 < part <= 1:
        raise InvalidAmount(
            f"{amount!r} is no share of a balance", hint="A share is above 0% and up to 100%."
        )
    numerator, denominator = part.as_integer_ratio()
    units = min(balance * numerator // denominator, balance - reserve)
    if units <= 0:
        raise InsufficientFunds(
            f"{amount} of the balance is nothing after the fee",
            hint="Top the wallet up first.",
        )
    return units


def shown(units: int, decimals: int, symbol: str) -> str:
    """`"1.5 USDC"`."""
    return f"{plain(from_base_units(units, decimals))} {symbol}"


def announced(amount: str, token: str) -> str:
    """`"0.5 ETH"`, `"$25 of ETH"`, `"half of the ETH"`."""
    if is_worth(amount):
        return f"{amount} of {token}"
    if is_share(amount):
        return f"{amount} of the {token}"
    return f"{amount} {token}"


def _positive(amount: str, units: int) -> int:
    if units <= 0:
        raise InvalidAmount(f"{amount!r} is not more than zero", hint="Name an amount above zero.")
    return units


def _number(text: str) -> Decimal:
    # `Decimal` itself also reads exponents, underscores and the digits of every script.
    if len(text) > _MOST_CHARACTERS or not _DIGITS.fullmatch(text):
        raise InvalidAmount(
            f"{text[:_MOST_CHARACTERS]!r} is not an amount", hint="Write digits, like 0.5."
        )
    return Decimal(text)
