"""Which rights to spend an offer needs before it can be taken."""

from __future__ import annotations

from typing import Literal, TypeAlias

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import allowance, approve
from fiscus.chains.evm.balances import read_units
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.quoting.offers import Offer, Order
from fiscus.core.errors import RpcRefused

Act: TypeAlias = Literal["revoke", "approve"]


async def acts_before(client: EvmClient, order: Order, offer: Offer) -> tuple[Act, ...]:
    """In their order: a token that takes a new amount only over none wants the old one back."""
    token = order.sold.address
    if token is None or offer.spender is None:
        return ()
    told = queries.call(token, allowance(order.wallet, offer.spender)).then(read_units)
    allowed = await client.ask(told)
    if allowed >= offer.most_in:
        return ()
    if allowed == 0:
        return ("approve",)
    again = approve(offer.spender, offer.most_in)
    tried = await client.ask(queries.call(token, again, sender=order.wallet).settled())
    resets = offer.resets or isinstance(tried, RpcRefused)
    return ("revoke", "approve") if resets else ("approve",)
