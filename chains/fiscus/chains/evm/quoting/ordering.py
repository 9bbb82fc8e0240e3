"""From the words of a swap to an exact order, as the desk will read them; unknown tokens ask."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.quoting.candidates import candidates
from fiscus.chains.evm.quoting.offers import Order
from fiscus.chains.evm.swaps import slippage_bps
from fiscus.chains.evm.wishes import KEPT_GAS, Wish
from fiscus.core.desk.adapter import Asset, Terms
from fiscus.core.desk.amounts import exact_units, is_worth
from fiscus.core.desk.door import Intent
from fiscus.core.desk.valuation import highest_prices
from fiscus.core.errors import UnknownToken

MARGIN: Final = 2
"""So many times the gas stays behind that the desk keeps: fees may rise until it looks."""


async def make_order(evm: EvmReads, intent: Intent, wallet: str) -> Order:
    """Raises what the person can mend: `UnknownToken` with candidates, `InsufficientFunds`, …"""
    chain = evm.config.chain(intent.value("chain"))
    wish = Wish(evm.networks[chain.name], intent, Terms(), evm.tokens, wallet, time.time)
    sold, bought = (
        await _asset(evm, chain, wish, "token"),
        await _asset(evm, chain, wish, "to_token"),
    )
    order = Order(
        chain=chain,
        wallet=wallet,
        sold=sold,
        bought=bought,
        units=1,
        exact_out=intent.value("amount_side") == "out",
        slippage_bps=slippage_bps(intent),
    )
    if order.exact_out:
        return replace(order, units=exact_units(wish.needed("amount"), bought.decimals))
    if is_worth(wish.needed("amount")):
        prices = await highest_prices(evm.price_sources, [sold])
        wish = replace(wish, terms=Terms(price_usd=prices.get(sold)))
    return replace(order, units=await wish.units("amount", sold, kept_gas=MARGIN * KEPT_GAS))


async def _asset(evm: EvmReads, chain: EvmChain, wish: Wish, role: str) -> Asset:
    try:
        return (await wish.asset(role))[0]
    except UnknownToken as unknown:
        told = await candidates(evm, chain, wish.needed(role))
        if not told:
            raise
        listed = "; ".join(map(str, told))
        raise UnknownToken(
            f"{unknown.message}. Calling itself so: {listed}",
            hint="Anybody can give a token any name. Say the address of the one you mean.",
            candidates=[found.address for found in told],
        ) from None
