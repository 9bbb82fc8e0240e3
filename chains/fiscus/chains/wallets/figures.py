"""Holdings in words: exact amounts, dollars where a price is known, and their age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fiscus.chains.wallets.holdings import ChainHoldings, Holding
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.valuation import value_of
from fiscus.core.money import EXACT

OLD_SECONDS = 90.0
TROUBLES = {
    "TIMEOUT": "no answer in time",
    "NETWORK_ERROR": "no RPC answers",
    "CHAIN_MISMATCH": "its RPC serves another chain",
}


def dollars(amount: Decimal) -> str:
    """`"$1,234.50"`; what is less than a cent says so."""
    if 0 < amount < Decimal("0.01"):
        return "<$0.01"
    return f"${amount:,.2f}"


def worth(holding: Holding, prices: Mapping[Asset, Decimal]) -> Decimal | None:
    """In US dollars; `None` where there is no price or no figure."""
    if holding.units is None:
        return None
    return value_of(holding.asset, holding.units, prices)


def total(
    holdings: Sequence[Holding], prices: Mapping[Asset, Decimal]
) -> tuple[Decimal, list[str]]:
    """What is priced, added up, and the symbols of what is there and has no price."""
    amount, unpriced = Decimal(0), list[str]()
    for holding in holdings:
        usd = worth(holding, prices)
        if usd is not None:
            amount = EXACT.add(amount, usd)
        elif holding.units:
            unpriced.append(holding.asset.symbol)
    return amount, unpriced


def line(holding: Holding, prices: Mapping[Asset, Decimal]) -> str:
    """`"1.5 ETH ($4,500.00)"`, or that it is unavailable."""
    asset = holding.asset
    if holding.units is None:
        return f"{asset.symbol}: unavailable"
    amount = shown(holding.units, asset.decimals, asset.symbol)
    usd = worth(holding, prices)
    return amount if usd is None or holding.units == 0 else f"{amount} ({dollars(usd)})"


def total_text(entries: Sequence[ChainHoldings], prices: Mapping[Asset, Decimal]) -> str:
    """The worth of everything in words, with what it does not cover: a part is never shown as the
    whole."""
    holdings = [holding for entry in entries for holding in entry.holdings]
    usd, unpriced = total(holdings, prices)
    if not any(entry.available for entry in entries):
        return "unknown (nothing answered)"
    gaps = [f"{listed(unpriced)}: no price known"] if unpriced else []
    if gaps and not any(worth(holding, prices) for holding in holdings):
        return f"unknown ({gaps[0]})"
    if not all(entry.available for entry in entries) or any(h.units is None for h in holdings):
        gaps.append("what is unavailable")
    return f"{dollars(usd)} (without {', and without '.join(gaps)})" if gaps else dollars(usd)


def listed(names: Sequence[str], most: int = 5) -> str:
    """`"A, B, C and 4 more"`."""
    rest = len(names) - most
    return f"{', '.join(names[:most])} and {rest} more" if rest > 0 else ", ".join(names)


def age_note(entry: ChainHoldings, age: float | None) -> str:
    """Nothing for fresh figures; otherwise how old they are, or that there are none."""
    if age is None:
        trouble = TROUBLES.get(entry.trouble or "", "no RPC answers as it should")
        return f"unavailable ({trouble})"
    if entry.trouble is not None:
        return f"as of {ago(age)}; the chain does not answer now"
    return f"as of {ago(age)}" if age >= OLD_SECONDS else ""


def ago(seconds: float) -> str:
    """`"75 s ago"`, `"3 min ago"`, `"5 h ago"`."""
    if seconds < 120:
        return f"{round(seconds)} s ago"
    return f"{round(seconds / 60)} min ago" if seconds < 7200 else f"{round(seconds / 3600)} h ago"
