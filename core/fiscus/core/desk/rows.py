"""Reading the desk's tables inside a caller's transaction, and rows as records."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam, func, select

from fiscus.core.desk.adapter import Effect, Move, Plan
from fiscus.core.desk.door import Ticket
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import (
    ApprovalRecord,
    Payment,
    effect_json,
    intent_json,
    read_effect,
    read_intent,
)
from fiscus.core.desk.tables import approvals, baselines, consents, payments
from fiscus.core.desk.times import SETTLED_MS, window_end
from fiscus.core.desk.transitions import COUNTED, OPEN, UNPAID
from fiscus.core.desk.windows import Posting, Spent

_BY_TICKET: Final = select(payments).where(
    payments.c.source == bindparam("source"),
    payments.c.room == bindparam("room"),
    payments.c.message_id == bindparam("message_id"),
    payments.c.step == bindparam("step"),
)
PARTS: Final = 1_000_000
"""The column `step` holds a step's number and, so many times, that of its part."""
_BY_ID: Final = select(payments).where(payments.c.id == bindparam("id"))
_POSTED: Final = select(
    payments.c.created_at,
    payments.c.state,
    payments.c.effect,
    payments.c.usd,
    payments.c.loss_usd,
    payments.c.agent,
).where(payments.c.signer == bindparam("signer"))
# What only cost its fee could still be undone, and its bytes could land again and pay.
_UNDOABLE: Final = (
    payments.c.state.in_(UNPAID)
    & payments.c.final.is_(False)
    & (payments.c.updated_at >= bindparam("undoable"))
)
_POSTINGS: Final = _POSTED.where(
    payments.c.created_at >= bindparam("since"), payments.c.state.in_(COUNTED) | _UNDOABLE
)
# Lane by lane, so that an index finds the few that are open: every lane has its baseline.
_OLDER: Final = _POSTED.where(
    payments.c.lane.in_(select(baselines.c.lane).where(baselines.c.wallet.like(bindparam("mine")))),
    payments.c.created_at < bindparam("since"),
    payments.c.state.in_(OPEN),
)
_PAID: Final = (
    select(payments.c.recipient)
    .where(
        payments.c.lane == bindparam("lane"),
        payments.c.signer == bindparam("signer"),
        payments.c.state == State.CONFIRMED.value,
        payments.c.recipient == bindparam("recipient"),
    )
    .limit(1)
)
_PAID_AMONG: Final = select(payments.c.payees).where(
    payments.c.lane == bindparam("lane"),
    payments.c.signer == bindparam("signer"),
    payments.c.state == State.CONFIRMED.value,
    payments.c.payees.is_not(None),
    payments.c.payees.like(bindparam("among")),
)
_RECIPIENTS: Final = select(payments.c.recipient, payments.c.effect).where(
    payments.c.signer == bindparam("signer"), payments.c.state == State.CONFIRMED.value
)
_NAMED: Final = (
    select(payments.c.lane, payments.c.recipient, payments.c.effect)
    .where(
        payments.c.signer == bindparam("signer"),
        (payments.c.recipient_name == bindparam("name"))
        | (payments.c.payees.is_not(None) & payments.c.effect.like(bindparam("quoted"))),
        payments.c.state.in_(COUNTED),
    )
    .order_by(payments.c.created_at.desc())
    .limit(50)
)
_NEWEST: Final = select(func.max(payments.c.created_at)).where(
    payments.c.signer == bindparam("signer")
)


def by_ticket(connection: Connection, ticket: Ticket) -> Payment | None:
    """The payment a ticket already made."""
    return next(iter(found(connection, _BY_TICKET, key_of(ticket))), None)


def by_id(connection: Connection, payment_id: str) -> Payment | None:
    return next(iter(found(connection, _BY_ID, {"id": payment_id})), None)


def key_of(ticket: Ticket) -> dict[str, object]:
    """What may act once, as columns of `payments`."""
    return {
        "source": ticket.source,
        "room": ticket.room,
        "message_id": ticket.message_id,
        "step": ticket.step + PARTS * ticket.part,
    }


def found(
    connection: Connection,
    query: Select[tuple[object, ...]],
    values: Mapping[str, object] | None = None,
) -> list[Payment]:
    """What a query over `payments` selects."""
    return [_payment(row) for row in connection.execute(query, values).mappings()]


def questions(connection: Connection, condition: ColumnElement[bool]) -> list[ApprovalRecord]:
    """Approvals, the oldest first."""
    query = select(approvals).where(condition).order_by(approvals.c.expires_at)
    rows = connection.execute(query).mappings().all()
    given = _consents(connection, [row["id"] for row in rows])
    return [approval_of(row, given.get(row["id"], ())) for row in rows]


def _consents(connection: Connection, ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The keys that said yes, by approval, the first first."""
    if not ids:
        return {}
    query = select(consents.c.approval_id, consents.c.by).order_by(consents.c.at, consents.c.by)
    given: defaultdict[str, list[str]] = defaultdict(list)
    for approval, key in connection.execute(query.where(consents.c.approval_id.in_(ids))):
        given[approval].append(key)
    return given


def asked_in(
    connection: Connection, *, source: str, room: str, among: Sequence[ApprovalRecord]
) -> frozenset[str]:
    """The payments among those of `among` that were asked for in a room."""
    if not among:
        return frozenset()
    query = select(payments.c.id).where(
        payments.c.source == source,
        payments.c.room == room,
        payments.c.id.in_([record.payment_id for record in among]),
    )
    return frozenset(connection.execute(query).scalars())


def postings_within(
    connection: Connection, signer: str, now: int, horizon_ms: int
) -> tuple[Posting, ...]:
    """What left a wallet until now (Unix milliseconds) and no longer ago than the horizon.

    What may still land is as of now, however old: it may land at any moment. What was reverted or
    called back counts until its block cannot be undone.
    """
    values = {"signer": signer, "since": now - horizon_ms, "mine": f"%:{signer}"}
    values["undoable"] = now - SETTLED_MS
    return tuple(
        _posting(max(at, now) if state in OPEN else at, effect, usd, loss_usd, agent)
        for query in (_OLDER, _POSTINGS)
        for at, state, effect, usd, loss_usd, agent in connection.execute(query, values).all()
    )


@lru_cache(maxsize=4096)
def _posting(at: int, effect: str, usd: str | None, loss_usd: str | None, agent: str) -> Posting:
    """The windows read the same payments again for every new one."""
    return Posting(at, read_effect(effect), _decimal(usd), _decimal(loss_usd), agent)


def windows(
    connection: Connection, plan: Plan, now: int, horizon_ms: int
) -> tuple[Spent, frozenset[str]]:
    """What left in a rolling window, and who among a plan's recipients was paid before."""
    now = window_end(now, plan.chain_time)
    postings = postings_within(connection, plan.effect.signer, now, horizon_ms)
    return Spent(now, postings), paid_before(connection, plan.effect, plan.lane)


def paid_before(connection: Connection, effect: Effect, lane: str) -> frozenset[str]:
    """Who of an effect's recipients was paid from this wallet on this very chain.

    The same address can belong to somebody else on another chain.
    """
    asked = list({move.to for move in effect.moves})
    return frozenset(to for to in asked if _was_paid(connection, effect.signer, lane, to))


def _was_paid(connection: Connection, signer: str, lane: str, to: str) -> bool:
    """By itself, or among others in one transaction."""
    values = {"lane": lane, "signer": signer, "recipient": to, "among": f"% {to} %"}
    if connection.execute(_PAID, values).first() is not None:
        return True
    # SQLite finds other cases of the letters, too, and those are other addresses.
    return any(f" {to} " in payees for payees in connection.execute(_PAID_AMONG, values).scalars())


def recipients_on(connection: Connection, signer: str, chain: str) -> frozenset[str]:
    """Everybody who was paid from a wallet on a chain."""
    rows = connection.execute(_RECIPIENTS, {"signer": signer})
    paid = [(to, read_effect(effect)) for to, effect in rows]
    return frozenset(
        to
        for first, effect in paid
        if effect.chain == chain
        for to in (first, *(move.to for move in effect.moves[: len(effect.payees)]))
    )


def last_named(connection: Connection, plan: Plan, name: str, now: str) -> Move | None:
    """The newest payment to a name, where it went to another address than `now`.

    What was paid on the plan's own chain says more than what was paid on another.
    """
    values = {
        "signer": plan.effect.signer,
        "name": name,
        "quoted": f"%{json.dumps(name, ensure_ascii=False)}%",
    }
    paid = [
        (lane, move)
        for lane, recipient, effect in connection.execute(_NAMED, values)
        for move in _paid_as(name, recipient, read_effect(effect))
    ]
    here = next((one for one in paid if one[0] == plan.lane), None) or next(iter(paid), None)
    return here[1] if here is not None and here[1].to != now else None


def _paid_as(name: str, recipient: str, effect: Effect) -> Sequence[Move]:
    """What went to a name by a payment, or by several in one."""
    if effect.payees:
        paid = zip(effect.payees, effect.moves, strict=False)
        return [move for payee, move in paid if payee == name]
    return [replace(move, to=recipient) for move in effect.moves[:1]]


def newest(connection: Connection, signer: str) -> int:
    """When the wallet's newest payment was reserved or asked for, in Unix milliseconds."""
    return connection.execute(_NEWEST, {"signer": signer}).scalar_one() or 0


def columns(payment: Payment) -> dict[str, object]:
    """A payment as a row of `payments`, without its ticket."""
    return {
        "id": payment.id,
        "text_hash": payment.text_hash,
        "family": payment.family,
        "lane": payment.lane,
        "signer": payment.effect.signer,
        "sequence": payment.sequence,
        "state": payment.state.value,
        "intent": intent_json(payment.intent),
        "effect": effect_json(payment.effect),
        "recipient": payment.recipient,
        "recipient_name": payment.recipient_name,
        "usd": None if payment.usd is None else str(payment.usd),
        "loss_usd": None if payment.loss_usd is None else str(payment.loss_usd),
        "agent": payment.agent,
        "transaction_id": payment.transaction_id,
        "raw": payment.raw,
        "valid_until": payment.valid_until,
        "fee_units": None if payment.fee_units is None else str(payment.fee_units),
        "detail": payment.detail,
        "created_at": payment.created_at,
        "block": payment.block,
        "final": payment.final,
        "payees": _payees(payment.effect),
    }


def _payees(effect: Effect) -> str | None:
    """Everybody who is paid by several payments in one."""
    paid = effect.moves[: len(effect.payees)]
    return f" {' '.join(move.to for move in paid)} " if paid else None


def _payment(row: RowMapping) -> Payment:
    return Payment(
        id=row["id"],
        text_hash=row["text_hash"],
        family=row["family"],
        lane=row["lane"],
        sequence=row["sequence"],
        state=State(row["state"]),
        intent=read_intent(row["intent"]),
        effect=read_effect(row["effect"]),
        recipient=row["recipient"],
        recipient_name=row["recipient_name"],
        usd=_decimal(row["usd"]),
        loss_usd=_decimal(row["loss_usd"]),
        agent=row["agent"],
        transaction_id=row["transaction_id"],
        raw=row["raw"],
        valid_until=row["valid_until"],
        fee_units=None if row["fee_units"] is None else int(row["fee_units"]),
        detail=row["detail"],
        created_at=row["created_at"],
        block=row["block"],
        final=bool(row["final"]),
    )


def approval_of(row: RowMapping, given: Sequence[str]) -> ApprovalRecord:
    """A row of `approvals`, with the keys that said yes."""
    told: Sequence[str | Sequence[str]] = json.loads(row["reasons"])
    reasons = [("", one) if isinstance(one, str) else tuple(one) for one in told]
    return ApprovalRecord(
        id=row["id"],
        payment_id=row["payment_id"],
        effect=read_effect(row["effect"]),
        summary=row["summary"],
        reasons=tuple(text for _, text in reasons),
        expires_at=row["expires_at"],
        state=row["state"],
        rules=tuple(rule for rule, _ in reasons),
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        decided_by=row["decided_by"],
        consents=tuple(given),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
