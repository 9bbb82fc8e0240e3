"""Taking the place of what waits: the same at a higher fee, or something that moves nothing.

Nothing is ever signed beside what waits: the new bytes have its place in the lane, are on record
before they are on the wire, and whichever of them lands decides what became of the payment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from fiscus.core.desk import freezes
from fiscus.core.desk.adapter import Adapter, Plan, Sealed, Variant
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.door import Consent
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.follow import Progress
from fiscus.core.desk.judgement import Quoted, Rules, refusal
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.postings import close_approval, move
from fiscus.core.desk.records import ApprovalRecord, Payment
from fiscus.core.desk.rows import by_id, questions
from fiscus.core.desk.rules import ORIGIN, Kind, Reason, Verdict
from fiscus.core.desk.tables import approvals
from fiscus.core.desk.transitions import OUTBID, WIRED
from fiscus.core.desk.variants import add_variant
from fiscus.core.desk.verdicts import Reserved
from fiscus.core.desk.windows import Spent
from fiscus.core.errors import ApprovalGone, NotReplaceable

CANCEL: Final = "cancel"
"""The action of an effect that only takes a place."""


@dataclass(frozen=True, slots=True)
class Bid:
    """What shall take the place of a payment that waits, and by whose word."""

    variant: Variant
    by: str
    rules: Callable[[Quoted], Rules]
    price: Callable[[Plan], Awaitable[Quoted]]
    brake: Callable[[], None]
    answer: ApprovalRecord | None = None
    """The yes that it was given, where it needed one."""
    asks: bool = False
    """Whether it needs one whatever it costs: who wants it owns nothing."""


@dataclass(frozen=True, slots=True)
class Outbidding:
    """Replaces what waits, on the road that every signature takes."""

    execution: Execution
    approvals: Approvals

    async def place(
        self, adapter: Adapter, payment: Payment, bid: Bid, *, progress: Progress
    ) -> tuple[Payment, ApprovalRecord | None]:
        """Sign what takes the payment's place and wait for a block; or the question that must be
        answered first. Raises `NotReplaceable` where nothing waits, and `PolicyDenied`."""
        async with self.execution.leases.hold(payment.lane) as lease:
            payment = await self.execution.look(adapter, payment)
            if payment.state not in WIRED:
                return payment, None
            variants = await Landings(self.ledger).variants(payment)
            _refuse_pointless(variants[-1], bid.variant)
            plan = await adapter.outbid(payment.effect, variants, bid.variant)
            verdict = await self._verdict(payment, plan, bid)
            if verdict is not None:
                return payment, await self.approvals.ask_to_outbid(
                    payment, plan.effect, _summary(payment, plan), verdict, bid.by
                )
            # Calling back is allowed where spending is stopped: it is what stops the payment.
            if bid.variant is not Variant.CANCEL:
                await self.ledger.refuse_frozen(payment.wallet)
                bid.brake()
            await lease.confirm()
            sealed = await adapter.seal(plan, payment.sequence)
            payment = await self._keep(payment, sealed, plan, bid)
            if payment.transaction_id != sealed.id:
                return payment, None
            payment = await self.execution.offer(adapter, payment, [*variants, sealed])
        return await self.execution.confirm(adapter, payment, progress), None

    @property
    def ledger(self) -> Ledger:
        return self.execution.ledger

    async def _verdict(self, payment: Payment, plan: Plan, bid: Bid) -> Verdict | None:
        """What must be asked first. Only the fee is new: the rest is reserved since long ago."""
        fee_alone = replace(plan.effect, moves=(), gains=(), grants=(), calls=())
        quoted = await bid.price(replace(plan, effect=fee_alone))
        quoted = replace(quoted, reserved=Reserved(payment.usd))
        rules = bid.rules(quoted)
        if bid.variant is Variant.CANCEL:
            rules = replace(rules, policy=rules.policy.model_copy(update={"stop": False}))
        forbidden = rules.forbidden(Spent(self.ledger.now(), ()), frozenset())
        if forbidden is not None and forbidden.kind is Kind.DENY:
            raise refusal(forbidden)
        if bid.answer is not None:
            return None if plan.effect.within(bid.answer.effect) else _wider()
        given = rules.consent is Consent.GIVEN
        if forbidden is None and bid.asks:
            return _asked()
        if forbidden is None and not given and await self._was_approved(payment):
            return _wider()
        return forbidden

    async def _was_approved(self, payment: Payment) -> bool:
        used = (approvals.c.payment_id == payment.id) & (approvals.c.state == "used")
        return bool(await self.ledger.database.read(lambda c: questions(c, used)))

    async def _keep(self, payment: Payment, sealed: Sealed, plan: Plan, bid: Bid) -> Payment:
        """Put the bytes on record; where something landed meanwhile, they must never leave."""

        def work(connection: Connection) -> Payment:
            now, current = self.ledger.now(), by_id(connection, payment.id) or payment
            if current.state not in WIRED:
                return current
            if bid.variant is not Variant.CANCEL:
                freezes.refuse_frozen(connection, payment.wallet)
            if bid.answer is not None:
                _use(connection, now, bid.answer, bid.by)
            fee = plan.effect.max_fee_units
            add_variant(connection, now, current, sealed, max_fee_units=fee)
            after = replace(current, transaction_id=sealed.id, raw=sealed.raw, detail=None)
            if bid.variant is Variant.FASTER:
                after = replace(after, effect=plan.effect)
            facts = {"variant": sealed.variant.value, "highest_fee": fee, "by": bid.by}
            move(connection, now, after, facts, event=OUTBID)
            return after

        return await self.ledger.database.write(work)


def _use(connection: Connection, now: int, answer: ApprovalRecord, by: str) -> None:
    found = questions(connection, approvals.c.id == answer.id)
    if not (found and found[0].open_at(now)):
        raise ApprovalGone(f"The approval {answer.id!r} is no longer open", hint="Ask again.")
    close_approval(connection, now, answer, decision="used", by=by)


def _refuse_pointless(newest: Sealed, wanted: Variant) -> None:
    if newest.variant is Variant.CANCEL and wanted is not Variant.CANCEL:
        raise NotReplaceable(
            "It is being called back",
            hint="`fiscus wallet cancel` with the same id raises the fee of that.",
        )


def _wider() -> Verdict:
    text = "The network fee can now be higher than what was approved."
    return Verdict(Kind.NEEDS_APPROVAL, (Reason(Kind.NEEDS_APPROVAL, "changed.fee", text),))


def _asked() -> Verdict:
    text = "Somebody wants it who does not own the wallet."
    return Verdict(Kind.NEEDS_APPROVAL, (Reason(Kind.NEEDS_APPROVAL, ORIGIN, text),))


def _summary(payment: Payment, plan: Plan) -> str:
    effect = plan.effect
    fee = shown(effect.max_fee_units, effect.fee_asset.decimals, effect.fee_asset.symbol)
    moves = " and ".join(
        shown(m.units, m.asset.decimals, m.asset.symbol) for m in payment.effect.moves
    )
    whom = payment.recipient_name or payment.recipient
    what = f"{moves} to {whom} on {plan.chain_title or effect.chain}"
    verb = "Call back" if effect.action == CANCEL else "Raise the fee of"
    return f"{verb} {what}; network fee at most {fee}."
