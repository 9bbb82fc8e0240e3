"""What a coin or token costs, by every source."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from fiscus.core import ActionResult
from fiscus.core.desk.adapter import Asset, PriceSource
from fiscus.core.desk.valuation import ask_prices, disagree
from fiscus.core.errors import RpcUnavailable
from fiscus.core.money import plain

APART: Final = ". They are too far apart: it is treated as unknown"


async def tell_price(asset: Asset, sources: Sequence[PriceSource]) -> ActionResult:
    """Raises `RpcUnavailable` where no source knows one."""
    quotes = (await ask_prices(sources, [asset])).get(asset)
    if not quotes:
        raise RpcUnavailable(
            f"No price of {asset.symbol} is known right now",
            hint="The price service may be out of reach; try again later.",
        )
    said = [f"{_price(quote.usd)} ({quote.source})" for quote in quotes]
    return ActionResult(
        success=True,
        text=f"1 {asset.symbol} = {', '.join(said)}{APART if disagree(quotes) else ''}",
        data={
            "token": asset.symbol,
            "chain": asset.chain,
            "quotes": [{"usd": plain(q.usd), "source": q.source} for q in quotes],
        },
    )


def _price(usd: Decimal) -> str:
    return f"${usd:,.2f}" if usd >= 1 else f"${plain(usd)}"
