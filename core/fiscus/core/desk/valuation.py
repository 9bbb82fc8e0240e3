"""What things are worth in US dollars, by all sources together; unknown stays unknown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from fiscus.core.desk.adapter import Asset, Gain, Grant, Move, PriceSource, Quote
from fiscus.core.errors import ChainError
from fiscus.core.money import EXACT, from_base_units

log = logging.getLogger(__name__)

Prices = Mapping[Asset, Decimal]
APART: Final = Decimal("1.25")
"""By how many times prices of one thing may differ from source to source."""


async def highest_prices(sources: Sequence[PriceSource], assets: Sequence[Asset]) -> Prices:
    """What leaves is worth the most that any source says."""
    quotes = agreed(await ask_prices(sources, assets))
    return {asset: max(quote.usd for quote in said) for asset, said in quotes.items()}


async def lowest_prices(sources: Sequence[PriceSource], assets: Sequence[Asset]) -> Prices:
    """What is held, or arrives, is worth the least that any source says."""
    quotes = agreed(await ask_prices(sources, assets))
    return {asset: min(quote.usd for quote in said) for asset, said in quotes.items()}


def agreed(quotes: Mapping[Asset, Sequence[Quote]]) -> Mapping[Asset, Sequence[Quote]]:
    """Those of which all sources say much the same. Where they do not, one of them is wrong, and
    nobody can say which: the price is unknown."""
    return {asset: said for asset, said in quotes.items() if not disagree(said)}


def disagree(said: Sequence[Quote]) -> bool:
    """Whether quotes of one asset are too far from each other."""
    prices = [quote.usd for quote in said]
    return EXACT.multiply(min(prices), APART) < max(prices)


async def ask_prices(
    sources: Sequence[PriceSource], assets: Sequence[Asset]
) -> Mapping[Asset, Sequence[Quote]]:
    """Ask every source at once. A source that cannot answer is as good as none, and so is a price
    that is not above zero."""
    wanted = tuple(dict.fromkeys(assets))
    if not wanted:
        return {}
    quotes: dict[Asset, list[Quote]] = {}
    for answer in await asyncio.gather(*(_ask(source, wanted) for source in sources)):
        for asset, said in answer.items():
            quotes.setdefault(asset, []).extend(q for q in said if _is_price(q.usd))
    return {asset: said for asset, said in quotes.items() if said}


def value(parts: Iterable[Move | Gain | Grant], prices: Prices) -> Decimal | None:
    """The worth of all parts together; `None` where any of them has no price."""
    total = Decimal(0)
    for part in parts:
        worth = value_of(part.asset, part.units, prices)
        if worth is None:
            return None
        total = EXACT.add(total, worth)
    return total


def value_of(asset: Asset, units: int, prices: Prices) -> Decimal | None:
    """`units` base units of `asset` in US dollars."""
    price = prices.get(asset)
    if price is None:
        return None
    return EXACT.multiply(from_base_units(units, asset.decimals), price)


def _is_price(usd: Decimal) -> bool:
    return usd.is_finite() and usd > 0


async def _ask(source: PriceSource, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
    try:
        return await source.usd(assets)
    except ChainError as exc:
        log.info("a price source did not answer: %s", exc.code)
        return {}
