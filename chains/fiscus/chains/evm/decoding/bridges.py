"""What a decoded call of LI.FI's diamond takes from the wallet, and what its bridge must pay out.

Only bridges whose own data promises a least amount are known; any other is refused by name. The
diamond checks receivers too, and is not relied on for it.
Source: https://github.com/lifinance/contracts, `src/Facets`; Across v3 as of its last release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.decoding.calls import Decoded, address, items, number, raw, struct
from fiscus.chains.evm.decoding.catalogue import LIFI
from fiscus.chains.evm.decoding.codec import Value, Values
from fiscus.chains.evm.decoding.refusals import not_decoded, refused
from fiscus.chains.evm.decoding.trades import coin_or, deposits

ONE: Final = 10**18
"""Across scales what it pays out by eighteenths of this."""
ENDPOINTS: Final[Mapping[int, int]] = {
    1: 30101,
    10: 30111,
    56: 30102,
    130: 30320,
    137: 30109,
    143: 30390,
    146: 30332,
    252: 30255,
    324: 30165,
    480: 30319,
    8453: 30184,
    42161: 30110,
    43114: 30106,
    57073: 30339,
    59144: 30183,
}
"""LayerZero's number of a chain, by chain id: https://docs.layerzero.network/v2/deployments."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where money shall go. Addresses are in lower case."""

    wallet: str
    receiver: str
    chain_id: int
    """Of the destination."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One way over, as the calldata says it."""

    bridge: str
    crossing: str | None
    """The token that goes into the bridge, in lower case; `None` is the coin."""
    taken: Mapping[str | None, int]
    """The most that leaves the wallet, by token; what is sent along for the bridge is not in it."""
    fee_wei: int
    """What is sent along beside it."""
    least: int
    """What must arrive: units of `arrives`, or of `crossing` where that is not named."""
    arrives: str | None = None
    """The token on the other side, in lower case; empty for the coin; `None` where it is not named:
    then it is the same one as goes in."""
    deadline: int | None = None
    """Unix seconds; `None` where nothing limits it."""


@dataclass(frozen=True, slots=True)
class _Promise:
    least: int
    arrives: str | None = None
    deadline: int | None = None


def read_bridge(root: Decoded, asked: Asked) -> Passage:
    """Raises `NotDecoded` or `CallRefused` for what is no bridge to just there."""
    values = root.values
    if root.kind != LIFI or "bridgeData" not in values or root.function is None:
        raise refused(f"{root.name or 'a payment'} to {checksum(root.target)} is no bridge")
    data, name = struct(values["bridgeData"]), root.name
    swapped = "swapData" in values
    _check_common(data, asked, swapped=swapped)
    crossing, amount = coin_or(address(data, "sendingAssetId")), number(data, "minAmount")
    taken = _taken(values, crossing, amount, name) if swapped else {crossing: amount}
    fee_wei = root.value_wei - taken.get(None, 0)
    if fee_wei < 0:
        raise refused("it spends more coin than is sent along")
    facet, read = next((f, r) for f, r in FACETS.items() if f in values)
    promise = read(_Side(struct(values[facet]), asked, crossing, amount, fee_wei, swapped=swapped))
    if promise.least <= 0:
        raise refused(f"{name} promises nothing for the other side")
    return Passage(
        name.partition("Via")[2],
        crossing,
        taken,
        fee_wei,
        promise.least,
        promise.arrives,
        promise.deadline,
    )


def _check_common(data: Values, asked: Asked, *, swapped: bool) -> None:
    """The part that is the same for all bridges."""
    receiver, chain_id = address(data, "receiver"), number(data, "destinationChainId")
    if receiver != asked.receiver:
        raise refused(f"it pays {checksum(receiver)}, and not {checksum(asked.receiver)}")
    if chain_id != asked.chain_id:
        raise refused(f"it goes to the chain {chain_id}, and not to {asked.chain_id}")
    if data["hasDestinationCall"] is not False:
        raise refused("it calls a contract on the other side")
    if data["hasSourceSwaps"] is not swapped:
        raise refused("it does not say truly whether it swaps first")


def _taken(
    values: Values, crossing: str | None, amount: int, name: str
) -> Mapping[str | None, int]:
    swaps = [struct(swap) for swap in items(values["swapData"])]
    if not swaps:
        raise not_decoded(f"{name} without a swap")
    if coin_or(address(swaps[-1], "receivingAssetId")) != crossing:
        raise refused("its last swap yields another token than crosses")
    found = dict[str | None, int]()
    for token, units in deposits(swaps):
        found[token] = found.get(token, 0) + units
    return found


@dataclass(frozen=True, slots=True)
class _Side:
    """What one bridge is told, beside what all of them are."""

    data: Values
    asked: Asked
    crossing: str | None
    amount: int
    """What crosses at least, in units of the token that goes in."""
    fee_wei: int
    swapped: bool

    def mine(self, role: str, value: Value) -> None:
        """Who gets money back must be the wallet."""
        if _address(value) != self.asked.wallet:
            raise refused(f"its {role} is {_shown(value)}, which is not this wallet")

    def receiver(self, value: Value) -> None:
        if _address(value) != self.asked.receiver:
            raise refused(f"the bridge itself pays {_shown(value)}")

    def silent(self, *names: str) -> None:
        """What is for other chains, or runs something over there, must be empty."""
        for name in names:
            if any(raw(self.data, name)):
                raise refused(f"it gives the bridge a {name}")

    def free(self) -> None:
        if self.fee_wei:
            raise refused(f"it sends {self.fee_wei} wei along, of which the bridge needs nothing")


def _across(side: _Side) -> _Promise:
    data = side.data
    side.receiver(data["receiverAddress"])
    side.mine("refund address", data["refundAddress"])
    side.silent("message")
    side.free()
    sent = _address(data.get("sendingAssetId", side.crossing or ""))
    if side.crossing is not None and sent != side.crossing:
        raise refused("the bridge is told to take another token than is paid in")
    least = number(data, "outputAmount")
    if side.swapped:
        scale = "outputAmountPercent" if "outputAmountPercent" in data else "outputAmountMultiplier"
        least = side.amount * number(data, scale) // ONE
    return _Promise(least, _address(data["receivingAssetId"]), number(data, "fillDeadline"))


def _stargate(side: _Side) -> _Promise:
    data, send, fee = side.data, struct(side.data["sendParams"]), struct(side.data["fee"])
    side.receiver(send["to"])
    side.mine("refund address", data["refundAddress"])
    if any(raw(send, "composeMsg")):
        raise refused("it calls a contract on the other side")
    known = ENDPOINTS.get(side.asked.chain_id)
    if number(send, "dstEid") != known:
        raise refused(f"Stargate would take it to the endpoint {number(send, 'dstEid')}")
    if number(fee, "nativeFee") != side.fee_wei or number(fee, "lzTokenFee"):
        raise refused("what it sends along is not what Stargate is told to take")
    return _Promise(number(send, "minAmountLD"))


def _celer_circle(side: _Side) -> _Promise:
    side.free()
    most = number(side.data, "maxFee")
    if not most:
        raise refused("it sets no limit to what the bridge keeps for itself")
    return _Promise(side.amount - most)


def _polymer(side: _Side) -> _Promise:
    side.free()
    side.silent("nonEVMReceiver", "solanaReceiverATA", "hookData")
    if side.swapped:
        side.mine("refund recipient", side.data["refundRecipient"])
    fees = number(side.data, "polymerTokenFee") + number(side.data, "maxCCTPFee")
    return _Promise(side.amount - fees)


def _debridge(side: _Side) -> _Promise:
    """Whoever has the authority over an order can call it back to an address of their choice."""
    side.receiver(side.data["receiver"])
    side.mine("authority", side.data["orderAuthorityDst"])
    arrives = _address(side.data["receivingAssetId"])
    return _Promise(number(side.data, "minAmountOut"), arrives)


FACETS: Final[Mapping[str, Callable[[_Side], _Promise]]] = {
    "acrossData": _across,
    "stargateData": _stargate,
    "celerCircleData": _celer_circle,
    "polymerData": _polymer,
    "deBridgeData": _debridge,
}
"""By the name of the part that is a bridge's own."""


def _address(value: Value) -> str:
    """An address, also one that is written in 32 bytes or in a text of 20."""
    if isinstance(value, bytes) and (
        len(value) == 20 or (len(value) == 32 and not any(value[:12]))
    ):
        return "0x" + value[-20:].hex()
    if isinstance(value, str):
        return value
    raise not_decoded("an address of another kind of chain")


def _shown(value: Value) -> str:
    return checksum(_address(value))
