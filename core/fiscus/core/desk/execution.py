"""From a plan that may be signed to what the chain says of it. Nothing else signs.

Order is everything: the budget and the place in the lane are taken before the key is used, the
bytes are on the disk before they are on the wire, and only proof that they cannot land lets go.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from fiscus.core.desk.adapter import Adapter, Plan, Sealed
from fiscus.core.desk.claims import Claim
from fiscus.core.desk.door import Intent
from fiscus.core.desk.follow import Follow, Pace, Progress, was_taken
from fiscus.core.desk.judgement import Judge, Quoted
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.lanes import LaneBehind, LaneMoved
from fiscus.core.desk.lease import Lease, Leases
from fiscus.core.desk.ledger import Ledger
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
    _watched: dict[str, float] = field(default_factory=dict[str, float])
    """When this process last looked at what only time decides in a lane."""

    async def run(
        self, adapter: Adapter, order: Order, quoted: Quoted, *, progress: Progress
    ) -> Payment | Stopped:
        """Reserve, seal, record, broadcast and confirm; or a verdict, and nothing was done."""
        sent = await self._send(adapter, order, quoted, progress)
        if isinstance(sent, Stopped):
            return sent
        signed = (sent.sealed,) if sent.sealed is not None else None
        return await self.confirm(adapter, sent, progress, signed)

    async def resume(self, adapter: Adapter, payment: Payment, *, progress: Progress) -> Payment:
        """Take up a payment that was left open, unless a task of this process is at it."""
        if payment.id in self._followed:
            return payment
        async with self.leases.hold(payment.lane):
            await self.settle(adapter, payment.lane, progress=progress)
            payment = await self.ledger.get(payment.id) or payment
            if payment.id in self._followed or not payment.state.open:
                return payment
            self._followed.add(payment.id)
        return await self.confirm(adapter, payment, progress)

    async def look(self, adapter: Adapter, payment: Payment) -> Payment:
        """Where a payment stands now, by the chain's word. The caller holds its lane."""
        payment = await self.ledger.get(payment.id) or payment
        if not payment.state.open:
            return payment
        return await self._follow(adapter).settle(payment, resend=False)

    async def offer(
        self, adapter: Adapter, payment: Payment, variants: Sequence[Sealed]
    ) -> Payment:
        """Put what is on record on the wire; this process follows it. The caller holds its lane.

        `variants` is all that was signed for it, oldest first.
        """
        payment = await self._follow(adapter).broadcast(payment, variants)
        self._followed.add(payment.id)
        return payment

    async def settle(
        self,
        adapter: Adapter,
        lane: str,
        *,
        resend: bool = True,
        now: bool = False,
        progress: Progress | None = None,
    ) -> list[Payment]:
        """Finish or bury what was left open in a lane, and see whether what landed still is there.

        The caller holds the lane. What a task of this process is waiting for is left to that task;
        `progress` is told of what the chain undid. What only time decides is looked at as often as
        the pace allows, or `now`.
        """
        follow, due = self._follow(adapter), self._due(lane) or now
        settled: list[Payment] = []
        for payment in await self.ledger.open(lane):
            if payment.id not in self._followed and (due or not was_taken(payment)):
                settled.append(await follow.settle(payment, resend=resend))
        undone = await self._undone(adapter, lane, resend=resend) if due else []
        if progress is not None:
            for payment in undone:
                await progress(payment)
        return [*settled, *undone]

    def _due(self, lane: str) -> bool:
        """Whether the pace allows looks at what only time decides."""
        now, last = time.monotonic(), self._watched.get(lane)
        if last is not None and now < last + self.pace.watch:
            return False
        self._watched[lane] = now
        return True

    async def _undone(self, adapter: Adapter, lane: str, *, resend: bool = True) -> list[Payment]:
        """What the chain no longer has, of that which landed in a lane. The caller holds it."""
        landings, follow = Landings(self.ledger), self._follow(adapter)
        looks = [follow.watch(p, resend=resend) for p in await landings.watched(lane)]
        return [payment for payment in await asyncio.gather(*looks) if payment is not None]

    async def confirm(
        self,
        adapter: Adapter,
        payment: Payment,
        progress: Progress,
        variants: Sequence[Sealed] | None = None,
    ) -> Payment:
        """Wait for a block, for as long as it may take here. `variants`: see `Follow.confirm`."""
        try:
            await progress(payment)
            return await self._follow(adapter).confirm(payment, self.confirm_seconds, variants)
        finally:
            self._followed.discard(payment.id)

    def _follow(self, adapter: Adapter) -> Follow:
        return Follow(adapter, self.ledger, self.pace)

    async def _send(
        self, adapter: Adapter, order: Order, quoted: Quoted, progress: Progress
    ) -> Payment | Stopped:
        lane = quoted.plan.lane
        async with self.leases.hold(lane) as lease:
            await self.settle(adapter, lane, progress=progress)
            reserved = await self._reserve(adapter, order, quoted)
            if isinstance(reserved, Stopped):
                return reserved
            payment, sealed = await self._seal(adapter, order, reserved, lease=lease)
            return await self.offer(adapter, payment, [sealed])

    async def _reserve(
        self, adapter: Adapter, order: Order, quoted: Quoted
    ) -> tuple[Payment, Plan] | Stopped:
        """Take budget and place with a plan that knows of every payment before it in the lane."""
        lane, chain = quoted.plan.lane, quoted.plan.effect.chain
        pauses = iter(self.pace.behind)
        if quoted.at + self.pace.fresh < time.monotonic():
            # It waited long for the lane: fees, balances and what a simulation shows have moved on.
            quoted = await order.quote()
        while True:
            if quoted.plan.lane != lane:
                raise ChainBehind(f"The wallet of {chain!r} changed meanwhile", hint="Ask again.")
            try:
                done = await self._taken(order, quoted)
            except LaneMoved:
                log.debug("the lane %s moved, planning afresh", lane)
            except LaneBehind:
                if not await self._undone(adapter, lane):
                    await _pause(pauses, chain)
            else:
                if isinstance(done, Verdict):
                    return Stopped(quoted, done)
                return done, quoted.plan
            quoted = await order.quote()

    async def _taken(self, order: Order, quoted: Quoted) -> Payment | Verdict:
        """Reserve. Where the asking task is cancelled meanwhile, nothing stays reserved."""
        judge = order.judge(quoted)
        taking = asyncio.ensure_future(
            self.ledger.reserve(order.claim, order.intent, quoted, judge)
        )
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            # The transaction runs to its end in its own thread.
            await asyncio.wait({taking})
            done = None if taking.exception() else taking.result()
            if isinstance(done, Payment):
                await self.ledger.record(done, State.DROPPED, detail="It was never signed.")
            raise

    async def _seal(
        self, adapter: Adapter, order: Order, reserved: tuple[Payment, Plan], *, lease: Lease
    ) -> tuple[Payment, Sealed]:
        payment, plan = reserved
        why: str | None = "It was never signed."
        try:
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
