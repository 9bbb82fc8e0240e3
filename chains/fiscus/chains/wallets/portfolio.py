"""Everything an address has, for programs: the same figures in every family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from fiscus.chains.wallets.figures import total, worth
from fiscus.chains.wallets.holdings import ChainHoldings, Holding
from fiscus.core.desk.adapter import Asset
from fiscus.core.money import from_base_units, plain

CENT: Final = Decimal("0.01")


def portfolio_data(
    owner: str, entries: Sequence[ChainHoldings], prices: Mapping[Asset, Decimal]
) -> dict[str, object]:
    """`total_usd` is of what has a price; `complete` says whether that is everything."""
    held = [h for entry in entries for h in entry.holdings if h.units]
    usd, unpriced = total(held, prices)
    silent = any(h.units is None for entry in entries for h in entry.holdings)
    there = all(entry.available for entry in entries)
    return {
        "address": owner,
        "total_usd": str(usd.quantize(CENT)),
        "complete": there and not silent and not unpriced,
        "unpriced": unpriced,
        "chains": [_data(entry, prices) for entry in entries],
    }


def _data(entry: ChainHoldings, prices: Mapping[Asset, Decimal]) -> dict[str, object]:
    return {
        "chain": entry.chain.name,
        "available": entry.available,
        "trouble": entry.trouble,
        "holdings": [_holding(h, prices) for h in entry.holdings if h.units is None or h.units],
    }


def _holding(holding: Holding, prices: Mapping[Asset, Decimal]) -> dict[str, object]:
    units, usd = holding.units, worth(holding, prices)
    return {
        "token": holding.asset.symbol,
        "address": holding.asset.address,
        "units": units,
        "amount": None if units is None else plain(from_base_units(units, holding.asset.decimals)),
        "usd": None if usd is None else str(usd.quantize(CENT)),
    }
