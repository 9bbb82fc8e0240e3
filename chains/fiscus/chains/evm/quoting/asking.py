"""Everybody who could make a swap, asked at once; and which offer is the best after its gas."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal

from fiscus.chains.evm.assets import native_asset
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.fees import FeeQuote, fee_query
from fiscus.chains.evm.quoting.bebop import SOURCE as BEBOP
from fiscus.chains.evm.quoting.bebop import bebop_offer
from fiscus.chains.evm.quoting.lifi import SOURCE as LIFI
from fiscus.chains.evm.quoting.lifi import lifi_offer
from fiscus.chains.evm.quoting.offers import WHOLE_BPS, Offer, Order
from fiscus.chains.evm.quoting.uniswap import Uniswap
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.valuation import Prices, ask_prices, value_of
from fiscus.core.errors import FiscusError
from fiscus.core.money import EXACT

USUAL_GAS = 300_000
"""Of an offer whose maker does not say what it takes."""
APPROVAL_GAS = 60_000
EXCHANGE = "Uniswap"


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking."""

    offers: tuple[Offer, ...]
    """The best first."""
    failures: Mapping[str, FiscusError]
    """By whom: those that had nothing to offer."""
    prices: Prices = field(default_factory=dict[Asset, Decimal])
    """The least that the assets are worth, in US dollars."""
    gas_wei: Mapping[str, int] = field(default_factory=dict[str, int])
    """What the gas of an offer costs at most, by its source."""

    @property
    def best(self) -> Offer:
        return self.offers[0]


@dataclass(frozen=True, slots=True)
class Market:
    """Who can be asked for swaps on EVM chains. `clock` gives Unix seconds."""

    evm: EvmReads
    clock: Callable[[], float] = time.time

    async def ask(self, order: Order, *, only: str | None = None) -> Asked:
        """The aggregators at once, one failing tolerated; the exchange itself where none has an
        offer, and where so much must arrive exactly: it can promise that, and an aggregator's
        minimum costs more. `only` asks that source alone.

        Raises the first failure where nobody has an offer.
        """
        client = self.evm.networks[order.chain.name]
        answers = await self._aggregators(order, only)
        failures = {name: said for name, said in answers.items() if isinstance(said, FiscusError)}
        offers = [said for said in answers.values() if isinstance(said, Offer)]
        if (order.exact_out or not offers) and (only is None or only.startswith(EXCHANGE)):
            said = await _settled(Uniswap(client, self.evm.tokens, self.clock).offer(order))
            if isinstance(said, Offer):
                offers.append(said)
            else:
                failures[EXCHANGE] = said
        if not offers:
            raise _told(failures)
        return await self._ranked(order, client, offers, failures)

    async def _aggregators(self, order: Order, only: str | None) -> dict[str, Offer | FiscusError]:
        makers: dict[str, Awaitable[Offer]] = {}
        if self.evm.lifi is not None and only in {None, LIFI}:
            makers[LIFI] = lifi_offer(self.evm.lifi, order)
        if self.evm.bebop is not None and only in {None, BEBOP}:
            makers[BEBOP] = bebop_offer(self.evm.bebop, order)
        told = await asyncio.gather(*map(_settled, makers.values()))
        return dict(zip(makers, told, strict=True))

    async def _ranked(
        self,
        order: Order,
        client: EvmClient,
        offers: Sequence[Offer],
        failures: Mapping[str, FiscusError],
    ) -> Asked:
        coin = native_asset(order.chain)
        wanted = [order.sold, order.bought, coin]
        told, fee = await asyncio.gather(
            ask_prices(self.evm.price_sources, wanted), client.ask(fee_query(order.chain))
        )
        prices = {asset: min(quote.usd for quote in said) for asset, said in told.items()}
        gas = {offer.source: _gas_wei(offer, fee) for offer in offers}
        ranked = sorted(
            offers, key=lambda offer: _net(order, offer, gas[offer.source], prices), reverse=True
        )
        measured = [replace(o, impact_bps=_impact_bps(order, o, prices)) for o in ranked]
        return Asked(tuple(measured), failures, prices, gas)


async def _settled(offer: Awaitable[Offer]) -> Offer | FiscusError:
    try:
        return await offer
    except FiscusError as failure:
        return failure


def _told(failures: Mapping[str, FiscusError]) -> FiscusError:
    """The failure of whoever was asked last, which names what could be mended."""
    return list(failures.values())[-1]


def _gas_wei(offer: Offer, fee: FeeQuote) -> int:
    """The right to spend, too, is a transaction."""
    approval = APPROVAL_GAS if offer.spender else 0
    return fee.cap_wei((offer.gas or USUAL_GAS) + approval)


def _net(order: Order, offer: Offer, gas_wei: int, prices: Prices) -> Decimal:
    """What an offer brings less what it takes, gas included; only for comparing. Without prices
    the gas does not count."""
    priced = order.sold if order.exact_out else order.bought
    amount = -offer.units_in if order.exact_out else offer.units_out
    price, coin = prices.get(priced), prices.get(native_asset(order.chain))
    if priced.address is None:
        return Decimal(amount - gas_wei)
    if price is None or coin is None:
        return Decimal(amount)
    worth = EXACT.multiply(Decimal(amount).scaleb(-priced.decimals, EXACT), price)
    cost = EXACT.multiply(Decimal(gas_wei).scaleb(-18, EXACT), coin)
    return EXACT.subtract(worth, cost)


def _impact_bps(order: Order, offer: Offer, prices: Prices) -> int | None:
    paid = value_of(order.sold, offer.units_in, prices)
    got = value_of(order.bought, offer.units_out, prices)
    if not paid or got is None:
        return offer.impact_bps
    behind = EXACT.divide(EXACT.multiply(EXACT.subtract(paid, got), Decimal(WHOLE_BPS)), paid)
    return max(int(behind.to_integral_value(ROUND_CEILING)), 0)
