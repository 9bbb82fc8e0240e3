"""Writing the desk's tables in a caller's transaction: no row changes without its journal row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, update

from fiscus.core.desk import journal
from fiscus.core.desk.consenting import Voice
from fiscus.core.desk.door import Intent, Ticket
from fiscus.core.desk.judgement import Quoted
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import ApprovalRecord, Payment, effect_json, text_hash
from fiscus.core.desk.rows import columns, key_of
from fiscus.core.desk.tables import approvals, consents, payments
from fiscus.core.desk.transitions import BEFORE, OUTBID, leads_to

TOLD_ELSEWHERE: Final = frozenset({"id", "intent"})
"""Columns of `payments` that are an entry's own, or told when the payment is planned."""
REPLANNED: Final = frozenset({State.PLANNED, State.APPROVED, State.RESERVED})
"""The steps that may change everything about a payment."""
LATER: Final = (
    "state",
    "effect",
    "transaction_id",
    "raw",
    "valid_until",
    "fee_units",
    "detail",
    "block",
    "final",
)
"""What changes after it is reserved. An index of anything else need not be written again."""
_INSERT: Final = insert(payments)
_MOVE: Final = update(payments).where(
    payments.c.id == bindparam("of"), payments.c.state.in_(bindparam("before", expanding=True))
)


def new_payment(at: int, *, ticket: Ticket, intent: Intent, quoted: Quoted) -> Payment:
    """A payment that is planned, and nothing more. It is written by `insert_payment`."""
    plan = quoted.plan
    return Payment(
        id=str(uuid4()),
        text_hash=text_hash(ticket),
        family=intent.family,
        lane=plan.lane,
        sequence=None,
        state=State.PLANNED,
        intent=intent,
        effect=plan.effect,
        recipient=plan.recipient,
        recipient_name=plan.recipient_name,
        usd=quoted.usd,
        loss_usd=quoted.loss_usd,
        agent=ticket.agent,
        created_at=at,
    )


def insert_payment(
    connection: Connection,
    at: int,
    payment: Payment,
    *,
    ticket: Ticket,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Write a new payment in a state where one may begin."""
    if None not in BEFORE[payment.state]:
        raise ValueError(f"no payment begins as {payment.state.value}")
    key, row = key_of(ticket), columns(payment)
    connection.execute(_INSERT, {**row, **key, "updated_at": at})
    _note(connection, at, payment, {**key, "intent": row["intent"], **(facts or {})})


def replanned(payment: Payment, quoted: Quoted) -> Payment:
    """The payment with the figures of a newer quote."""
    plan = quoted.plan
    return replace(
        payment,
        lane=plan.lane,
        effect=plan.effect,
        recipient=plan.recipient,
        recipient_name=plan.recipient_name,
        usd=quoted.usd,
        loss_usd=quoted.loss_usd,
    )


def move(
    connection: Connection,
    at: int,
    payment: Payment,
    facts: Mapping[str, object] | None = None,
    *,
    event: str | None = None,
) -> bool:
    """Bring a payment's row to what `payment` says; `False` where it stands elsewhere by now.

    `event` is the name of the step where it is not that of the state.
    """
    event = event or payment.state.value
    if not leads_to(event, payment.state):
        raise ValueError(f"{event!r} does not lead to {payment.state.value!r}")
    before = [state.value for state in BEFORE[event] if state is not None]
    row = columns(payment)
    changing = row if event in REPLANNED else {name: row[name] for name in LATER}
    where = {"of": payment.id, "before": before}
    if not connection.execute(_MOVE, {**changing, "updated_at": at, **where}).rowcount:
        return False
    _note(connection, at, payment, facts or {}, event=event)
    return True


def insert_approval(connection: Connection, at: int, record: ApprovalRecord) -> None:
    """Put a question; an older one for the same payment is replaced."""
    older = update(approvals).where(
        approvals.c.payment_id == record.payment_id, approvals.c.state == "open"
    )
    connection.execute(older.values(state="replaced"))
    digest = record.effect.digest()
    reasons = json.dumps(list(zip(record.rules, record.reasons, strict=True)))
    connection.execute(
        insert(approvals).values(
            id=record.id,
            payment_id=record.payment_id,
            effect=effect_json(record.effect),
            digest=digest,
            summary=record.summary,
            reasons=reasons,
            expires_at=record.expires_at,
            state=record.state,
            asked_by=record.asked_by,
            asked_at=record.asked_at,
        )
    )
    body = {
        "approval": record.id,
        "digest": digest,
        "fee": record.effect.max_fee_units,
        "expires_at": record.expires_at,
        "asked_by": record.asked_by,
        "asked_at": record.asked_at,
        "summary": record.summary,
        "reasons": reasons,
    }
    journal.append(connection, at, payment_id=record.payment_id, event="asked", body=body)


def insert_consent(connection: Connection, at: int, record: ApprovalRecord, voice: Voice) -> None:
    """Keep one approver's yes, and in the journal what proves it."""
    connection.execute(insert(consents).values(approval_id=record.id, by=voice.key, at=at))
    digest = record.effect.digest()
    body = {"approval": record.id, "key": voice.key, "digest": digest, **voice.proof}
    journal.append(connection, at, payment_id=record.payment_id, event="consented", body=body)


def close_approval(
    connection: Connection,
    at: int,
    record: ApprovalRecord,
    *,
    decision: str,
    by: str,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Use an approval up."""
    row = update(approvals).where(approvals.c.id == record.id)
    connection.execute(row.values(state=decision, decided_by=by))
    body = {"approval": record.id, "by": by, **(facts or {})}
    event = f"approval_{decision}"
    journal.append(connection, at, payment_id=record.payment_id, event=event, body=body)


def _note(
    connection: Connection,
    at: int,
    payment: Payment,
    facts: Mapping[str, object],
    *,
    event: str | None = None,
) -> None:
    """Everything that the row says now, so that the journal alone tells it; the bytes only once."""
    event = event or payment.state.value
    signed = event in {State.SIGNED, OUTBID} and payment.raw is not None
    row = columns(payment)
    body = {
        **{column: value for column, value in row.items() if column not in TOLD_ELSEWHERE},
        "updated_at": at,
        "raw": payment.raw.hex() if signed and payment.raw else None,
        **facts,
    }
    journal.append(connection, at, payment_id=payment.id, event=event, body=body)
