"""The ledger: where every payment stands, and what the windows hold. One transaction a step.

Every step is written to the journal and to the payment's row in the same transaction, which holds
the database's write lock from its start and is on the disk before it returns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, bindparam, select

from fiscus.core.desk import baselines, freezes, journal
from fiscus.core.desk.adapter import Move, Plan, Sealed, Sight, Standing
from fiscus.core.desk.baselines import place_of
from fiscus.core.desk.claims import Claim, refuse_used, take
from fiscus.core.desk.database import Database
from fiscus.core.desk.door import Intent, Ticket
from fiscus.core.desk.judgement import Judge, Quoted
from fiscus.core.desk.outcome import State
from fiscus.core.desk.pins import Head, Pin, head_of
from fiscus.core.desk.postings import move
from fiscus.core.desk.records import Payment
from fiscus.core.desk.rows import (
    by_id,
    by_ticket,
    found,
    last_named,
    paid_before,
    postings_within,
    recipients_on,
    windows,
)
from fiscus.core.desk.rules import Verdict
from fiscus.core.desk.tables import payments
from fiscus.core.desk.times import refuse_wrong_clock
from fiscus.core.desk.transitions import OPEN
from fiscus.core.desk.variants import add_variant
from fiscus.core.desk.windows import Spent
from fiscus.core.errors import DeskError

_OPEN: Final = select(payments).where(payments.c.state.in_(OPEN))
_OPEN_IN_LANE: Final = _OPEN.where(payments.c.lane == bindparam("lane"))


@dataclass(frozen=True, slots=True)
class Bearings:
    """Where the journal stands as something is planned."""

    head: int
    """The number of its newest row."""
    marks: Mapping[str, Sight]
    """What of a wallet's places is explained; see `baselines`."""


class Ledger:
    """The desk's store. `clock` gives Unix seconds; `pin` remembers the journal's newest row."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float] = time.time,
        *,
        pin: Pin | None = None,
    ) -> None:
        self.database = database
        self._clock = clock
        self._pin = pin

    def now(self) -> int:
        """Unix milliseconds."""
        return int(self._clock() * 1000)

    async def find(self, ticket: Ticket) -> Payment | None:
        """The payment this ticket already made, if any."""
        return await self.database.read(lambda connection: by_ticket(connection, ticket))

    async def begin(self, ticket: Ticket, wallet: str | None) -> Payment | Bearings:
        """The payment this ticket already made, or what its planning starts from. Raises
        `WalletFrozen` where there is none and the wallet that would pay it is frozen."""

        def work(connection: Connection) -> Payment | Bearings:
            known = by_ticket(connection, ticket)
            if known is not None:
                return known
            if wallet is not None:
                freezes.refuse_frozen(connection, wallet)
            return _bearings(connection, wallet or "")

        return await self.database.read(work)

    async def get(self, payment_id: str) -> Payment | None:
        return await self.database.read(lambda connection: by_id(connection, payment_id))

    async def open(self, lane: str | None = None) -> list[Payment]:
        """Payments that may still land or were about to, in the order of their lanes."""
        query = _OPEN if lane is None else _OPEN_IN_LANE
        opened = await self.database.read(lambda c: found(c, query, {"lane": lane}))
        # They are few; asked for in order, a database walks through the whole history of the lane.
        return sorted(opened, key=lambda p: (p.lane, p.sequence or 0, p.created_at))

    async def recent(self, wallet: str, count: int) -> list[Payment]:
        """The wallet's payments that were signed, newest first. `wallet` is `family:address`."""
        family, _, address = wallet.partition(":")
        query = (
            select(payments)
            .where(payments.c.family == family, payments.c.signer == address)
            .where(payments.c.transaction_id.is_not(None))
            .order_by(payments.c.created_at.desc())
            .limit(count)
        )
        return await self.database.read(lambda connection: found(connection, query))

    async def last_named(self, plan: Plan, name: str, now: str) -> Move | None:
        """What a name was paid last, where that went to another address than `now`: on the plan's
        own chain, else on another one."""
        return await self.database.read(lambda connection: last_named(connection, plan, name, now))

    async def bearings(self, wallet: str) -> Bearings:
        """Where the journal stands for a wallet (`family:address`)."""
        return await self.database.read(lambda connection: _bearings(connection, wallet))

    async def payees(self, plan: Plan) -> frozenset[str]:
        """Who among the plan's recipients was paid before."""
        return await self.database.read(lambda c: paid_before(c, plan.effect, plan.lane))

    async def strangers(
        self, standing: Standing, plan: Plan
    ) -> tuple[Sequence[str], frozenset[str]]:
        """The transactions of a standing that the journal does not know, and a plan's `payees`."""
        return await self.database.read(
            lambda c: (baselines.strangers(c, standing), paid_before(c, plan.effect, plan.lane))
        )

    async def windows(self, plan: Plan, horizon_ms: int) -> tuple[Spent, frozenset[str]]:
        """What left in a rolling window, and who among the plan's recipients was paid before."""
        return await self.database.read(
            lambda connection: windows(connection, plan, self.now(), horizon_ms)
        )

    async def reserve(
        self, claim: Claim, intent: Intent, quoted: Quoted, judge: Judge
    ) -> Payment | Verdict:
        """Take the budget and the next place in the lane, or give the verdict that forbids it.

        A denied ticket is used up; one that needs approval is not. Raises `AlreadyClaimed`,
        `ApprovalGone`, `ClockWrong`, `WalletFrozen`, `LaneMoved` and `LaneBehind`, and then nothing
        changed; but that a chain shows what the journal does not know freezes the wallet.
        """
        plan, effect = quoted.plan, quoted.plan.effect
        wallet = f"{intent.family}:{effect.signer}"

        def work(connection: Connection) -> tuple[Payment | Verdict | None, Head | None]:
            now = self.now()
            freezes.refuse_frozen(connection, wallet)
            if self._pin is not None:
                self._pin.refuse_other(connection)
            refuse_wrong_clock(
                now,
                journal=journal.newest_at(connection),
                chain_time=plan.chain_time,
                chain=effect.chain,
            )
            refuse_used(connection, now, claim)
            place = place_of(intent.family, effect.chain, effect.signer)
            if not self._explained(connection, place, plan.lane, Standing.of(plan)):
                return None, None
            done = take(connection, now, claim, intent, quoted, judge)
            return done, head_of(connection) if isinstance(done, Payment) else None

        done, _ = await self.database.write(work, self._write_down)
        if done is None:
            await self.refuse_frozen(wallet)
            raise AssertionError("it was frozen just now")
        return done

    async def sign(self, payment: Payment, sealed: Sealed) -> Payment:
        """Put signed bytes on record: from then on they may leave.

        Raises `WalletFrozen` where all spending was stopped while they were made: then they must
        never leave.
        """
        after = replace(_holding(payment, sealed), state=State.SIGNED, detail=None)

        def work(connection: Connection) -> Payment:
            now = self.now()
            freezes.refuse_frozen(connection, payment.wallet)
            if not move(connection, now, after):
                return by_id(connection, payment.id) or payment
            fee = after.effect.max_fee_units
            add_variant(connection, now, after, sealed, max_fee_units=fee)
            return after

        return await self.database.write(work)

    async def record(
        self,
        payment: Payment,
        state: State,
        *,
        sealed: Sealed | None = None,
        fee_units: int | None = None,
        block: int | None = None,
        final: bool = False,
        detail: str | None = None,
        freeze: str | None = None,
    ) -> Payment:
        """Move a payment to its next state, and freeze its wallet where `freeze` says why.

        `sealed` is what landed. Durable when this returns. Where the payment is
        further on by now, it stays there.
        """

        def work(connection: Connection) -> Payment:
            now, current = self.now(), by_id(connection, payment.id) or payment
            after = replace(current, state=state, detail=detail, block=block, final=final)
            if sealed is not None:
                after = _holding(after, sealed)
            if fee_units is not None:
                after = replace(after, fee_units=fee_units)
            if not move(connection, now, after):
                return current
            if freeze is not None:
                freezes.freeze(connection, now, wallet=after.wallet, reason=freeze)
            return after

        return await self.database.write(work)

    async def note(self, event: str, body: dict[str, object]) -> None:
        """Write something to the journal that moves no payment, like a simulation."""
        await self.database.write(
            lambda connection: journal.append(connection, self.now(), event=event, body=body)
        )

    async def freeze(self, wallet: str, reason: str) -> None:
        """Stop all spending of a wallet (`family:address`) until an operator lifts it."""
        await self.database.write(
            lambda connection: freezes.freeze(connection, self.now(), wallet=wallet, reason=reason)
        )

    async def frozen(self, wallet: str) -> str | None:
        """Why the wallet is frozen, or `None`."""
        return await self.database.read(lambda connection: freezes.frozen(connection, wallet))

    async def refuse_frozen(self, wallet: str) -> None:
        """Raise `WalletFrozen` where the wallet is."""
        await self.database.read(lambda connection: freezes.refuse_frozen(connection, wallet))

    async def held(self, wallet: str) -> str | None:
        """Why the wallet cannot spend until an operator says so, or `None`."""

        def work(connection: Connection) -> str | None:
            try:
                freezes.refuse_frozen(connection, wallet)
                if self._pin is not None:
                    self._pin.refuse_other(connection)
                refuse_wrong_clock(self.now(), journal=journal.newest_at(connection))
            except DeskError as exc:
                return exc.message
            return None

        return await self.database.read(work)

    async def thaw(
        self,
        wallet: str,
        *,
        by: str = "owner",
        seen: Mapping[str, tuple[str, Standing | None]] | None = None,
    ) -> None:
        """Lift what holds a wallet (`family:address`), and take this journal and this clock for the
        right ones. `seen` is what its chains show now, by name and with the wallet's lane there: it
        is explained; where one did not say, what it shows next is.
        """
        family, _, signer = wallet.partition(":")

        def work(connection: Connection) -> tuple[None, Head | None]:
            at = self.now()
            freezes.thaw(connection, at, wallet, by=by)
            for chain, (lane, standing) in (seen or {}).items():
                place = place_of(family, chain, signer)
                if standing is None:
                    baselines.forget(connection, place)
                else:
                    baselines.begin(connection, at, place, lane=lane, standing=standing, by=by)
            return None, head_of(connection)

        await self.database.write(work, self._write_down)

    async def compare(self, wallet: str, chain: str, lane: str, standing: Standing) -> None:
        """Freeze a wallet where the chain shows what the journal does not know."""
        family, _, signer = wallet.partition(":")
        place = place_of(family, chain, signer)
        await self.database.write(lambda c: self._explained(c, place, lane, standing))

    async def outlook(
        self, signer: str, chain: str, horizon_ms: int
    ) -> tuple[Spent, frozenset[str]]:
        """What left a wallet in a rolling window, and everybody it paid on a chain."""

        def work(connection: Connection) -> tuple[Spent, frozenset[str]]:
            now = self.now()
            spent = Spent(now, postings_within(connection, signer, now, horizon_ms))
            return spent, recipients_on(connection, signer, chain)

        return await self.database.read(work)

    async def stop(self, reason: str) -> None:
        """Stop all spending of every wallet, at once and in every process."""
        await self.freeze(freezes.EVERYTHING, reason)

    async def stopped(self) -> str | None:
        """Why all spending is stopped, or `None`."""
        return await self.frozen(freezes.EVERYTHING)

    async def resume(self) -> bool:
        """Let spending go on; says whether it was stopped."""

        def work(connection: Connection) -> bool:
            if freezes.frozen(connection, freezes.EVERYTHING) is None:
                return False
            freezes.thaw(connection, self.now(), freezes.EVERYTHING, by="owner")
            return True

        return await self.database.write(work)

    async def entries(self) -> list[journal.Entry]:
        """The whole journal, oldest first."""
        return await self.database.read(journal.read)

    def _explained(self, connection: Connection, place: str, lane: str, standing: Standing) -> bool:
        """Whether the journal knows all that a chain shows; the wallet is frozen otherwise."""
        now = self.now()
        count = baselines.explain(connection, now, place, lane=lane, standing=standing)
        if count:
            family, chain, signer = place.split(":", 2)
            reason = baselines.unexplained(chain, count)
            freezes.freeze(connection, now, wallet=f"{family}:{signer}", reason=reason)
        return not count

    def _write_down(self, done: tuple[object, Head | None]) -> None:
        _, head = done
        if self._pin is not None and head is not None:
            self._pin.write(head)


def _bearings(connection: Connection, wallet: str) -> Bearings:
    return Bearings(journal.head(connection), baselines.marks_of(connection, wallet))


def _holding(payment: Payment, sealed: Sealed) -> Payment:
    return replace(
        payment, transaction_id=sealed.id, raw=sealed.raw, valid_until=sealed.valid_until
    )
