"""What a transaction would do if it ran now: outcome, gas, and every balance that changes.

`eth_simulateV1` of the execution API: the balances are read before and after inside the same
simulated block, so nothing can happen between the readings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import balance_of, transfer_of
from fiscus.chains.evm.balances import read_units
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.fees import FeeQuote
from fiscus.chains.evm.quantities import data, hex_quantity, quantity
from fiscus.chains.evm.records import Log, log
from fiscus.chains.evm.refusals import Refusal, classify, revert_data
from fiscus.chains.evm.reverts import revert_reason
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query
from fiscus.core.errors import RpcRefused

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient

COIN: Final = "0x" + "e" * 40
"""`traceTransfers` logs moves of the native coin under this address."""
READER: Final = "0x00000000000000000000000000000000000f15c5"
"""Makes the readings. It has money only inside a simulation that charges for gas."""
READER_GAS: Final = 300_000
RICH: Final = 2**120

Holding = tuple[str, str]
"""A token and whose balance of it is watched: two addresses."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a final transaction has besides its message; the node checks it then."""

    nonce: int
    gas: int
    fees: FeeQuote


@dataclass(frozen=True, slots=True)
class NativeMove:
    """Native coin changes hands. Addresses are in lower case."""

    sender: str
    recipient: str
    wei: int


@dataclass(frozen=True, slots=True)
class Simulated:
    """`None` stands for what the node could not tell; it is never the same as "nothing"."""

    succeeded: bool
    revert_reason: str
    """Safe to show; empty where the contract gave none."""
    gas_used: int | None
    native_moves: tuple[NativeMove, ...] | None
    token_deltas: Mapping[Holding, int | None] | None
    """Change in base units by watched holding; `None` for a token that did not answer."""
    logs: tuple[Log, ...]
    """All other events, in order."""
    timestamp: int | None = None
    """Unix seconds of the block it was simulated in."""


def simulate_call(
    sender: str,
    message: Message,
    *,
    watched: Sequence[Holding] = (),
    envelope: Envelope | None = None,
    block: str = queries.PENDING,
) -> Query[Simulated]:
    """One `eth_simulateV1`. With `envelope`, nonce, fees and funds are checked by the node.

    Raises `RpcRefused` as it is read where the node does not simulate: `classify` tells why.
    """
    unique = list(dict.fromkeys(watched))
    readings = [_reading(holding, envelope) for holding in unique]
    act = _act(sender, message, envelope)
    body: dict[str, Json] = {"calls": [*readings, act, *readings]}
    if envelope is not None:
        body["stateOverrides"] = {READER: {"balance": hex_quantity(RICH)}}
    options: dict[str, Json] = {
        "blockStateCalls": [body],
        "traceTransfers": True,
        "validation": envelope is not None,
    }
    return Query(
        Call("eth_simulateV1", (options, block)), lambda answer: _simulated(answer, unique)
    )


async def simulate(
    client: EvmClient,
    sender: str,
    message: Message,
    *,
    watched: Sequence[Holding] = (),
    envelope: Envelope | None = None,
    block: str = queries.PENDING,
) -> Simulated:
    """`simulate_call`, and `dry_run` on nodes that know no `eth_simulateV1`."""
    query = simulate_call(sender, message, watched=watched, envelope=envelope, block=block)
    outcome = await client.ask(query.settled())
    if not isinstance(outcome, RpcRefused):
        return outcome
    if classify(outcome) is not Refusal.METHOD_MISSING:
        raise outcome
    return await dry_run(client, sender, message, block=block)


async def dry_run(
    client: EvmClient, sender: str, message: Message, *, block: str = queries.PENDING
) -> Simulated:
    """Whether it would succeed, by `eth_call` and `eth_estimateGas` in one request; no balances."""
    returned, gas = await client.gather(
        queries.call(
            message.to, message.data, sender=sender, value_wei=message.value_wei, block=block
        ).settled(),
        queries.gas_estimate(
            sender=sender,
            to=message.to,
            value_wei=message.value_wei,
            calldata=message.data,
            block=block,
        ).settled(),
    )
    for refused in (returned, gas):
        if not isinstance(refused, RpcRefused):
            continue
        if classify(refused) is not Refusal.EXECUTION_REVERTED:
            raise refused
        return _untold(succeeded=False, reason=revert_reason(revert_data(refused)))
    return _untold(succeeded=True, gas_used=gas if isinstance(gas, int) else None)


def _untold(*, succeeded: bool, reason: str = "", gas_used: int | None = None) -> Simulated:
    return Simulated(succeeded, reason, gas_used, native_moves=None, token_deltas=None, logs=())


def _reading(holding: Holding, envelope: Envelope | None) -> Json:
    token, holder = holding
    return {
        **queries.message(to=token, calldata=balance_of(holder), sender=READER),
        "gas": hex_quantity(READER_GAS),
        **_prices(envelope),
    }


def _act(sender: str, message: Message, envelope: Envelope | None) -> Json:
    act = queries.message(
        to=message.to, calldata=message.data, sender=sender, value_wei=message.value_wei
    )
    if envelope is None:
        return act
    limits = {"nonce": hex_quantity(envelope.nonce), "gas": hex_quantity(envelope.gas)}
    return {**act, **limits, **_prices(envelope)}


def _prices(envelope: Envelope | None) -> dict[str, Json]:
    if envelope is None:
        return {}
    return {name: hex_quantity(wei) for name, wei in envelope.fees.fields().items()}


def _simulated(answer: Json, watched: Sequence[Holding]) -> Simulated:
    blocks = items(answer)
    calls = items(fields(blocks[0]).get("calls")) if len(blocks) == 1 else []
    count = len(watched)
    if len(calls) != 2 * count + 1:
        raise BadAnswer("The simulation has another number of calls")
    act = fields(calls[count])
    succeeded = did_succeed(act)
    # Some nodes also list what a reverted call would have moved.
    logs = [log(entry) for entry in items(act.get("logs", []))] if succeeded else []
    before, after = calls[:count], calls[count + 1 :]
    return Simulated(
        succeeded=succeeded,
        revert_reason="" if succeeded else why_not(act),
        gas_used=quantity(act.get("gasUsed"), bits=64),
        native_moves=tuple(move for entry in logs if (move := _native_move(entry))),
        token_deltas={
            holding: _delta(fields(old), fields(new))
            for holding, old, new in zip(watched, before, after, strict=True)
        },
        logs=tuple(entry for entry in logs if entry.address != COIN),
        timestamp=_timestamp(fields(blocks[0])),
    )


def _timestamp(block: dict[str, Json]) -> int | None:
    shown = block.get("timestamp")
    return None if shown is None else quantity(shown, bits=64)


def did_succeed(call: dict[str, Json]) -> bool:
    """Whether a call of a simulation did not revert."""
    return quantity(call.get("status")) == 1


def why_not(call: dict[str, Json]) -> str:
    """Why it reverted; safe to show."""
    returned = data(call.get("returnData", "0x"))
    error = call.get("error")
    if not returned and isinstance(error, dict) and isinstance(error.get("data"), str):
        returned = data(error["data"])
    return revert_reason(returned)


def _native_move(entry: Log) -> NativeMove | None:
    moved = transfer_of(entry) if entry.address == COIN else None
    return NativeMove(moved.sender, moved.recipient, moved.units) if moved and moved.units else None


def _delta(before: dict[str, Json], after: dict[str, Json]) -> int | None:
    old, new = _units(before), _units(after)
    return None if old is None or new is None else new - old


def _units(call: dict[str, Json]) -> int | None:
    if not did_succeed(call):
        return None
    try:
        return read_units(data(call.get("returnData")))
    except BadAnswer:
        return None
