"""What a transaction of ours would change in the wallet, by the node's own run of it.

`eth_simulateV1` where the node has it. Elsewhere `eth_call`, with code at the wallet's own address
that makes the call and reads the balances around it, and a trace for the events. The code is
`contracts/Probe.sol`; it exists only inside the simulation.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Final

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import allowance, balance_of
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.codec import Unreadable, Value, decode, encode
from fiscus.chains.evm.decoding.kinds import Function
from fiscus.chains.evm.decoding.kinds import fields as kinds
from fiscus.chains.evm.quantities import address, data, hash32, hex_quantity, quantity
from fiscus.chains.evm.records import Log, log
from fiscus.chains.evm.refusals import Refusal, classify
from fiscus.chains.evm.reverts import revert_reason
from fiscus.chains.evm.simulate import COIN, RICH, Envelope, did_succeed, why_not
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query
from fiscus.core.errors import RpcRefused, SimulationFailed

READ_GAS: Final = 100_000
QUESTION_GAS: Final = 60_000
LATER_SECONDS: Final = 30
"""After the newest block; a transaction may take as long to its own."""
CALL_GAS: Final = 20_000_000
QUESTIONS: Final = "(address target,bytes data)[] questions"
ANSWERS: Final = "(bool known,uint256 value)[]"
READ: Final = Function("read", kinds(QUESTIONS))
ACT: Final = Function("act", kinds(f"address target,uint256 value,bytes data,{QUESTIONS}"))
READ_RETURNS: Final = kinds(f"{ANSWERS} answers")
ACT_RETURNS: Final = kinds(f"bool done,bytes returned,uint256 gas,{ANSWERS} before,{ANSWERS} later")


@dataclass(frozen=True, slots=True)
class Watch:
    """The wallet's balance of a token (`None`: the coin), or what `spender` may take of it.

    With `keeper` the right is kept by Permit2 and not by the token. Lower case.
    """

    token: str | None
    spender: str | None = None
    keeper: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Base units before and after."""

    before: int
    after: int

    @property
    def by(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Observed:
    """`None` stands for what the node could not tell."""

    succeeded: bool
    reason: str
    """Why it reverted; safe to show."""
    changes: Mapping[Watch, Change | None]
    logs: tuple[Log, ...] | None
    """All events, in order."""
    gas_used: int = 0


@dataclass(frozen=True, slots=True)
class Weather:
    """What a contract could tell a simulation by: who makes the block, its randomness, its time."""

    time: int
    """Unix seconds."""
    coinbase: str | None = None
    randomness: int | None = None

    def fields(self) -> dict[str, Json]:
        told: dict[str, Json] = {"time": hex_quantity(self.time)}
        if self.coinbase is not None:
            told["feeRecipient"] = self.coinbase
        if self.randomness is not None:
            told["prevRandao"] = f"0x{self.randomness:064x}"
        return told


def last_weather() -> Query[Weather]:
    """That of the newest block, a little later, and never that of a run without any weather."""

    def read(shown: Json) -> Weather:
        head = fields(shown)
        hash, maker = head.get("hash"), head.get("miner")
        chance = head.get("mixHash")
        unlike = int(hash32(hash), 16)
        coinbase = address(maker) if isinstance(maker, str) else ""
        known = coinbase.strip("0x") != ""
        drawn = int(hash32(chance), 16) if isinstance(chance, str) else 0
        time = quantity(head.get("timestamp"), bits=64) + LATER_SECONDS
        return Weather(time, coinbase if known else f"0x{unlike % 2**160:040x}", drawn or unlike)

    return Query(Call("eth_getBlockByNumber", (queries.LATEST, False)), read)


@dataclass(frozen=True, slots=True)
class Run:
    """Our transaction, and what to read around it."""

    wallet: str
    message: Message
    watches: tuple[Watch, ...]
    envelope: Envelope | None = None
    weather: Weather | None = None
    first: Message | None = None
    """What the wallet does before it, where that is not done yet; not together with `envelope`, and
    not on nodes that know only the second way."""
    block: str = queries.PENDING
    probe: str = field(default_factory=lambda: _nowhere())
    reader: str = field(default_factory=lambda: _nowhere())
    """Where the probe's code is during `eth_simulateV1`, and who asks it: never twice the same
    addresses, so that no contract can look there and know that it is watched."""


def _nowhere() -> str:
    """An address that nobody has ever had anything at."""
    return f"0x{secrets.token_hex(20)}"


async def observe(client: EvmClient, run: Run) -> Observed | None:
    """`None` where the node can show nothing. Raises `SimulationFailed` for other refusals."""
    outcome = await client.ask(simulated(run).settled())
    if not isinstance(outcome, RpcRefused):
        return outcome
    return await observe_otherwise(client, run, outcome)


async def observe_otherwise(client: EvmClient, run: Run, why: RpcRefused) -> Observed | None:
    """The second way, for a node that gave `why` to the first."""
    if classify(why) not in {Refusal.METHOD_MISSING, Refusal.OTHER}:
        raise SimulationFailed(
            f"The node refused to simulate the transaction ({classify(why).value})",
            hint="Nothing was signed.",
        ) from why
    called, traced = await client.gather(probed(run).settled(), trace(run).settled())
    if isinstance(called, RpcRefused) and run.envelope is not None:
        # The wallet may not hold what so much gas would cost at that price.
        return await observe_otherwise(client, replace(run, envelope=None), why)
    if isinstance(called, RpcRefused):
        return None
    logs = None if isinstance(traced, RpcRefused) else traced
    return Observed(called.succeeded, called.reason, called.changes, logs, called.gas_used)


def simulated(run: Run) -> Query[Observed]:
    """One `eth_simulateV1`: read, act, read."""
    reading = _reading(run)
    act = _act(run)
    state: dict[str, Json] = {run.probe: {"code": probe_code()}}
    before = [] if run.first is None else [_act(replace(run, message=run.first))]
    calls: list[Json] = [*before, reading, act, reading]
    body: dict[str, Json] = {"calls": calls, "stateOverrides": state}
    if run.envelope is not None:
        state[run.reader] = {"balance": hex_quantity(RICH)}
    if run.weather is not None:
        body["blockOverrides"] = run.weather.fields()
    options: dict[str, Json] = {
        "blockStateCalls": [body],
        "traceTransfers": False,
        "validation": run.envelope is not None,
    }
    return Query(Call("eth_simulateV1", (options, run.block)), lambda shown: _seen(run, shown))


def probed(run: Run) -> Query[Observed]:
    """One `eth_call` in which the wallet itself is the probe."""
    given: dict[str, Value] = {
        "target": run.message.to,
        "value": run.message.value_wei,
        "data": run.message.data,
        "questions": _questions(run),
    }
    calldata = ACT.selector + encode(ACT.inputs, given)
    call = queries.message(to=run.wallet, calldata=calldata, sender=run.wallet)
    reading = 2 * (READ_GAS + QUESTION_GAS * len(run.watches))
    call["gas"] = hex_quantity(CALL_GAS if run.envelope is None else run.envelope.gas + reading)
    call.update(_prices(run))
    overrides: Json = {run.wallet: {"code": probe_code()}}
    return Query(Call("eth_call", (call, run.block, overrides)), lambda shown: _called(run, shown))


def readings(wallet: str, watches: Sequence[Watch], block: str) -> Query[Mapping[Watch, int]]:
    """What is known of balances and rights at the end of a block, by one `eth_call`."""
    run = Run(wallet, Message(wallet), tuple(watches))
    calldata = READ.selector + encode(READ.inputs, {"questions": _questions(run)})
    call = queries.message(to=run.probe, calldata=calldata)
    overrides: Json = {run.probe: {"code": probe_code()}}

    def read(shown: Json) -> Mapping[Watch, int]:
        found = zip(run.watches, _told(data(shown)), strict=True)
        known = ((watch, _units(answer)) for watch, answer in found)
        return {watch: units for watch, units in known if units is not None}

    return Query(Call("eth_call", (call, block, overrides)), read)


def trace(run: Run) -> Query[tuple[Log, ...]]:
    """The events of the call, from `debug_traceCall`."""
    message = run.message
    call = queries.message(
        to=message.to, calldata=message.data, sender=run.wallet, value_wei=message.value_wei
    )
    config: Json = {"tracer": "callTracer", "tracerConfig": {"withLog": True}}
    return Query(
        Call("debug_traceCall", (call, run.block, config)),
        lambda shown: tuple(_logs_of(fields(shown))),
    )


@cache
def probe_code() -> str:
    text = resources.files("fiscus.chains.evm").joinpath("data/Probe.json").read_text("utf-8")
    code: str = json.loads(text)["runtime"]
    return code


def _questions(run: Run) -> list[Value]:
    return [_question(run.wallet, watch) for watch in run.watches]


def _question(wallet: str, watch: Watch) -> dict[str, Value]:
    if watch.token is None:
        return {"target": wallet, "data": b""}
    if watch.spender is None:
        return {"target": watch.token, "data": balance_of(wallet)}
    if watch.keeper is not None:
        data = _kept_allowance(wallet, watch.token, watch.spender)
        return {"target": watch.keeper, "data": data}
    return {"target": watch.token, "data": allowance(wallet, watch.spender)}


def _kept_allowance(wallet: str, token: str, spender: str) -> bytes:
    """Permit2's `allowance`: the amount is the first of what it returns."""
    asked = Function("allowance", kinds("address user,address token,address spender"))
    given: dict[str, Value] = {"user": wallet, "token": token, "spender": spender}
    return asked.selector + encode(asked.inputs, given)


def _reading(run: Run) -> Json:
    calldata = READ.selector + encode(READ.inputs, {"questions": _questions(run)})
    return {
        **queries.message(to=run.probe, calldata=calldata, sender=run.reader),
        "gas": hex_quantity(READ_GAS + QUESTION_GAS * len(run.watches)),
        **_prices(run),
    }


def _act(run: Run) -> Json:
    message = run.message
    act = queries.message(
        to=message.to, calldata=message.data, sender=run.wallet, value_wei=message.value_wei
    )
    if run.envelope is None:
        return act
    limits = {"nonce": hex_quantity(run.envelope.nonce), "gas": hex_quantity(run.envelope.gas)}
    return {**act, **limits, **_prices(run)}


def _prices(run: Run) -> dict[str, Json]:
    if run.envelope is None:
        return {}
    return {name: hex_quantity(price) for name, price in run.envelope.fees.fields().items()}


def _seen(run: Run, shown: Json) -> Observed:
    blocks = items(shown)
    block = fields(blocks[0]) if len(blocks) == 1 else {}
    calls = [fields(call) for call in items(block.get("calls", []))]
    if len(calls) != (3 if run.first is None else 4):
        raise BadAnswer("The simulation has another number of calls")
    before, act, later = calls[-3:]
    done = did_succeed(act)
    # Some nodes also list what a reverted call would have told.
    logs = [log(entry) for entry in items(act.get("logs", []))] if done else []
    return Observed(
        succeeded=done,
        reason="" if done else why_not(act),
        changes=_changes(run, _answers(before), _answers(later)),
        logs=tuple(entry for entry in logs if entry.address != COIN),
        gas_used=quantity(act.get("gasUsed"), bits=64),
    )


def _answers(call: dict[str, Json]) -> Sequence[Value]:
    if not did_succeed(call):
        raise BadAnswer("The readings of the simulation failed")
    return _told(data(call.get("returnData")))


def _told(returned: bytes) -> Sequence[Value]:
    try:
        return _rows(decode(READ_RETURNS, returned)["answers"])
    except Unreadable as exc:
        raise BadAnswer("The readings of the simulation cannot be read") from exc


def _called(run: Run, shown: Json) -> Observed:
    try:
        values = decode(ACT_RETURNS, data(shown))
    except Unreadable as exc:
        raise BadAnswer("The node did not run the probe") from exc
    done, returned, gas = values["done"] is True, values["returned"], values["gas"]
    why = revert_reason(returned) if isinstance(returned, bytes) and not done else ""
    changes = _changes(run, _rows(values["before"]), _rows(values["later"]))
    return Observed(done, why, changes, None, gas if isinstance(gas, int) else 0)


def _changes(
    run: Run, before: Sequence[Value], later: Sequence[Value]
) -> dict[Watch, Change | None]:
    if not len(before) == len(later) == len(run.watches):
        raise BadAnswer("The simulation has another number of readings")
    return {
        watch: _change(old, new) for watch, old, new in zip(run.watches, before, later, strict=True)
    }


def _change(old: Value, new: Value) -> Change | None:
    first, second = _units(old), _units(new)
    return None if first is None or second is None else Change(first, second)


def _units(answer: Value) -> int | None:
    if not isinstance(answer, Mapping) or answer["known"] is not True:
        return None
    value = answer["value"]
    return value if isinstance(value, int) else None


def _rows(value: Value) -> Sequence[Value]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise BadAnswer("The readings of the simulation are no list")
    return value


def _logs_of(frame: dict[str, Json]) -> Iterator[Log]:
    """Of a frame and those below it; nothing of one that failed."""
    if frame.get("error"):
        return
    for entry in items(frame.get("logs", [])):
        yield log(entry)
    for below in items(frame.get("calls", [])):
        yield from _logs_of(fields(below))
