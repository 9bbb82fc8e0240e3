"""What a swap was asked to be, in units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import FEE_RESERVE
from fiscus.chains.solana.programs import TOKEN, WRAPPED_SOL
from fiscus.core.desk.adapter import Asset, Terms
from fiscus.core.desk.amounts import exact_units, is_share, is_worth, share_units, worth_units
from fiscus.core.desk.door import Intent
from fiscus.core.errors import InvalidAmount, RequestError

DEFAULT_SLIPPAGE_BPS: Final = 100
WHOLE_BPS: Final = 10_000
LEAST_OF_SHARE: Final = 99
"""Percent of a share of a balance, or of dollars' worth, that must be swapped: both move while the
swap is made."""

SWAP_RESERVE: Final = 6_100_000
"""Lamports that stay where a share of all SOL is swapped: for the fee and its priority, for an
account of what is bought, and for one of wrapped SOL while it lasts."""

_PERCENT: Final = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Side:
    """One asset of a swap, and the wallet's account for it."""

    asset: Asset
    mint: str
    """Wrapped SOL where it is SOL."""
    program: str
    account: str
    """The wallet's associated token account of that mint."""

    @property
    def is_coin(self) -> bool:
        return self.asset.address is None


@dataclass(frozen=True, slots=True)
class Demand:
    """The swap as the wallet's owner wants it."""

    owner: str
    pays: Side
    wants: Side
    most_in: int
    least_in: int
    least_out: int
    slippage_bps: int
    exact_out: bool


def side(owner: str, asset: Asset, program: str) -> Side:
    """`program`: the token program that owns the mint."""
    mint = asset.address or WRAPPED_SOL
    program = program if asset.address else TOKEN
    return Side(asset, mint, program, token_account(owner, mint, program))


def demand(
    intent: Intent, terms: Terms, sides: tuple[Side, Side], *, owner: str, balance: int
) -> Demand:
    """`balance`: what there is of the asset that is paid; of SOL, what may be spent.

    Raises what the person can mend.
    """
    pays, wants = sides
    amount = needed(intent, "amount")
    promised = intent.proposed.least_out if intent.proposed else None
    least_out = max(_units(intent.value("min_out"), wants.asset), promised or 0)
    exact_out = is_exact_out(intent)
    if exact_out:
        out = exact_units(amount, wants.asset.decimals)
        most, least, least_out = _most(intent, terms, pays.asset), 0, max(out, least_out)
    else:
        most, least = _paid(amount, pays.asset, terms, balance)
    return Demand(owner, pays, wants, most, least, least_out, slippage_bps(intent), exact_out)


def is_exact_out(intent: Intent) -> bool:
    """Whether the amount is what must arrive."""
    return intent.value("amount_side") == "out"


def slippage_bps(intent: Intent) -> int:
    """Basis points; one percent where nobody said."""
    text = intent.value("slippage")
    if text is None:
        return DEFAULT_SLIPPAGE_BPS
    if not _PERCENT.fullmatch(text):
        raise InvalidAmount(
            f"{text[:20]!r} is no slippage", hint="Name it in percent, like 0.5, with two places."
        )
    return int(Decimal(text) * 100)


def needed(intent: Intent, role: str) -> str:
    value = intent.value(role)
    if not value:
        raise RequestError(f"The {role} is missing", hint=f"Say which {role} you mean.")
    return value


def _most(intent: Intent, terms: Terms, asset: Asset) -> int:
    """The most that may be paid for an exact amount that arrives."""
    named, promised = intent.value("max_in"), intent.proposed.most_in if intent.proposed else None
    said = None if named is None else exact_units(named, asset.decimals)
    bounds = [bound for bound in (said, promised) if bound is not None]
    if not bounds:
        raise RequestError(
            f"How much {asset.symbol} may be paid at most is missing", hint="Name an upper bound."
        )
    return terms.units if terms.units is not None else min(bounds)


def _paid(amount: str, asset: Asset, terms: Terms, balance: int) -> tuple[int, int]:
    """The most and the least that may be paid."""
    if terms.units is not None:
        return terms.units, terms.units
    if is_worth(amount):
        units = worth_units(amount, asset.decimals, price_usd=terms.price_usd)
    elif is_share(amount):
        kept, reserve = (FEE_RESERVE, SWAP_RESERVE) if asset.address is None else (0, 0)
        units = share_units(amount, balance, reserve=kept)
        return units, share_units(amount, balance, reserve=reserve) * LEAST_OF_SHARE // 100
    else:
        units = exact_units(amount, asset.decimals)
        return units, units
    return units, units * LEAST_OF_SHARE // 100


def _units(amount: str | None, asset: Asset) -> int:
    return 0 if amount is None else exact_units(amount, asset.decimals)
