"""Approvals: kept, single use, expiring, and bound to the effect that was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection

from fiscus.core.desk.adapter import Effect
from fiscus.core.desk.approvers import OWNER_KEY
from fiscus.core.desk.claims import AlreadyClaimed
from fiscus.core.desk.consenting import Voice
from fiscus.core.desk.door import Intent, Ticket
from fiscus.core.desk.judgement import Quoted
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.postings import (
    close_approval,
    insert_approval,
    insert_consent,
    insert_payment,
    move,
    new_payment,
    replanned,
)
from fiscus.core.desk.records import ApprovalRecord, Payment
from fiscus.core.desk.rows import asked_in, by_id, by_ticket, questions
from fiscus.core.desk.rules import Verdict
from fiscus.core.desk.summary import summary
from fiscus.core.desk.tables import approvals
from fiscus.core.desk.transitions import WIRED
from fiscus.core.errors import ApprovalGone

LIFETIME_MS: Final = 15 * 60 * 1000
AGAIN: Final = "Ask for the payment again."
LISTED: Final = "`fiscus approvals` lists what waits; the whole id is needed."
DONE: Final = "`fiscus audit show` says what became of the payment."


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
            record = self._record(payment, quoted, verdict, _asked_by(connection, about))
            for other in self._open(connection, approvals.c.payment_id == payment.id):
                if (other.effect, other.reasons) == (record.effect, record.reasons):
                    return payment, other
            insert_approval(connection, now, record)
            return payment, record

        return await self.ledger.database.write(work)

    async def ask_to_outbid(
        self, payment: Payment, effect: Effect, summary: str, verdict: Verdict, asked_by: str
    ) -> ApprovalRecord:
        """Ask whether something may take the place of a payment that waits."""
        now = self.ledger.now()
        record = _question(payment, effect, summary, verdict, asked_by=asked_by, at=now)

        def work(connection: Connection) -> ApprovalRecord:
            insert_approval(connection, now, record)
            return record

        return await self.ledger.database.write(work)

    async def get(self, approval_id: str) -> tuple[ApprovalRecord, Payment]:
        """An open question and its payment. Raises `ApprovalGone`."""
        return await self.ledger.database.read(
            lambda connection: self._answerable(connection, approval_id)
        )

    async def find(self, approval_id: str) -> tuple[ApprovalRecord, Payment]:
        """A question, answered or not, and its payment. Raises `ApprovalGone`."""

        def work(connection: Connection) -> tuple[ApprovalRecord, Payment]:
            found = questions(connection, approvals.c.id == approval_id)
            payment = by_id(connection, found[0].payment_id) if found else None
            if payment is None:
                raise _unknown(approval_id)
            return found[0], payment

        return await self.ledger.database.read(work)

    async def agree(self, approval_id: str, voice: Voice) -> ApprovalRecord:
        """Keep an approver's yes: one of each key counts. Raises `ApprovalGone`."""

        def work(connection: Connection) -> ApprovalRecord:
            record, _ = self._answerable(connection, approval_id)
            if voice.key in record.consents:
                return record
            insert_consent(connection, self.ledger.now(), record, voice)
            return replace(record, consents=(*record.consents, voice.key))

        return await self.ledger.database.write(work)

    async def shown_to(self, person: str, *, source: str, room: str) -> list[ApprovalRecord]:
        """The open questions that were put to a person in a room, oldest first."""

        def work(connection: Connection) -> list[ApprovalRecord]:
            mine = (approvals.c.state == "open") & (approvals.c.asked_by == person)
            asked = self._open(connection, mine)
            here = asked_in(connection, source=source, room=room, among=asked)
            return [record for record in asked if record.payment_id in here]

        return await self.ledger.database.read(work)

    async def open_for(self, payment: Payment) -> ApprovalRecord | None:
        """The question that is open for a payment."""
        found = await self._read(approvals.c.payment_id == payment.id)
        return found[0] if found else None

    async def pending(self) -> list[ApprovalRecord]:
        """All open questions, oldest first."""
        return await self._read(approvals.c.state == "open")

    async def deny(self, approval_id: str, voice: Voice) -> Payment:
        """Use somebody's no: the payment will never be made. Raises `ApprovalGone`."""

        def work(connection: Connection) -> Payment:
            now = self.ledger.now()
            record, payment = self._answerable(connection, approval_id)
            close_approval(
                connection, now, record, decision="denied", by=voice.name, facts=voice.proof
            )
            if payment.state in WIRED:
                # The no is to what would have taken its place: the payment itself goes on.
                return payment
            detail = "An owner said no." if voice.key == OWNER_KEY else f"{voice.name} said no."
            denied = replace(payment, state=State.DENIED, detail=detail)
            move(connection, now, denied, {"by": voice.name})
            return denied

        return await self.ledger.database.write(work)

    def _answerable(
        self, connection: Connection, approval_id: str
    ) -> tuple[ApprovalRecord, Payment]:
        found = questions(connection, approvals.c.id == approval_id)
        if not found:
            raise _unknown(approval_id)
        record = found[0]
        payment = by_id(connection, record.payment_id)
        planned = payment is not None and payment.state in {State.PLANNED, *WIRED}
        if payment is None or not planned or not record.open_at(self.ledger.now()):
            why = "expired" if record.state == "open" and planned else record.state
            raise ApprovalGone(
                f"The approval {approval_id!r} is no longer open ({why})",
                hint=AGAIN if why == "expired" else DONE,
            )
        return record, payment

    def _planned_again(self, connection: Connection, payment: Payment, quoted: Quoted) -> Payment:
        again = replanned(payment, quoted)
        if not move(connection, self.ledger.now(), again):
            raise AlreadyClaimed(by_id(connection, payment.id) or payment)
        return again

    def _record(
        self, payment: Payment, quoted: Quoted, verdict: Verdict, asked_by: str
    ) -> ApprovalRecord:
        text, now = summary(quoted.plan), self.ledger.now()
        return _question(payment, payment.effect, text, verdict, asked_by=asked_by, at=now)

    def _open(self, connection: Connection, condition: ColumnElement[bool]) -> list[ApprovalRecord]:
        now = self.ledger.now()
        return [record for record in questions(connection, condition) if record.open_at(now)]

    async def _read(self, condition: ColumnElement[bool]) -> list[ApprovalRecord]:
        return await self.ledger.database.read(lambda connection: self._open(connection, condition))


def _question(
    payment: Payment, effect: Effect, text: str, verdict: Verdict, *, asked_by: str, at: int
) -> ApprovalRecord:
    told = {reason.text: reason.rule for reason in reversed(verdict.reasons)}
    reasons = tuple(dict.fromkeys(reason.text for reason in verdict.reasons))
    return ApprovalRecord(
        id=str(uuid4()),
        payment_id=payment.id,
        effect=effect,
        summary=text,
        reasons=reasons,
        expires_at=at + LIFETIME_MS,
        state="open",
        rules=tuple(told[reason] for reason in reasons),
        asked_by=asked_by,
        asked_at=at,
    )


def _asked_by(connection: Connection, about: Ticket | Payment) -> str:
    """Who is shown the question; one that is put again goes to whom it was put before."""
    if isinstance(about, Ticket):
        return about.principal.name
    before = questions(connection, approvals.c.payment_id == about.id)
    return before[-1].asked_by if before else ""


def _unknown(approval_id: str) -> ApprovalGone:
    return ApprovalGone(f"There is no approval {approval_id!r}", hint=LISTED)
