"""From a plan that may be signed to what the chain says of it. Nothing else signs.

Order is everything: the budget and the place in the lane are taken before the key is used, the
bytes are on the disk before they are on the wire, and only proof that they cannot land lets go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from fiscus.core.desk.adapter import Adapter, Plan, Sealed
from fiscus.core.desk.door import Intent
from fiscus.core.desk.follow import Follow, Pace, Progress
from fiscus.core.desk.judgement import Judge, Quoted
from fiscus.core.desk.lanes import LaneBehind, LaneMoved
from fiscus.core.desk.lease import Lease, Leases
from fiscus.core.desk.ledger import Claim, Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import Payment
from fiscus.core.desk.rules import Verdict
from fiscus.core.errors import ChainBehind, FiscusError, LeaseLost, WalletFrozen

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be signed and by what right. `quote` plans it afresh, `judge` judges a quote."""

    claim: Claim
    intent: Intent
    quote: Callable[[], Awaitable[Quoted]]
    judge: Callable[[Quoted], Judge]
    brake: Callable[[], None]
    """Raises where the policy file has stopped all spending meanwhile, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The verdict that stood in the way of the newest quote. Nothing was done."""

    quoted: Quoted
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Execution:
    """Signs and follows payments. `confirm_seconds` bounds the wait for a block."""

    ledger: Ledger
    leases: Leases
    confirm_seconds: float
    pace: Pace = field(default_factory=Pace)
    _followed: set[str] = field(default_factory=set[str])
    """Payments that a task of this process is waiting for."""

    async def run(
        self, adapter: Adapter, order: Order, quoted: Quoted, *, progress: Progress
    ) -> Payment | Stopped:
        """Reserve, seal, record, broadcast and confirm; or a verdict, and nothing was done."""
        sent = await self._send(adapter, order, quoted)
        if isinstance(sent, Stopped):
            return sent
        return await self._confirm(adapter, sent, progress)

    async def resume(self, adapter: Adapter, payment: Payment, *, progress: Progress) -> Payment:
        """Take up a payment that was left open, unless a task of this process is at it."""
        if payment.id in self._followed:
            return payment
        async with self.leases.hold(payment.lane):
            await self.settle(adapter, payment.lane)
            payment = await self.ledger.get(payment.id) or payment
            if payment.id in self._followed or not payment.state.open:
                return payment
            self._followed.add(payment.id)
        return await self._confirm(adapter, payment, progress)

    async def settle(self, adapter: Adapter, lane: str, *, resend: bool = True) -> list[Payment]:
        """Finish or bury what was left open in a lane. The caller holds it.

        What a task of this process is waiting for is left to that task.
        """
        follow = self._follow(adapter)
        settled: list[Payment] = []
        for payment in await self.ledger.open(lane):
            if payment.id not in self._followed:
                settled.append(await follow.settle(payment, resend=resend))
        return settled

    async def _confirm(self, adapter: Adapter, payment: Payment, progress: Progress) -> Payment:
        try:
            await progress(payment)
            return await self._follow(adapter).confirm(payment, self.confirm_seconds)
        finally:
            self._followed.discard(payment.id)

    def _follow(self, adapter: Adapter) -> Follow:
        return Follow(adapter, self.ledger, self.pace)

    async def _send(self, adapter: Adapter, order: Order, quoted: Quoted) -> Payment | Stopped:
        lane = quoted.plan.lane
        async with self.leases.hold(lane) as lease:
            await self.settle(adapter, lane)
            reserved = await self._reserve(order, quoted)
            if isinstance(reserved, Stopped):
                return reserved
            payment, sealed = await self._seal(adapter, order, reserved, lease=lease)
            payment = await self._follow(adapter).broadcast(payment, sealed)
            self._followed.add(payment.id)
            return payment

    async def _reserve(self, order: Order, quoted: Quoted) -> tuple[Payment, Plan] | Stopped:
        """Take budget and place with a plan that knows of every payment before it in the lane."""
        lane, chain = quoted.plan.lane, quoted.plan.effect.chain
        pauses = iter(self.pace.behind)
        while True:
            if quoted.plan.lane != lane:
                raise ChainBehind(f"The wallet of {chain!r} changed meanwhile", hint="Ask again.")
            try:
                done = await self.ledger.reserve(
                    order.claim, order.intent, quoted, order.judge(quoted)
                )
            except LaneMoved:
                log.debug("the lane %s moved, planning afresh", lane)
            except LaneBehind:
                await _pause(pauses, chain)
            else:
                if isinstance(done, Verdict):
                    return Stopped(quoted, done)
                return done, quoted.plan
            quoted = await order.quote()

    async def _seal(
        self, adapter: Adapter, order: Order, reserved: tuple[Payment, Plan], *, lease: Lease
    ) -> tuple[Payment, Sealed]:
        payment, plan = reserved
        why: str | None = "It was never signed."
        try:
            await self.ledger.refuse_frozen(payment.wallet)
            await lease.confirm()
            order.brake()
            sealed = await adapter.seal(plan, payment.sequence)
            order.brake()
            why = None
        except FiscusError as exc:
            why = exc.message
            raise
        finally:
            if why is not None:
                await self.ledger.record(payment, State.DROPPED, detail=why)
        try:
            signed = await self.ledger.sign(payment, sealed)
        except WalletFrozen as exc:
            await self.ledger.record(payment, State.DROPPED, detail=exc.message)
            raise
        if signed.transaction_id != sealed.id:
            # Whoever took the lane over gave this place away: these bytes must never leave.
            raise LeaseLost(
                f"Another process took over {payment.lane!r} while this one was signing",
                hint="Nothing was sent. See `fiscus wallet history` before you ask again.",
            )
        return signed, sealed


async def _pause(pauses: Iterator[float], chain: str) -> None:
    """Give the chain time to catch up. Raises `ChainBehind` when it had enough."""
    pause = next(pauses, None)
    if pause is None:
        raise ChainBehind(
            f"{chain!r} counts fewer transactions of this wallet than it confirmed",
            hint="The RPC lags, or the chain was reset: use another RPC, or another FISCUS_HOME.",
        )
    await asyncio.sleep(pause)
