"""Quotes, routes and transactions for swaps on one chain."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Final, cast
from uuid import uuid4

from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox.definition import LIFI_DIAMOND
from fiscus.chains.sandbox.exchanges import Offer, Pair, offers_for, offers_of
from fiscus.chains.sandbox.lifi.asked import (
    NO_QUOTE,
    USUAL_IMPACT,
    Declined,
    Shelf,
    action_of,
    needed,
    share,
    units,
    wrong,
)
from fiscus.chains.sandbox.lifi.shapes import (
    Action,
    Estimate,
    Fields,
    route_shape,
    step_shape,
)
from fiscus.chains.sandbox.lifi.transactions import swap_call
from fiscus.chains.sandbox.places import Place

GOOD_FOR: Final = 20 * 60
"""Seconds until an exchange refuses a quoted swap."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer as LI.FI puts it."""

    place: Place
    offer: Offer
    estimate: Estimate
    deadline: int
    integrator: str

    def step(self) -> Fields:
        return step_shape(str(uuid4()), self.integrator, self.estimate)

    def step_with_transaction(self) -> Fields:
        action, number = self.estimate.action, secrets.token_bytes(32)
        data = swap_call(number, self.integrator, action, self.offer, deadline=self.deadline)
        request: Fields = {
            "from": action.sender,
            "to": LIFI_DIAMOND,
            "chainId": self.place.chain.id,
            "data": "0x" + data.hex(),
            "value": hex(0 if action.sold.address else action.units),
            "gasPrice": hex(self.estimate.gas_price),
            "gasLimit": hex(self.estimate.gas_limit),
        }
        step = self.step()
        return {**step, "transactionRequest": request, "transactionId": "0x" + number.hex()}

    def route(self, *tags: Json) -> Fields:
        return route_shape(str(uuid4()), self.step(), self.estimate, list(tags))


async def proposals(
    places: Mapping[int, Place], shelf: Shelf, query: Mapping[str, str]
) -> list[Proposal]:
    """For what leaves, the best first. Raises `Declined` where there is none."""
    action = action_of(shelf, query, units(needed(query, "fromAmount"), "fromAmount"))
    place = _place(places, action)
    pair = Pair(action.sold.address, action.bought.address)
    found = await offers_of(place.console, pair, action.units)
    return await _put(place, action, found, query)


async def proposals_to_amount(
    places: Mapping[int, Place], shelf: Shelf, query: Mapping[str, str]
) -> list[Proposal]:
    """So that what is asked for is what comes at least, with the slippage off."""
    wanted = units(needed(query, "toAmount"), "toAmount")
    action = action_of(shelf, query, wanted)
    place = _place(places, action)
    pair = Pair(action.sold.address, action.bought.address)
    if action.slippage == 1:
        raise wrong("With a slippage of 1 nothing is sure to come")
    target = ceil(wanted / (1 - Fraction(action.slippage)))
    found = await offers_for(place.console, pair, target)
    cheapest = found[:1]
    sold = replace(action, units=cheapest[0].units_in if cheapest else 1)
    return await _put(place, sold, cheapest, query)


def _place(places: Mapping[int, Place], action: Action) -> Place:
    if action.sold.chain != action.bought.chain:
        raise no_quote("There is no bridge here")
    if action.sold == action.bought:
        raise wrong("fromToken and toToken are the same")
    return places[action.sold.chain.id]


async def _put(
    place: Place, action: Action, offers: list[Offer], query: Mapping[str, str]
) -> list[Proposal]:
    most = share(query.get("maxPriceImpact"), "maxPriceImpact", USUAL_IMPACT)
    floor = action.sold.worth(action.units) * (1 - most)
    good = [offer for offer in offers if action.bought.worth(offer.units_out) >= floor]
    if not good:
        why = "The price impact is too high" if offers else "No exchange has this pair"
        raise no_quote(why)
    price, block = await place.console.ask(
        [Call("eth_gasPrice"), Call("eth_getBlockByNumber", ("latest", False))]
    )
    newest = int(str(cast("dict[str, Json]", block)["timestamp"]), 16)
    deadline = max(newest, int(time.time())) + GOOD_FOR
    coin, gas_price = place.coin, int(str(price), 16)
    integrator = query.get("integrator") or "lifi-api"
    return [
        Proposal(
            place,
            offer,
            Estimate(action, offer.exchange, offer.units_out, LIFI_DIAMOND, gas_price, coin),
            deadline,
            integrator,
        )
        for offer in good
    ]


def no_quote(why: str) -> Declined:
    """LI.FI's way to say that there is no way."""
    filtered: Fields = {"overallPath": "", "reason": why}
    errors: Fields = {"filteredOut": [filtered], "failed": []}
    message = "No available quotes for the requested transfer"
    return Declined(404, NO_QUOTE, message, errors=errors)
