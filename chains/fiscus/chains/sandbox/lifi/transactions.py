"""Calls of LI.FI's diamond: made for an offer, and read back from the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from fiscus.chains.evm.decoding.catalogue import LIFI, functions
from fiscus.chains.evm.decoding.codec import Values, decode
from fiscus.chains.evm.decoding.kinds import fields
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox.calldata import calldata
from fiscus.chains.sandbox.console import Console
from fiscus.chains.sandbox.definition import LIFI_DIAMOND
from fiscus.chains.sandbox.exchanges import Offer
from fiscus.chains.sandbox.lifi.shapes import COIN, Action

COMPLETED: Final = "0x38eee76fd911eabac79da7af16053e809be0e12c8637f156e77e1af309b99537"
"""`LiFiGenericSwapCompleted(bytes32 indexed,string,string,address,address,address,uint256,
uint256)`."""
TOLD: Final = fields(
    "string integrator,string referrer,address receiver,address fromAssetId,address toAssetId,"
    "uint256 fromAmount,uint256 toAmount"
)


def swap_call(
    number: bytes, integrator: str, action: Action, offer: Offer, *, deadline: int
) -> bytes:
    """Of the function of GenericSwapFacetV3 that this pair needs. `number` has 32 bytes."""
    sold, bought = action.sold.address, action.bought.address
    name = f"{'ERC20' if sold else 'Native'}To{'ERC20' if bought else 'Native'}"
    (called,) = (
        known for known in functions()[LIFI].values() if known.name == f"swapTokensSingleV3{name}"
    )
    least = action.least(offer.units_out)
    router = offer.exchange.router
    swap: Values = {
        "callTo": router, "approveTo": router,
        "sendingAssetId": sold or COIN, "receivingAssetId": bought or COIN,
        "fromAmount": action.units,
        "callData": offer.swap(least=least, receiver=LIFI_DIAMOND, deadline=deadline),
        "requiresDeposit": True,
    }  # fmt: skip
    return calldata(called, number, integrator.encode(), b"", action.receiver, least, swap)


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a transaction. `swap` is `None` where it made no swap of LI.FI's."""

    succeeded: bool
    sender: str
    gas_used: int
    gas_price: int
    value: int
    timestamp: int
    swap: Swapped | None


@dataclass(frozen=True, slots=True)
class Swapped:
    """By the diamond's own event. `COIN` is the native coin; addresses are in lower case."""

    number: str
    integrator: str
    receiver: str
    sold: str
    bought: str
    units_in: int
    units_out: int


async def landed(console: Console, transaction: str) -> Landed | None:
    """`None` where no block has it."""
    receipt, sent = await console.ask(
        [
            Call("eth_getTransactionReceipt", (transaction,)),
            Call("eth_getTransactionByHash", (transaction,)),
        ]
    )
    if not isinstance(receipt, dict) or not isinstance(sent, dict):
        return None
    (block,) = await console.ask([Call("eth_getBlockByNumber", (receipt["blockNumber"], False))])
    logs = cast("list[dict[str, Json]]", receipt["logs"])
    swaps = [swap for log in logs if (swap := _swapped(log)) is not None]
    return Landed(
        succeeded=receipt["status"] == "0x1",
        sender=str(receipt["from"]),
        gas_used=_number(receipt["gasUsed"]),
        gas_price=_number(receipt["effectiveGasPrice"]),
        value=_number(sent["value"]),
        timestamp=_number(cast("dict[str, Json]", block)["timestamp"]),
        swap=swaps[0] if swaps else None,
    )


def _swapped(log: dict[str, Json]) -> Swapped | None:
    topics = cast("list[str]", log["topics"])
    if str(log["address"]).lower() != LIFI_DIAMOND.lower() or topics[0] != COMPLETED:
        return None
    told = decode(TOLD, bytes.fromhex(str(log["data"])[2:]))
    return Swapped(
        number=topics[1],
        integrator=cast("bytes", told["integrator"]).decode(),
        receiver=cast("str", told["receiver"]),
        sold=cast("str", told["fromAssetId"]),
        bought=cast("str", told["toAssetId"]),
        units_in=cast("int", told["fromAmount"]),
        units_out=cast("int", told["toAmount"]),
    )


def _number(value: Json) -> int:
    return int(str(value), 16)
