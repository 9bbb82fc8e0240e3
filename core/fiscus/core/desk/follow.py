"""What becomes of signed bytes: offered, looked for, offered again, until the chain has spoken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fiscus.core.desk.adapter import Adapter, Broadcast, Fate, Sealed, Taken
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import Payment
from fiscus.core.errors import ChainError

log = logging.getLogger(__name__)

Progress = Callable[[Payment], Awaitable[None]]

STATES = {
    Fate.INCLUDED: State.CONFIRMED,
    Fate.REVERTED: State.FAILED,
    Fate.DEAD: State.DROPPED,
}
DETAILS = {
    Fate.REVERTED: "The chain reverted it: nothing moved, and only the fee is gone.",
    Fate.DEAD: "It cannot land any more: its place was taken, or its time ran out.",
}


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between questions to a chain."""

    poll: float = 0.05
    poll_growth: float = 1.5
    poll_most: float = 3.0
    retry: float = 0.5
    """Until bytes that no node took yet are offered again; doubles up to `resend`."""
    resend: float = 10.0
    """Until bytes that a node took are offered again."""
    certain: float = 12.0
    """Between the two looks that prove bytes dead."""
    behind: tuple[float, ...] = (0.1, 0.2, 0.4, 0.8, 1.6)
    """The waits for a chain that counts fewer transactions than it confirmed."""


@dataclass(frozen=True, slots=True)
class Follow:
    """Follows the payments of one family."""

    adapter: Adapter
    ledger: Ledger
    pace: Pace

    async def confirm(self, payment: Payment, seconds: float) -> Payment:
        """Wait for the chain's word, offering the same bytes again from time to time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        pause, patience = self.pace.poll, self._patience(payment, self.pace.retry)
        resend_at = loop.time() + patience
        while payment.state.open and (sealed := payment.sealed) is not None:
            payment = await self._look(payment, sealed)
            if not payment.state.open or loop.time() >= deadline:
                break
            await asyncio.sleep(min(pause, max(deadline - loop.time(), 0)))
            pause = min(pause * self.pace.poll_growth, self.pace.poll_most)
            if loop.time() >= resend_at:
                payment = await self.broadcast(payment, sealed)
                patience = self._patience(payment, patience * 2)
                resend_at = loop.time() + patience
        return payment

    async def settle(self, payment: Payment, *, resend: bool) -> Payment:
        """Finish or bury what an earlier run left open. The caller holds the lane."""
        sealed = payment.sealed
        if sealed is None:
            # The process ended between taking the budget and using the key: there are no bytes.
            return await self.ledger.record(payment, State.DROPPED, detail="It was never signed.")
        payment = await self._look(payment, sealed)
        if payment.state.open and resend:
            payment = await self.broadcast(payment, sealed)
        return payment

    async def broadcast(self, payment: Payment, sealed: Sealed) -> Payment:
        """Offer the bytes, which are on record, to the nodes."""
        answer = await self._offer(payment, sealed)
        if answer.taken is Taken.YES:
            if payment.state is State.SENT:
                return payment
            return await self.ledger.record(payment, State.SENT)
        if answer.taken is Taken.NEVER:
            # A node can refuse bytes because they landed: only the look tells.
            return await self._look(payment, sealed)
        log.warning("no node has taken %s yet: %s", sealed.id, answer.reason)
        if payment.state is State.SENT or payment.detail == answer.reason:
            return payment
        return await self.ledger.record(payment, payment.state, detail=answer.reason)

    def _patience(self, payment: Payment, wanted: float) -> float:
        return self.pace.resend if payment.state is State.SENT else min(wanted, self.pace.resend)

    async def _offer(self, payment: Payment, sealed: Sealed) -> Broadcast:
        try:
            return await self.adapter.broadcast(payment.effect.chain, sealed)
        except ChainError as exc:
            return Broadcast(Taken.UNSURE, f"No node has said that it took them ({exc.code}).")

    async def _look(self, payment: Payment, sealed: Sealed) -> Payment:
        try:
            look = await self.adapter.look(payment.effect, sealed)
            if look.fate is Fate.DEAD:
                # Of two nodes behind one address, one can be ahead of the other.
                await asyncio.sleep(self.pace.certain)
                look = await self.adapter.look(payment.effect, sealed)
        except ChainError as exc:
            log.info("the chain did not answer about %s: %s", sealed.id, exc.code)
            return payment
        if look.fate is Fate.WAITING:
            return payment
        return await self.ledger.record(
            payment,
            STATES[look.fate],
            fee_units=look.fee_units,
            detail=look.mismatch or DETAILS.get(look.fate),
            freeze=look.mismatch,
        )
