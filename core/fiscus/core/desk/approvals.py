"""Approvals: kept, single use, expiring, and bound to the effect that was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection

from fiscus.core.desk.door import Intent, Ticket
from fiscus.core.desk.judgement import Quoted
from fiscus.core.desk.ledger import AlreadyClaimed, Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.postings import (
    close_approval,
    insert_approval,
    insert_payment,
    move,
    new_payment,
    replanned,
)
from fiscus.core.desk.records import ApprovalRecord, Payment
from fiscus.core.desk.rows import by_id, by_ticket, questions
from fiscus.core.desk.rules import Verdict
from fiscus.core.desk.summary import summary
from fiscus.core.desk.tables import approvals
from fiscus.core.errors import ApprovalGone

LIFETIME_MS: Final = 15 * 60 * 1000
AGAIN: Final = "Ask for the payment again."


@dataclass(frozen=True, slots=True)
class Approvals:
    """The pending questions of a ledger."""

    ledger: Ledger

    async def ask(
        self, about: Ticket | Payment, intent: Intent, quoted: Quoted, verdict: Verdict
    ) -> tuple[Payment, ApprovalRecord]:
        """Put a question to the owners; reserves nothing.

        The very question that is open already is not put again; a narrower or wider one replaces
        it. Raises `AlreadyClaimed` where the ticket was used, or the payment is further on.
        """

        def work(connection: Connection) -> tuple[Payment, ApprovalRecord]:
            now = self.ledger.now()
            if isinstance(about, Payment):
                payment = self._planned_again(connection, about, quoted)
            elif known := by_ticket(connection, about):
                raise AlreadyClaimed(known)
            else:
                payment = new_payment(now, ticket=about, intent=intent, quoted=quoted)
                insert_payment(connection, now, payment, ticket=about)
            record = self._record(payment, quoted, verdict)
            for other in self._open(connection, approvals.c.payment_id == payment.id):
                if (other.effect, other.reasons) == (record.effect, record.reasons):
                    return payment, other
            insert_approval(connection, now, record)
            return payment, record

        return await self.ledger.database.write(work)

    async def get(self, approval_id: str) -> tuple[ApprovalRecord, Payment]:
        """An open question and its payment. Raises `ApprovalGone`."""
        return await self.ledger.database.read(
            lambda connection: self._answerable(connection, approval_id)
        )

    async def open_for(self, payment: Payment) -> ApprovalRecord | None:
        """The question that is open for a payment."""
        found = await self._read(approvals.c.payment_id == payment.id)
        return found[0] if found else None

    async def pending(self) -> list[ApprovalRecord]:
        """All open questions, oldest first."""
        return await self._read(approvals.c.state == "open")

    async def deny(self, approval_id: str, by: str) -> Payment:
        """Use an owner's no: the payment will never be made. Raises `ApprovalGone`."""

        def work(connection: Connection) -> Payment:
            now = self.ledger.now()
            record, payment = self._answerable(connection, approval_id)
            close_approval(connection, now, record, decision="denied", by=by)
            denied = replace(payment, state=State.DENIED, detail="An owner said no.")
            move(connection, now, denied, {"by": by})
            return denied

        return await self.ledger.database.write(work)

    def _answerable(
        self, connection: Connection, approval_id: str
    ) -> tuple[ApprovalRecord, Payment]:
        found = questions(connection, approvals.c.id == approval_id)
        if not found:
            raise ApprovalGone(f"There is no approval {approval_id!r}", hint=AGAIN)
        record = found[0]
        payment = by_id(connection, record.payment_id)
        planned = payment is not None and payment.state is State.PLANNED
        if payment is None or not planned or not record.open_at(self.ledger.now()):
            why = "expired" if record.state == "open" and planned else record.state
            raise ApprovalGone(
                f"The approval {approval_id!r} is no longer open ({why})", hint=AGAIN
            )
        return record, payment

    def _planned_again(self, connection: Connection, payment: Payment, quoted: Quoted) -> Payment:
        again = replanned(payment, quoted)
        if not move(connection, self.ledger.now(), again):
            raise AlreadyClaimed(by_id(connection, payment.id) or payment)
        return again

    def _record(self, payment: Payment, quoted: Quoted, verdict: Verdict) -> ApprovalRecord:
        return ApprovalRecord(
            id=str(uuid4()),
            payment_id=payment.id,
            effect=payment.effect,
            summary=summary(quoted.plan),
            reasons=tuple(dict.fromkeys(reason.text for reason in verdict.reasons)),
            expires_at=self.ledger.now() + LIFETIME_MS,
            state="open",
        )

    def _open(self, connection: Connection, condition: ColumnElement[bool]) -> list[ApprovalRecord]:
        now = self.ledger.now()
        return [record for record in questions(connection, condition) if record.open_at(now)]

    async def _read(self, condition: ColumnElement[bool]) -> list[ApprovalRecord]:
        return await self.ledger.database.read(lambda connection: self._open(connection, condition))
