"""LI.FI's quote as an offer. It is held against the order here so that its errors are told apart;
what the transaction really does is the desk's to find out."""

from __future__ import annotations

from typing import Final

from fiscus.chains.evm.addresses import is_address
from fiscus.chains.evm.quoting.offers import BadOffer, Fee, Offer, Order
from fiscus.chains.jsonrpc import escaped
from fiscus.chains.lifi.client import Lifi
from fiscus.chains.lifi.models import NATIVE, Estimate, FeeCost, Step, TransactionRequest
from fiscus.chains.lifi.requests import Transfer
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.door import Proposed

SOURCE: Final = "LI.FI"
NAME_LENGTH: Final = 24


async def lifi_offer(lifi: Lifi, order: Order) -> Offer:
    """Raises what the client raises, and `BadOffer`."""
    transfer = Transfer(
        from_chain=order.chain.id,
        to_chain=order.chain.id,
        from_token=_address(order.sold),
        to_token=_address(order.bought),
        units=order.units,
        from_address=order.wallet,
        slippage_bps=order.slippage_bps,
    )
    step = await (lifi.quote_to_amount(transfer) if order.exact_out else lifi.quote(transfer))
    return read_offer(step, order)


def read_offer(step: Step, order: Order) -> Offer:
    """Raises `BadOffer`."""
    estimate, sent = _estimate(step), _transaction(step, order)
    action = step.action
    _check_same(action.from_token.address, order.sold, "sells")
    _check_same(action.to_token.address, order.bought, "buys")
    if {action.from_chain_id, action.to_chain_id} != {order.chain.id}:
        raise _bad("it is for another chain")
    least, most = order.units, estimate.from_amount
    if order.exact_out:
        if estimate.to_amount_min < order.units:
            raise _bad("less must arrive than was asked for")
    else:
        least, most = estimate.to_amount_min, order.units
        if action.from_amount != order.units or estimate.from_amount != order.units:
            raise _bad("it sells another amount")
        if least < order.least(estimate.to_amount) - 1:
            raise _bad("less must arrive than the slippage allows")
    return Offer(
        source=SOURCE,
        route=escaped(step.tool_details.name or step.tool, NAME_LENGTH),
        proposed=Proposed(sent.data, sent.to, sent.value, least_out=least, most_in=most),
        spender=estimate.approval_address if order.sold.address else None,
        resets=estimate.approval_reset,
        units_in=estimate.from_amount,
        units_out=estimate.to_amount,
        least_out=least,
        most_in=most,
        gas=sum(cost.limit or cost.estimate or 0 for cost in estimate.gas_costs) or sent.gas_limit,
        fees=tuple(fee for cost in estimate.fee_costs if (fee := _fee(cost, order)) is not None),
    )


def _estimate(step: Step) -> Estimate:
    if step.estimate is None:
        raise _bad("it tells no amounts")
    return step.estimate


def _transaction(step: Step, order: Order) -> TransactionRequest:
    sent = step.transaction_request
    if sent is None:
        raise _bad("it holds no transaction")
    if not is_address(sent.to):
        raise _bad("its transaction names no contract")
    spender = step.estimate.approval_address if step.estimate else None
    if order.sold.address and spender is not None and spender.lower() != sent.to.lower():
        raise _bad("another contract than the one that swaps wants the right to spend")
    if sent.chain_id not in {None, order.chain.id}:
        raise _bad("its transaction is for another chain")
    if sent.from_address is not None and sent.from_address.lower() != order.wallet.lower():
        raise _bad("its transaction is another wallet's")
    return sent


def _check_same(address: str, asset: Asset, what: str) -> None:
    if address.lower() != _address(asset).lower():
        raise _bad(f"it {what} another token than {asset.symbol}")


def _fee(cost: FeeCost, order: Order) -> Fee | None:
    """A fee in a token that is known here; others are in the amounts anyway, or refused later."""
    coin = Asset(order.chain.name, None, order.chain.coin, 18)
    for asset in (order.sold, order.bought, coin):
        if cost.amount and cost.token.address.lower() == _address(asset).lower():
            return Fee(asset, cost.amount, cost.included)
    return None


def _address(asset: Asset) -> str:
    return asset.address or NATIVE


def _bad(what: str) -> BadOffer:
    return BadOffer(
        f"{SOURCE}'s offer is not what was asked for: {what}",
        hint="Nothing was signed. Ask again, or trade somewhere else.",
    )
