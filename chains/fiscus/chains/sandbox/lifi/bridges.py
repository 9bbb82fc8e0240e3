"""Quotes, routes and standings of the bridge between the sandbox's chains, which is Across v4."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from uuid import uuid4

from fiscus.chains.evm.abi import address_word
from fiscus.chains.evm.decoding.catalogue import LIFI, functions
from fiscus.chains.evm.decoding.codec import Values
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox.calldata import calldata
from fiscus.chains.sandbox.definition import LIFI_DIAMOND, WETH
from fiscus.chains.sandbox.exchanges import Exchange
from fiscus.chains.sandbox.ferry import Carried, Ending, Ferry
from fiscus.chains.sandbox.lifi.asked import Shelf, action_of, needed, units, wrong
from fiscus.chains.sandbox.lifi.shapes import (
    COIN,
    Estimate,
    Fields,
    route_shape,
    step_shape,
    token_shape,
    tool_shape,
)
from fiscus.chains.sandbox.places import Place, Traded

ACROSS: Final = Exchange("across", "AcrossV4", LIFI_DIAMOND, 200_000)
FEE_PARTS: Final = 1_000
"""The relayer keeps one of so many."""
GOOD_FOR: Final = 4 * 60 * 60
"""Seconds within which it must be paid on the other side."""
SECONDS: Final = 2


@dataclass(frozen=True, slots=True)
class Crossing:
    """A way over, as LI.FI puts it."""

    estimate: Estimate
    fee: int
    deadline: int
    integrator: str

    def step(self) -> Fields:
        shown = step_shape(str(uuid4()), self.integrator, self.estimate)
        action, promised = self.estimate.action, str(self.estimate.units_out)
        fee: Fields = {
            "name": "Relayer Capital & Destination Gas Fee",
            "description": "What the relayer keeps",
            "token": token_shape(action.sold),
            "amount": str(self.fee),
            "amountUSD": action.sold.worth_text(self.fee),
            "percentage": str(1 / FEE_PARTS),
            "included": True,
        }
        estimate: Fields = {
            **cast("Fields", shown["estimate"]),
            "toAmountMin": promised,
            "feeCosts": [fee],
            "executionDuration": SECONDS,
        }
        included: Fields = {
            "id": str(uuid4()),
            "type": "cross",
            "tool": ACROSS.key,
            "toolDetails": tool_shape(ACROSS),
            "action": action.shape(),
            "estimate": estimate,
        }
        return {**shown, "estimate": estimate, "includedSteps": [included]}

    def route(self) -> Fields:
        step = self.step()
        tags: list[Json] = ["RECOMMENDED", "CHEAPEST", "FASTEST"]
        shown = route_shape(str(uuid4()), step, self.estimate, tags)
        return {**shown, "toAmountMin": str(self.estimate.units_out), "containsSwitchChain": False}

    def step_with_transaction(self) -> Fields:
        action, number = self.estimate.action, secrets.token_bytes(32)
        request: Fields = {
            "from": action.sender,
            "to": LIFI_DIAMOND,
            "chainId": action.sold.chain.id,
            "data": "0x" + self._data(number).hex(),
            "value": hex(0 if action.sold.address else action.units),
            "gasPrice": hex(self.estimate.gas_price),
            "gasLimit": hex(self.estimate.gas_limit),
        }
        shown = {**self.step(), "transactionRequest": request}
        return {**shown, "transactionId": "0x" + number.hex()}

    def _data(self, number: bytes) -> bytes:
        action = self.estimate.action
        name = "startBridgeTokensViaAcrossV4"
        (called,) = (known for known in functions()[LIFI].values() if known.name == name)
        common: Values = {
            "transactionId": number, "bridge": ACROSS.key.encode(),
            "integrator": self.integrator.encode(), "referrer": COIN,
            "sendingAssetId": action.sold.address or COIN, "receiver": action.receiver,
            "minAmount": action.units, "destinationChainId": action.bought.chain.id,
            "hasSourceSwaps": False, "hasDestinationCall": False,
        }  # fmt: skip
        across: Values = {
            "receiverAddress": address_word(action.receiver),
            "refundAddress": address_word(action.sender),
            "sendingAssetId": address_word(action.sold.address or WETH),
            "receivingAssetId": address_word(action.bought.address or WETH),
            "outputAmount": self.estimate.units_out, "outputAmountMultiplier": 10**18,
            "exclusiveRelayer": bytes(32), "quoteTimestamp": self.deadline - GOOD_FOR,
            "fillDeadline": self.deadline, "exclusivityParameter": 0, "message": b"",
        }  # fmt: skip
        return calldata(called, common, across)


def crosses(query: Mapping[str, str], shelf: Shelf) -> bool:
    """Whether a wish in the words of `/quote` is one for a bridge."""
    chains = [shelf.chain(needed(query, name)) for name in ("fromChain", "toChain")]
    return chains[0] != chains[1]


async def crossing(
    places: Mapping[int, Place], shelf: Shelf, query: Mapping[str, str]
) -> Crossing | None:
    """`None` where the bridge does not carry the pair."""
    action = action_of(shelf, query, units(needed(query, "fromAmount"), "fromAmount"))
    if action.sold.symbol != action.bought.symbol:
        return None
    if action.sold.address == WETH:
        return None  # Across pays it out as coin.
    place, fee = places[action.sold.chain.id], action.units // FEE_PARTS
    if action.units - fee <= 0:
        raise wrong("fromAmount is too low")
    price, near, far = await _asked(place, places[action.bought.chain.id])
    out = action.units - fee
    estimate = Estimate(action, ACROSS, out, LIFI_DIAMOND, price, place.coin)
    integrator = query.get("integrator") or "lifi-api"
    return Crossing(estimate, fee, max(near, far) + GOOD_FOR, integrator)


async def _asked(place: Place, other: Place) -> tuple[int, int, int]:
    """The gas price, and the times of both chains."""
    price, block = await place.console.ask(
        [Call("eth_gasPrice"), Call("eth_getBlockByNumber", ("latest", False))]
    )
    (there,) = await other.console.ask([Call("eth_getBlockByNumber", ("latest", False))])
    near, far = (int(str(cast("Fields", one)["timestamp"]), 16) for one in (block, there))
    return int(str(price), 16), near, far


def standing(ferry: Ferry, shelf: Shelf, transaction: str) -> Fields | None:
    """The answer of `/status` for what the ferry has seen."""
    carried = ferry.carried.get(transaction.lower())
    if carried is None:
        return None
    deposit = carried.deposit
    sold = shelf.token(deposit.sender_chain, deposit.token)
    state, substatus = _state(carried)
    home = state == "DONE" and substatus == "REFUNDED"
    there = deposit.sender_chain if home else deposit.chain_id
    receiving: Fields = {"chainId": there}
    if carried.paid_by is not None:
        paid = shelf.token(there, carried.paid_token)
        receiving = _side(paid, carried.paid_by, carried.paid_units)
    return {
        "transactionId": deposit.number,
        "sending": _side(sold, transaction, deposit.units),
        "receiving": receiving,
        "fromAddress": deposit.refund_to,
        "toAddress": deposit.receiver,
        "tool": ACROSS.key,
        "status": state,
        **({"substatus": substatus} if substatus else {}),
    }


def _state(carried: Carried) -> tuple[str, str]:
    if not carried.over:
        return "PENDING", "WAIT_DESTINATION_TRANSACTION"
    if carried.weather.ending is Ending.FAILED:
        return "FAILED", ""
    return ("DONE", carried.weather.ending.upper()) if carried.paid_by else ("PENDING", "")


def _side(token: Traded, transaction: str, amount: int) -> Fields:
    return {
        "txHash": transaction,
        "txLink": "",
        "amount": str(amount),
        "token": token_shape(token),
        "chainId": token.chain.id,
    }


def bridge_shape(places: Mapping[int, Place]) -> Fields:
    """As `/tools` lists it."""
    pairs: list[Json] = [
        {"fromChainId": str(one), "toChainId": str(other)}
        for one in places
        for other in places
        if one != other
    ]
    return {**tool_shape(ACROSS), "supportedChains": pairs}
