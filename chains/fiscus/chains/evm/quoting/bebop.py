"""Bebop's quote as an offer: a firm price, which holds or does not land."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fiscus.chains.bebop.client import Bebop, Wish
from fiscus.chains.bebop.models import NATIVE, Quote, Side, Transaction
from fiscus.chains.evm.addresses import is_address
from fiscus.chains.evm.quoting.offers import BadOffer, Offer, Order
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.door import Proposed

SOURCE: Final = "Bebop"


async def bebop_offer(bebop: Bebop, order: Order) -> Offer:
    """Raises what the client raises, and `BadOffer`."""
    wish = Wish(
        chain_id=order.chain.id,
        sell_token=_address(order.sold),
        buy_token=_address(order.bought),
        taker=order.wallet,
        sell_units=None if order.exact_out else order.units,
        buy_units=order.units if order.exact_out else None,
    )
    return read_quote(await bebop.quote(wish), order)


def read_quote(quote: Quote, order: Order) -> Offer:
    """Raises `BadOffer`."""
    sells, buys = _side(quote.sell_tokens, order.sold), _side(quote.buy_tokens, order.bought)
    sent = _transaction(quote, order)
    if quote.chain_id != order.chain.id:
        raise _bad("it is for another chain")
    if {quote.taker.lower(), quote.receiver.lower()} != {order.wallet.lower()}:
        raise _bad("it is for another wallet")
    given = buys if order.exact_out else sells
    if given.amount != order.units:
        raise _bad("it is of another amount")
    return Offer(
        source=SOURCE,
        route="",
        proposed=Proposed(
            sent.data, sent.to, sent.value, least_out=buys.amount, most_in=sells.amount
        ),
        spender=quote.approval_target if order.sold.address else None,
        units_in=sells.amount,
        units_out=buys.amount,
        least_out=buys.amount,
        most_in=sells.amount,
        gas=sent.gas,
    )


def _transaction(quote: Quote, order: Order) -> Transaction:
    sent = quote.tx
    if sent is None:
        raise _bad("it holds no transaction")
    if not is_address(sent.to):
        raise _bad("its transaction names no contract")
    if sent.from_address is not None and sent.from_address.lower() != order.wallet.lower():
        raise _bad("its transaction is another wallet's")
    if order.sold.address and quote.approval_target.lower() != sent.to.lower():
        raise _bad("another contract than the one that swaps wants the right to spend")
    return sent


def _side(sides: Mapping[str, Side], asset: Asset) -> Side:
    named = [side for address, side in sides.items() if address.lower() == _address(asset).lower()]
    if len(sides) != 1 or len(named) != 1:
        raise _bad(f"it is about something else than {asset.symbol}")
    return named[0]


def _address(asset: Asset) -> str:
    return asset.address or NATIVE


def _bad(what: str) -> BadOffer:
    return BadOffer(
        f"{SOURCE}'s offer is not what was asked for: {what}",
        hint="Nothing was signed. Ask again, or trade somewhere else.",
    )
