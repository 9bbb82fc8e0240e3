"""Offers and what came of them, in words."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Final

from fiscus.chains.evm.quoting.asking import Asked
from fiscus.chains.evm.quoting.offers import Offer, Order
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import FiscusError
from fiscus.core.money import EXACT, from_base_units, plain

PLACES: Final = 6
"""Of figures that are only expected; what is promised is told exactly."""


def told_offer(order: Order, asked: Asked) -> str:
    """The best offer before anything is done, and what the others said."""
    offer, lines = asked.best, list[str]()
    route = f" ({offer.route})" if offer.route else ""
    lines.append(f"Best offer: {offer.source}{route}, {_traded(order, offer)}.")
    impact = offer.impact_bps
    behind = "not known" if impact is None else f"{percent(impact)} %"
    fees = " and ".join(about(fee.units, fee.asset) for fee in offer.fees) or "none named"
    lines.append(
        f"Price impact: {behind}; fees on the way: {fees}; gas up to {_gas(order, asked)}."
    )
    lines += [
        f"{other.source} offers {_short(order, other)} before gas." for other in asked.offers[1:]
    ]
    lines += [f"{name} has no offer: {_reason(said)}." for name, said in asked.failures.items()]
    return "\n".join(lines)


def about(units: int, asset: Asset) -> str:
    """`"≈ 1990.5 USDC"` where digits are left out, else exactly."""
    exact = from_base_units(units, asset.decimals)
    small = exact < Decimal(1).scaleb(-PLACES)
    rough = exact if small else exact.quantize(Decimal(1).scaleb(-PLACES), ROUND_DOWN, EXACT)
    sign = "" if rough == exact else "≈ "
    return f"{sign}{plain(rough)} {asset.symbol}"


def exactly(units: int, asset: Asset) -> str:
    return f"{plain(from_base_units(units, asset.decimals))} {asset.symbol}"


def percent(bps: int) -> str:
    return plain(Decimal(bps) / 100)


def _traded(order: Order, offer: Offer) -> str:
    if order.exact_out:
        most = exactly(offer.most_in, order.sold)
        return f"{about(offer.units_in, order.sold)} for {_out(order, offer)}, at most {most}"
    least = exactly(offer.least_out, order.bought)
    return f"{exactly(offer.units_in, order.sold)} for {_out(order, offer)}, at least {least}"


def _out(order: Order, offer: Offer) -> str:
    shown = offer.least_out if order.exact_out else offer.units_out
    return about(shown, order.bought)


def _short(order: Order, offer: Offer) -> str:
    if order.exact_out:
        return f"it for {about(offer.units_in, order.sold)}"
    return about(offer.units_out, order.bought)


def _gas(order: Order, asked: Asked) -> str:
    coin = Asset(order.chain.name, None, order.chain.coin, 18)
    return about(asked.gas_wei[asked.best.source], coin)


def _reason(said: FiscusError) -> str:
    return said.message.rstrip(".")
