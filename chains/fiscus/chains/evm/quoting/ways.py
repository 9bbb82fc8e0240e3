"""Ways to another chain as LI.FI offers them: read before they are shown, and the word of LI.FI on
what is under way."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fiscus.chains.evm.bridging import (
    Far,
    bridge_proposal,
    counterpart,
    destination,
    far_side,
)
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.quoting.offers import BadOffer, Fee, Offer, Order
from fiscus.chains.evm.quoting.ordering import MARGIN
from fiscus.chains.evm.swaps import Wanted, message_of, slippage_bps
from fiscus.chains.evm.wishes import KEPT_GAS, Wish
from fiscus.chains.jsonrpc import escaped
from fiscus.chains.lifi.client import Lifi, NoRoute
from fiscus.chains.lifi.models import NATIVE, Estimate, Route, Status, Step, TransferStatus
from fiscus.chains.lifi.requests import Transfer
from fiscus.core.desk.adapter import Asset, Terms
from fiscus.core.desk.amounts import is_worth, shown
from fiscus.core.desk.arrivals import Notice, Saying
from fiscus.core.desk.door import Intent, Proposed
from fiscus.core.desk.valuation import highest_prices
from fiscus.core.errors import ConfigError, FiscusError, SimulationFailed

SOURCE: Final = "LI.FI"
NAME_LENGTH: Final = 24
TRIED: Final = 4
"""Ways that are read until one can be taken."""
SAYINGS: Final[Mapping[TransferStatus, Saying]] = {
    TransferStatus.NOT_FOUND: Saying.UNKNOWN,
    TransferStatus.INVALID: Saying.UNKNOWN,
    TransferStatus.PENDING: Saying.PENDING,
    TransferStatus.DONE: Saying.DONE,
    TransferStatus.FAILED: Saying.FAILED,
}
ENDINGS: Final = {"PARTIAL": Saying.PARTIAL, "REFUNDED": Saying.REFUNDED}


@dataclass(frozen=True, slots=True)
class Voyage:
    """What shall cross, made exact."""

    order: Order
    """`bought` is what arrives on the other chain."""
    far: Far


@dataclass(frozen=True, slots=True)
class Way:
    """An offer that could be read, and what else is told of it."""

    offer: Offer
    seconds: int
    """Until it arrives, as LI.FI expects it."""
    gas_usd: str
    others: int
    """Further ways that were offered."""


async def make_voyage(evm: EvmReads, intent: Intent, wallet: str) -> Voyage:
    """Raises what the person can mend; asks the other chain whether it is there."""
    chain = evm.config.chain(intent.value("chain"))
    there = destination(evm.networks, intent, chain)
    wish = Wish(evm.networks[chain.name], intent, Terms(), evm.tokens, wallet, time.time)
    sold, _ = await wish.asset("token")
    asset = counterpart(sold, intent.value("to_token"), there, evm.tokens)
    far = await far_side(evm.networks, intent, there, asset, wallet=wallet, tokens=evm.tokens)
    if is_worth(wish.needed("amount")):
        prices = await highest_prices(evm.price_sources, [sold])
        wish = replace(wish, terms=Terms(price_usd=prices.get(sold)))
    units = await wish.units("amount", sold, kept_gas=MARGIN * KEPT_GAS)
    slippage = slippage_bps(intent)
    order = Order(
        chain=chain,
        wallet=wallet,
        sold=sold,
        bought=asset,
        units=units,
        slippage_bps=slippage,
    )
    return Voyage(order, far)


async def best_way(evm: EvmReads, voyage: Voyage) -> Way:
    """The first of LI.FI's ways that can be read and does what is asked for.

    Raises what the client raises; where none can be taken, the reason of the first.
    """
    lifi = client_of(evm)
    routes = await _routes(lifi, voyage)
    reasons: list[FiscusError] = []
    for route in routes[:TRIED]:
        try:
            offer, step = await _offer(evm, lifi, voyage, route)
        except (BadOffer, SimulationFailed) as refused:
            reasons.append(refused)
            continue
        seconds = int(step.estimate.execution_duration) if step.estimate else 0
        return Way(offer, seconds, str(route.gas_cost_usd or ""), len(routes) - 1)
    raise reasons[0]


async def _routes(lifi: Lifi, voyage: Voyage) -> Sequence[Route]:
    """Raises `NoRoute`, which says what else could be asked for."""
    order = voyage.order
    wish = Transfer(
        from_chain=order.chain.id,
        to_chain=voyage.far.chain.id,
        from_token=order.sold.address or NATIVE,
        to_token=order.bought.address or NATIVE,
        units=order.units,
        from_address=order.wallet,
        to_address=voyage.far.receiver,
        slippage_bps=order.slippage_bps,
    )
    try:
        return await lifi.routes(wish)
    except NoRoute as none:
        raise NoRoute(none.message, hint=_in_steps(voyage)) from none


def _in_steps(voyage: Voyage) -> str:
    """How to say the same as two requests, of which the second takes what the first brings, where
    another token shall come."""
    order, there = voyage.order, voyage.far.chain.title
    if order.sold.symbol == order.bought.symbol:
        return "Ask again, or for another amount or token."
    what = shown(order.units, order.sold.decimals, order.sold.symbol)
    into, here = order.bought.symbol, order.chain.title
    return (
        f'Ask for its steps in one message: "swap {what} for {into} on {here} and bridge it to'
        f' {there}", or "bridge {what} from {here} to {there} and swap it for {into}".'
    )


def client_of(evm: EvmReads) -> Lifi:
    if evm.lifi is None:
        raise ConfigError(
            "Bridges are found by LI.FI, which is switched off", hint="Set LIFI_API_URL."
        )
    return evm.lifi


async def _offer(evm: EvmReads, lifi: Lifi, voyage: Voyage, route: Route) -> tuple[Offer, Step]:
    if len(route.steps) != 1:
        raise BadOffer(
            f"{SOURCE}'s way takes {len(route.steps)} transactions",
            hint=_in_steps(voyage),
        )
    step = await lifi.step_transaction(route.steps[0])
    order, estimate, sent = voyage.order, step.estimate, step.transaction_request
    if estimate is None or sent is None:
        raise _bad("it holds no transaction, or tells no amounts")
    if sent.chain_id not in {None, order.chain.id}:
        raise _bad("its transaction is for another chain")
    if estimate.from_amount != order.units:
        raise _bad("it sends another amount")
    if estimate.to_amount_min < order.least(estimate.to_amount) - 1:
        raise _bad("less must arrive than the slippage allows")
    beside = _beside(order.chain, estimate)
    proposed = Proposed(
        sent.data, sent.to, sent.value, least_out=estimate.to_amount_min, beside=beside
    )
    _read(evm, voyage, proposed)
    tool = escaped(step.tool_details.name or step.tool, NAME_LENGTH)
    offer = Offer(
        source=SOURCE,
        route=tool,
        proposed=proposed,
        spender=sent.to if order.sold.address else None,
        resets=estimate.approval_reset,
        units_in=estimate.from_amount,
        units_out=estimate.to_amount,
        least_out=estimate.to_amount_min,
        most_in=order.units,
        fees=_fees(voyage, estimate),
    )
    return offer, step


def _read(evm: EvmReads, voyage: Voyage, proposed: Proposed) -> None:
    """The desk reads it again, by itself: this only tells which way can be taken at all."""
    order = voyage.order
    others = frozenset({order.sold.address.lower()} if order.sold.address else ())
    wanted = Wanted(
        order.sold, order.bought, order.units, proposed.least_out or 0, order.slippage_bps
    )
    bridge_proposal(
        wanted,
        voyage.far,
        message_of(proposed),
        Directory(order.chain, evm.tokens, others),
        wallet=order.wallet,
        fee_wei=proposed.beside,
    )


def _beside(chain: EvmChain, estimate: Estimate) -> int:
    """Coin that the bridge takes on top."""
    return sum(
        cost.amount or 0
        for cost in estimate.fee_costs
        if not cost.included and cost.token.address.lower() == NATIVE
        if cost.token.chain_id == chain.id
    )


def _fees(voyage: Voyage, estimate: Estimate) -> tuple[Fee, ...]:
    order = voyage.order
    coin = Asset(order.chain.name, None, order.chain.coin, 18)
    known: Sequence[Asset] = (order.sold, coin, order.bought)
    found = list[Fee]()
    for cost in estimate.fee_costs:
        for asset in known:
            here = CHAINS[asset.chain].id == cost.token.chain_id
            same = cost.token.address.lower() == (asset.address or NATIVE).lower()
            if cost.amount and here and same:
                found.append(Fee(asset, cost.amount, cost.included))
                break
    return tuple(found)


async def notice_of(evm: EvmReads, transaction: str, source: str) -> Notice | None:
    """What LI.FI says of a transfer; `None` where it says nothing now."""
    if evm.lifi is None:
        return None
    try:
        status = await evm.lifi.status(transaction, from_chain=CHAINS[source].id)
    except FiscusError:
        return None
    return read_notice(status)


def read_notice(status: Status) -> Notice:
    by_id = {chain.id: chain.name for chain in CHAINS.values()}
    says = SAYINGS[status.status]
    if says is Saying.DONE:
        says = ENDINGS.get(status.substatus or "", says)
    there = status.receiving
    if there is None:
        return Notice(says)
    return Notice(says, there.tx_hash, by_id.get(there.chain_id))


def _bad(what: str) -> BadOffer:
    return BadOffer(
        f"{SOURCE}'s way is not what was asked for: {what}",
        hint="Nothing was signed. Ask again, or for another amount or token.",
    )
