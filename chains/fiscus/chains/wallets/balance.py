"""How much of one thing there is, in words and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from fiscus.chains.wallets.figures import age_note, line, listed
from fiscus.chains.wallets.holdings import ChainHoldings, Holding, HoldingsCache
from fiscus.core import ActionResult
from fiscus.core.desk.adapter import PriceSource
from fiscus.core.desk.valuation import lowest_prices
from fiscus.core.errors import RpcUnavailable
from fiscus.core.money import from_base_units, plain

Row: TypeAlias = tuple[ChainHoldings, Holding | None]
"""A chain, and what there is of the one thing on it; `None` where the chain never answered."""


async def tell_balance(
    rows: Sequence[Row],
    *,
    cache: HoldingsCache,
    sources: Sequence[PriceSource],
    owner: str,
    mine: bool,
) -> ActionResult:
    """One line a chain. Raises `RpcUnavailable` where no chain told anything."""
    _refuse_silence(rows)
    assets = [holding.asset for _, holding in rows if holding]
    prices = await lowest_prices(sources, assets)
    lines: list[str] = []
    for entry, holding in rows:
        note = age_note(entry, cache.age(entry))
        if holding is None:
            lines.append(f"{entry.chain.title}: {note}")
        else:
            aside = f" ({note})" if note else ""
            lines.append(f"{entry.chain.title}: {line(holding, prices)}{aside}")
    who = "You have" if mine else f"{owner} has"
    text = f"{who} {lines[0].split(': ', 1)[1]} on {rows[0][0].chain.title}"
    if len(lines) > 1:
        text = "\n".join([f"{who}:", *lines])
    balances = [_figures(entry, holding) for entry, holding in rows]
    return ActionResult(success=True, text=text, data={"address": owner, "balances": balances})


def _refuse_silence(rows: Sequence[Row]) -> None:
    titles = listed([entry.chain.title for entry, _ in rows])
    if not any(entry.available for entry, _ in rows):
        raise RpcUnavailable(
            f"{titles} does not answer, so the balance is unavailable",
            hint="Try again, or configure another RPC.",
        )
    if all(holding is not None and holding.units is None for _, holding in rows):
        raise RpcUnavailable(
            f"The token's contract on {titles} tells no balance",
            hint="Try again, or look it up in an explorer.",
        )


def _figures(entry: ChainHoldings, holding: Holding | None) -> dict[str, object]:
    """`units` and `amount` are `None` where they are unavailable."""
    figures: dict[str, object] = {"chain": entry.chain.name, "units": None, "amount": None}
    if holding is None:
        return {**figures, "token": None}
    units, asset = holding.units, holding.asset
    amount = None if units is None else plain(from_base_units(units, asset.decimals))
    return {**figures, "token": asset.symbol, "units": units, "amount": amount}
