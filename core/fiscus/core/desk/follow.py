"""What becomes of signed bytes: offered, looked for, offered again, until the chain has spoken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fiscus.core.desk.adapter import Adapter, Broadcast, Fate, Look, Sealed, Taken, Variant
from fiscus.core.desk.baselines import unexplained
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import Payment
from fiscus.core.errors import ChainError

log = logging.getLogger(__name__)

Progress = Callable[[Payment], Awaitable[None]]

REVERTED = "The chain reverted it: nothing moved, and only the fee is gone."
CALLED_BACK = "It was called back: nothing moved, and only the fee is gone."
EXPIRED = "It cannot land any more: its place was taken, or its time ran out."
TAKEN = "Its place was taken"
PRIVATE = (
    "Only the private RPC has it, and no block took it in {minutes} minutes. It can still land:"
    " speed it up or call it back with `fiscus wallet`, or take the setting of the private RPC away"
    " to offer it to all."
)


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
    watch: float = 12.0
    """Between two looks at what landed in a lane and is not final."""
    fresh: float = 30.0
    """How old a plan may be when it is signed."""
    private: float = 300.0
    """How long a private RPC may keep bytes before the desk says so."""


@dataclass(frozen=True, slots=True)
class Follow:
    """Follows the payments of one family."""

    adapter: Adapter
    ledger: Ledger
    pace: Pace

    async def confirm(
        self, payment: Payment, seconds: float, variants: Sequence[Sealed] | None = None
    ) -> Payment:
        """Wait for the chain's word, offering the same bytes again from time to time.

        `variants` is all that was signed for it until now, where the caller knows.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        pause, patience = self.pace.poll, self._patience(payment, self.pace.retry)
        resend_at = loop.time() + patience
        while payment.state.open and payment.sealed is not None:
            payment, fate = await self._look(payment, variants)
            variants = None
            # What has its place may be undone yet, but not while somebody waits for it.
            if not payment.state.open or fate is Fate.TAKEN or loop.time() >= deadline:
                break
            await asyncio.sleep(min(pause, max(deadline - loop.time(), 0)))
            pause = min(pause * self.pace.poll_growth, self.pace.poll_most)
            if loop.time() >= resend_at:
                payment = await self.broadcast(payment)
                patience = self._patience(payment, patience * 2)
                resend_at = loop.time() + patience
        return payment

    async def settle(self, payment: Payment, *, resend: bool) -> Payment:
        """Finish or bury what an earlier run left open. The caller holds the lane."""
        if payment.sealed is None:
            # The process ended between taking the budget and using the key: there are no bytes.
            return await self.ledger.record(payment, State.DROPPED, detail="It was never signed.")
        payment, fate = await self._look(payment)
        if payment.state.open and resend and fate is not Fate.TAKEN:
            payment = await self.broadcast(payment)
        return payment

    async def watch(self, payment: Payment, *, resend: bool) -> Payment | None:
        """Look again at what landed and is not final. The payment, where it stands elsewhere now.

        The caller holds the lane.
        """
        variants = await self._variants(payment)
        try:
            look = await self.adapter.look(payment.effect, variants, since=payment.block)
        except ChainError as exc:
            log.info("the chain did not answer about %s: %s", payment.id, exc.code)
            return None
        there = look.transaction in {None, payment.transaction_id}
        if there and _state(look, variants) is payment.state:
            if look.final or look.block != payment.block:
                await self._landings.seen(payment, look)
            return None
        log.warning("the chain undid the block of %s", payment.transaction_id)
        return await self.settle(await self._landings.undo(payment), resend=resend)

    async def broadcast(
        self, payment: Payment, variants: Sequence[Sealed] | None = None
    ) -> Payment:
        """Offer the bytes, which are on record, to the nodes; the newest first.

        `variants` is all of them, where the caller knows.
        """
        reasons: list[str | None] = []
        for sealed in _to_offer(variants or await self._variants(payment)):
            answer = await self._offer(payment, sealed)
            if answer.taken is Taken.YES:
                return await self._taken(payment, answer)
            if answer.taken is Taken.NEVER:
                # A node can refuse bytes because they landed: only the look tells.
                return (await self._look(payment))[0]
            log.warning("no node has taken %s yet: %s", sealed.id, answer.reason)
            reasons.append(answer.reason)
        if payment.state is State.SENT or not reasons or payment.detail == reasons[0]:
            return payment
        return await self.ledger.record(payment, payment.state, detail=reasons[0])

    async def _taken(self, payment: Payment, answer: Broadcast) -> Payment:
        age = (self.ledger.now() - payment.created_at) / 1000
        if answer.private and age >= self.pace.private:
            detail = PRIVATE.format(minutes=int(self.pace.private // 60))
            if payment.detail != detail:
                return await self.ledger.record(payment, State.SENT, detail=detail)
        if payment.state is State.SENT:
            return payment
        return await self.ledger.record(payment, State.SENT)

    def _patience(self, payment: Payment, wanted: float) -> float:
        return self.pace.resend if payment.state is State.SENT else min(wanted, self.pace.resend)

    async def _offer(self, payment: Payment, sealed: Sealed) -> Broadcast:
        try:
            return await self.adapter.broadcast(payment.effect.chain, sealed)
        except ChainError as exc:
            return Broadcast(Taken.UNSURE, f"No node has said that it took them ({exc.code}).")

    async def _look(
        self, payment: Payment, variants: Sequence[Sealed] | None = None
    ) -> tuple[Payment, Fate]:
        variants = variants or await self._variants(payment)
        try:
            look = await self.adapter.look(payment.effect, variants)
            if look.fate in {Fate.TAKEN, Fate.DEAD} and not was_taken(payment):
                # Of two nodes behind one address, one can be ahead of the other; and another
                # process may have signed a variant meanwhile.
                await asyncio.sleep(self.pace.certain)
                variants = await self._variants(payment)
                look = await self.adapter.look(payment.effect, variants)
        except ChainError as exc:
            log.info("the chain did not answer about %s: %s", payment.id, exc.code)
            return payment, Fate.WAITING
        if look.fate is Fate.TAKEN and payment.detail != _detail(look, variants):
            noted = await self.ledger.record(
                payment,
                payment.state,
                detail=_detail(look, variants),
                freeze=_stranger(payment, look),
            )
            return noted, look.fate
        state = _state(look, variants)
        if state is None:
            return payment, look.fate
        return await self._settled(payment, state, look, variants), look.fate

    async def _settled(
        self, payment: Payment, state: State, look: Look, variants: Sequence[Sealed]
    ) -> Payment:
        return await self.ledger.record(
            payment,
            state,
            sealed=_landed(look, variants),
            fee_units=look.fee_units,
            block=look.block,
            final=look.final,
            detail=look.mismatch or _detail(look, variants),
            freeze=look.mismatch or _stranger(payment, look),
        )

    async def _variants(self, payment: Payment) -> tuple[Sealed, ...]:
        return await self._landings.variants(payment)

    @property
    def _landings(self) -> Landings:
        return Landings(self.ledger)


def _stranger(payment: Payment, look: Look) -> str | None:
    """Whoever took the place of a payment has the key, and the journal does not know them.

    It is said once: an owner who has looked is not asked again.
    """
    if look.successor is None or was_taken(payment):
        return None
    return unexplained(payment.effect.chain, 1, first=look.successor)


def was_taken(payment: Payment) -> bool:
    """Whether something else had its place when it was last looked for."""
    return payment.state.open and (payment.detail or "").startswith(TAKEN)


def _to_offer(variants: Sequence[Sealed]) -> list[Sealed]:
    """The newest first. What is being called back is not offered beside what calls it back."""
    if not variants:
        return []
    cancelling = variants[-1].variant is Variant.CANCEL
    wanted = [v for v in variants if not cancelling or v.variant is Variant.CANCEL]
    return wanted[::-1]


def _landed(look: Look, variants: Sequence[Sealed]) -> Sealed | None:
    """The variant that is in the block."""
    if look.fate not in {Fate.INCLUDED, Fate.REVERTED}:
        return None
    return next((v for v in variants if v.id == look.transaction), variants[-1])


def _state(look: Look, variants: Sequence[Sealed]) -> State | None:
    """What a look makes of a payment; `None` where the chain has not spoken yet."""
    if look.fate is Fate.DEAD:
        return State.DROPPED
    landed = _landed(look, variants)
    if landed is None:
        return None
    if landed.variant is Variant.CANCEL:
        return State.REPLACED
    return State.CONFIRMED if look.fate is Fate.INCLUDED else State.FAILED


def _detail(look: Look, variants: Sequence[Sealed]) -> str | None:
    """A sentence on it, where it is not plain."""
    whose = look.successor or "another transaction of this wallet"
    if look.fate is Fate.TAKEN:
        return f"{TAKEN} by {whose}, which could still be undone: the amount counts until then."
    if look.fate is Fate.DEAD:
        return f"It cannot land any more: {whose} has its place." if look.successor else EXPIRED
    if _state(look, variants) is State.REPLACED:
        return CALLED_BACK
    return REVERTED if look.fate is Fate.REVERTED else None
