"""A payment's beginning: what may act once, judged and reserved in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from fiscus.core.desk import crossings
from fiscus.core.desk.door import Intent, Ticket
from fiscus.core.desk.judgement import Judge, Quoted, sentence
from fiscus.core.desk.lanes import next_place
from fiscus.core.desk.outcome import State
from fiscus.core.desk.postings import close_approval, insert_payment, move, new_payment, replanned
from fiscus.core.desk.records import ApprovalRecord, Payment
from fiscus.core.desk.rows import by_id, by_ticket, newest, questions, windows
from fiscus.core.desk.rules import Kind, Verdict
from fiscus.core.desk.tables import approvals
from fiscus.core.desk.times import stamp
from fiscus.core.errors import ApprovalGone


class AlreadyClaimed(Exception):
    """Another delivery of the same message came first. Never leaves the desk."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(payment.id)
        self.payment = payment


@dataclass(frozen=True, slots=True)
class Yes:
    """An owner's answer to an open question. Taking the budget uses it up."""

    payment: Payment
    question: ApprovalRecord
    by: str


Claim = Ticket | Yes


def refuse_used(connection: Connection, now: int, claim: Claim) -> None:
    """Raise where the ticket or the answer was used before: `AlreadyClaimed`, `ApprovalGone`."""
    if isinstance(claim, Ticket):
        if known := by_ticket(connection, claim):
            raise AlreadyClaimed(known)
        return
    payment = by_id(connection, claim.payment.id)
    asked = questions(connection, approvals.c.id == claim.question.id)
    planned = payment is not None and payment.state is State.PLANNED
    if not (planned and asked and asked[0].open_at(now)):
        raise ApprovalGone(
            f"The approval {claim.question.id!r} is no longer open",
            hint="`fiscus audit show` says what became of the payment.",
        )


def take(
    connection: Connection, now: int, claim: Claim, intent: Intent, quoted: Quoted, judge: Judge
) -> Payment | Verdict:
    """Take the budget and the next place in the lane, or give the verdict that forbids it.

    A denied ticket is used up. Raises `LaneMoved` and `LaneBehind`.
    """
    plan = quoted.plan
    forbidden = judge.forbidden(*windows(connection, plan, now, judge.horizon_ms))
    if forbidden is not None:
        if forbidden.kind is Kind.DENY and isinstance(claim, Ticket):
            _deny(connection, now, claim, intent, quoted, forbidden)
        return forbidden
    sequence = next_place(connection, plan, head=quoted.head)
    at = stamp(now, plan.chain_time, newest=newest(connection, plan.effect.signer))
    if isinstance(claim, Yes):
        close_approval(connection, now, claim.question, decision="used", by=claim.by)
        again = replanned(claim.payment, quoted)
        move(connection, now, replace(again, state=State.APPROVED), {"by": claim.by})
        reserved = _reserved(again, sequence, at)
        move(connection, now, reserved)
    else:
        planned = new_payment(now, ticket=claim, intent=intent, quoted=quoted)
        reserved, person = _reserved(planned, sequence, at), claim.principal
        facts = {"by": person.name, "consent": person.consent.value}
        insert_payment(connection, now, reserved, ticket=claim, facts=facts)
    crossings.begin(connection, now, reserved, plan)
    return reserved


def _deny(
    connection: Connection,
    now: int,
    ticket: Ticket,
    intent: Intent,
    quoted: Quoted,
    verdict: Verdict,
) -> None:
    planned = new_payment(now, ticket=ticket, intent=intent, quoted=quoted)
    denied = replace(planned, state=State.DENIED, detail=sentence(verdict))
    rules = [reason.rule for reason in verdict.reasons]
    insert_payment(connection, now, denied, ticket=ticket, facts={"rules": rules})


def _reserved(payment: Payment, place: int | None, at: int) -> Payment:
    return replace(payment, state=State.RESERVED, sequence=place, created_at=at)
