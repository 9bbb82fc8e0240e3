"""The bridge between the sandbox's chains: sees what comes in on one, and pays on the other.

It can be told to be late, to pay something else, to give back, or to do nothing at all. While
nobody asked for a quote it asks the chains nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, cast

from fiscus.chains.evm.abi import WORD, transfer
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox import definition as at
from fiscus.chains.sandbox.acts import Act, act_in_one_block
from fiscus.chains.sandbox.calldata import calldata
from fiscus.chains.sandbox.market import MINT, REFUND
from fiscus.chains.sandbox.places import Place

DEPOSITED: Final = "0x48c17a8b2206d823393db394fe6c30c910576aaf874286e8a4998dd6bd3247eb"
"""`Deposited(bytes32,uint256,address,address,address,uint256,address,uint256)` of the bridge."""
COIN: Final = "0x" + "0" * 40
DEPOSIT: Final = bytes.fromhex("d0e30db0")
LOOK_SECONDS: Final = 0.1
"""Between two looks, while something is expected."""
PATIENCE: Final = 600.0
"""Seconds for which a quoted bridge is waited for."""


class Ending(StrEnum):
    COMPLETED = "completed"
    PARTIAL = "partial"
    """Another token is paid."""
    REFUNDED = "refunded"
    FAILED = "failed"
    """Nothing is paid, on either side."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How the next crossings go."""

    seconds: float = 0.5
    ending: Ending = Ending.COMPLETED


@dataclass(frozen=True, slots=True)
class Deposit:
    """What came in. `token` and `arrives` are `COIN` for coin; `arrives` is what must be paid."""

    number: str
    chain_id: int
    """Where it shall be paid."""
    receiver: str
    refund_to: str
    token: str
    units: int
    arrives: str
    least: int
    transaction: str
    sender_chain: int


@dataclass(slots=True)
class Carried:
    """A deposit, and what became of it."""

    deposit: Deposit
    weather: Weather
    due: float
    paid_by: str | None = None
    """The transaction of the payment or the refund."""
    paid_token: str = COIN
    paid_units: int = 0
    over: bool = False


@dataclass(slots=True)
class Ferry:
    """`expect` wakes it up; `weather` is how it goes from now on."""

    places: Mapping[int, Place]
    weather: Weather = Weather()
    carried: dict[str, Carried] = field(default_factory=dict[str, Carried])
    """By the transaction that brought it."""
    _until: float = 0.0
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _seen: dict[int, int] = field(default_factory=dict[int, int])

    @classmethod
    def between(cls, places: Sequence[Place]) -> Ferry:
        return cls({place.chain.id: place for place in places})

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Ferry]:
        task = asyncio.create_task(self._run(), name="sandbox-ferry")
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def expect(self) -> None:
        """Somebody may send something soon."""
        for number, place in self.places.items():
            if number not in self._seen:
                (newest,) = await place.console.ask([Call("eth_blockNumber")])
                self._seen[number] = int(str(newest), 16)
        self._until = asyncio.get_running_loop().time() + PATIENCE
        self._wanted.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wanted.wait()
            await self.look()
            for carried in list(self.carried.values()):
                if not carried.over and carried.due <= loop.time():
                    await self._end(carried)
            under_way = any(not carried.over for carried in self.carried.values())
            if loop.time() > self._until and not under_way:
                self._wanted.clear()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """See what came in since the last look."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        for number, place in self.places.items():
            (newest,) = await place.console.ask([Call("eth_blockNumber")])
            last = int(str(newest), 16)
            if last <= self._seen.setdefault(number, last):
                continue
            wanted: dict[str, Json] = {
                "address": at.LIFI_DIAMOND,
                "topics": [DEPOSITED],
                "fromBlock": hex(self._seen[number] + 1),
                "toBlock": hex(last),
            }
            (logs,) = await place.console.ask([Call("eth_getLogs", (wanted,))])
            self._seen[number] = last
            for log in cast("list[dict[str, Json]]", logs):
                found = deposited(log, number)
                due = asyncio.get_running_loop().time() + self.weather.seconds
                self.carried[found.transaction] = Carried(found, self.weather, due)

    async def _end(self, carried: Carried) -> None:
        deposit, ending = carried.deposit, carried.weather.ending
        carried.over = True
        if ending is Ending.FAILED:
            return
        if ending is Ending.REFUNDED:
            place = self.places[deposit.sender_chain]
            carried.paid_token, carried.paid_units = deposit.token, deposit.units
            terms = bytes.fromhex(deposit.number[2:]), deposit.token, deposit.refund_to
            acts = [Act(at.STEWARD, at.LIFI_DIAMOND, calldata(REFUND, *terms, deposit.units))]
        else:
            place = self.places[deposit.chain_id]
            carried.paid_token, carried.paid_units = _paid(deposit, ending)
            acts = _payment(carried.paid_token, deposit.receiver, carried.paid_units)
        carried.paid_by = (await act_in_one_block(place.console, acts))[-1]


def deposited(log: dict[str, Json], chain_id: int) -> Deposit:
    """Read the bridge's own event."""
    data = bytes.fromhex(str(log["data"])[2:])
    words = [data[at_ : at_ + WORD] for at_ in range(0, len(data), WORD)]
    there, receiver, refund_to, token, units, arrives, least = words
    named = _address(arrives)
    return Deposit(
        number=str(cast("list[Json]", log["topics"])[1]),
        chain_id=int.from_bytes(there, "big"),
        receiver=_address(receiver),
        refund_to=_address(refund_to),
        token=_address(token),
        units=int.from_bytes(units, "big"),
        arrives=_address(token) if named == COIN else _unwrapped(named),
        least=int.from_bytes(least, "big"),
        transaction=str(log["transactionHash"]),
        sender_chain=chain_id,
    )


def _address(word: bytes) -> str:
    return checksum("0x" + word[-20:].hex())


def _unwrapped(token: str) -> str:
    """Across pays coin where wrapped coin is named."""
    return COIN if token == at.WETH else token


def _paid(deposit: Deposit, ending: Ending) -> tuple[str, int]:
    """The token and its units."""
    if ending is Ending.COMPLETED:
        return deposit.arrives, deposit.least
    other = at.USDC if deposit.arrives == at.DAI else at.DAI
    return other, 10**18 if other == at.DAI else 10**6


def _payment(token: str, to: str, units: int) -> list[Act]:
    if token == COIN:
        return [Act(at.STEWARD, to, b"", units)]
    if token == at.WETH:
        wrap = Act(at.STEWARD, token, DEPOSIT, units)
        return [wrap, Act(at.STEWARD, token, transfer(to, units))]
    return [Act(at.STEWARD, token, calldata(MINT, to, units))]
