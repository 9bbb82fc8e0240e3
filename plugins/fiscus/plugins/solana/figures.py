"""A Solana portfolio in words: its worth in dollars and in SOL, and every token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.chains.wallets.figures import dollars, total, total_text, worth
from fiscus.chains.wallets.holdings import ChainHoldings, Holding
from fiscus.core.desk.adapter import Asset
from fiscus.core.money import EXACT, from_base_units, plain

CENT: Final = Decimal("0.01")
NONE_KNOWN: Final = "n/a"


@dataclass(frozen=True, slots=True)
class Worth:
    """What is priced, in US dollars and in SOL; `None` in SOL where that has no price."""

    usd: Decimal
    sol: Decimal | None
    sol_price: Decimal | None


def worth_of(entry: ChainHoldings, prices: Mapping[Asset, Decimal]) -> Worth:
    usd, _ = total(entry.holdings, prices)
    price = prices.get(entry.holdings[0].asset) if entry.holdings else None
    return Worth(usd, EXACT.divide(usd, price) if price else None, price)


def total_line(entry: ChainHoldings, prices: Mapping[Asset, Decimal]) -> str:
    """`"Total Value: $1,234.50 (8.23 SOL)"`, with what it does not cover."""
    sol = worth_of(entry, prices).sol
    said = total_text([entry], prices)
    if sol is None or not said.startswith(("$", "<")):
        return f"Total Value: {said}"
    usd, gap, rest = said.partition(" (without")
    return f"Total Value: {usd} ({sol:,.2f} SOL){gap}{rest}"


def token_lines(entry: ChainHoldings, prices: Mapping[Asset, Decimal]) -> list[str]:
    """`"BONK: 1,000,000 ($45.20)"` for everything there is; SOL always."""
    shown = [h for place, h in enumerate(entry.holdings) if h.units or place == 0]
    return [_line(holding, prices) for holding in shown]


def plain_lines(entry: ChainHoldings, prices: Mapping[Asset, Decimal]) -> list[str]:
    """The same for programs and models: without separators."""
    return [
        f"{holding.asset.symbol}: {amount(holding)} (${_cents(worth(holding, prices))})"
        for holding in entry.holdings
        if holding.units
    ]


def token_rows(
    entry: ChainHoldings, prices: Mapping[Asset, Decimal], age: float | None
) -> list[dict[str, object]]:
    """Every token there is, with its price and the age of the figure in seconds, for programs."""
    return [
        {
            "symbol": holding.asset.symbol,
            "mint": holding.asset.address,
            "amount": amount(holding),
            "price_usd": None if (price := prices.get(holding.asset)) is None else plain(price),
            "usd": None if (usd := worth(holding, prices)) is None else _cents(usd),
            "age_seconds": None if age is None else round(age),
        }
        for holding in entry.holdings
        if holding.units
    ]


def amount(holding: Holding) -> str:
    """Whole coins or tokens, exact."""
    return plain(from_base_units(holding.units or 0, holding.asset.decimals))


def fixed(number: Decimal | None, places: int) -> str:
    """`"12.50"`; `"n/a"` where nothing is known."""
    return NONE_KNOWN if number is None else f"{number:.{places}f}"


def _line(holding: Holding, prices: Mapping[Asset, Decimal]) -> str:
    whole, dot, fraction = amount(holding).partition(".")
    usd = worth(holding, prices)
    aside = f" ({dollars(usd)})" if usd is not None and holding.units else ""
    return f"{holding.asset.symbol}: {int(whole):,}{dot}{fraction}{aside}"


def _cents(usd: Decimal | None) -> str:
    return fixed(usd, 2)
