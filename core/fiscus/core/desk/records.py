"""A payment and its approval as they are kept, and their way into and out of JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from pydantic import TypeAdapter

from fiscus.core.desk.adapter import TYPED_DATA, Effect, Move, Plan, Sealed
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.approvers import Approving
from fiscus.core.desk.deeds import arriving, deed_of, subject
from fiscus.core.desk.door import Intent, Ticket
from fiscus.core.desk.outcome import Approval, Outcome, Paid, State
from fiscus.core.money import from_base_units, plain

SHOWN_FIRST: Final = "ask"
"""The rule of a terminal where every payment waits for a look."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of `payments`."""

    id: str
    text_hash: str
    family: str
    lane: str
    sequence: int | None
    state: State
    intent: Intent
    effect: Effect
    recipient: str
    recipient_name: str | None
    usd: Decimal | None
    transaction_id: str | None = None
    raw: bytes | None = None
    valid_until: int | None = None
    fee_units: int | None = None
    detail: str | None = None
    created_at: int = 0
    loss_usd: Decimal | None = None
    """What leaves less what must arrive, at the worst prices; `None` where nothing is traded."""
    agent: str = ""
    """On whose behalf; the ticket's."""
    block: int | None = None
    """The block or slot that holds it."""
    final: bool = False
    """That block cannot be undone."""

    @property
    def sealed(self) -> Sealed | None:
        """The signed bytes, once there are any."""
        if self.transaction_id is None or self.raw is None:
            return None
        return Sealed(self.transaction_id, self.raw, self.sequence, self.valid_until)

    @property
    def wallet(self) -> str:
        return f"{self.family}:{self.effect.signer}"


@dataclass(frozen=True, slots=True)
class ApprovalRecord:
    """One row of `approvals`."""

    id: str
    payment_id: str
    effect: Effect
    summary: str
    reasons: tuple[str, ...]
    expires_at: int
    state: str
    rules: tuple[str, ...] = ()
    """The rule behind each reason."""
    asked_by: str = ""
    """Who was shown it."""
    asked_at: int = 0
    decided_by: str | None = None
    consents: tuple[str, ...] = ()
    """The keys of the approvers who said yes."""

    @property
    def only_shown(self) -> bool:
        """Whether it is asked for no other reason than that everything is shown first."""
        return bool(self.rules) and set(self.rules) == {SHOWN_FIRST}

    @property
    def expires(self) -> str:
        """ISO 8601, UTC."""
        moment = datetime.fromtimestamp(self.expires_at / 1000, UTC)
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    def open_at(self, now: int) -> bool:
        """Whether a yes can still be given; `now` in Unix milliseconds."""
        return self.state == "open" and self.expires_at > now

    def public(self, approving: Approving) -> Approval:
        """As people see it, under the rules on who approves."""
        return Approval(
            self.id,
            self.summary,
            self.effect.digest(),
            self.expires,
            self.reasons,
            1 if self.only_shown else approving.required,
            approving.given(self.consents),
        )


@cache
def _effects() -> TypeAdapter[Effect]:
    return TypeAdapter(Effect)


@cache
def _intents() -> TypeAdapter[Intent]:
    return TypeAdapter(Intent)


def effect_json(effect: Effect) -> str:
    return _effects().dump_json(effect).decode()


@lru_cache(maxsize=4096)
def read_effect(text: str) -> Effect:
    """The windows read the same effects again for every payment."""
    return _effects().validate_json(text)


def intent_json(intent: Intent) -> str:
    return _intents().dump_json(intent).decode()


def read_intent(text: str) -> Intent:
    return _intents().validate_json(text)


def text_hash(ticket: Ticket) -> str:
    """What a redelivered message must match."""
    return hashlib.sha256(ticket.text.encode()).hexdigest()


def outcome(
    payment: Payment, *, explorer_url: str | None, approval: Approval | None = None
) -> Outcome:
    """A payment as the person behind it sees it."""
    stands = _outcome(
        payment.effect, payment.state, recipient=payment.recipient, name=payment.recipient_name
    )
    return replace(
        stands,
        journal_id=payment.id,
        hash=payment.transaction_id,
        fee_units=payment.fee_units if payment.fee_units is not None else stands.fee_units,
        explorer_url=explorer_url,
        approval=approval,
        detail=payment.detail,
        signature=_signature(payment),
    )


def _signature(payment: Payment) -> str | None:
    """What was asked for, where that is a signature; it is given once it is on record for good."""
    signed = payment.effect.action == TYPED_DATA and payment.state is State.CONFIRMED
    return "0x" + payment.raw.hex() if signed and payment.raw is not None else None


def simulated(plan: Plan) -> Outcome:
    """A plan that was checked to the end, and that the mode keeps from being signed."""
    return _outcome(
        plan.effect, State.SIMULATED, recipient=plan.recipient, name=plan.recipient_name
    )


def _outcome(effect: Effect, state: State, *, recipient: str, name: str | None) -> Outcome:
    move, others = subject(effect), effect.moves[max(len(effect.payees), 1) :]
    return Outcome(
        state=state,
        chain=effect.chain,
        chain_id=effect.chain_id,
        sender=effect.signer,
        recipient=recipient,
        recipient_name=name,
        token=move.asset.symbol,
        token_address=move.asset.address,
        amount=plain(from_base_units(move.units, move.asset.decimals)),
        amount_units=move.units,
        journal_id="",
        fee_units=effect.max_fee_units,
        fee_token=effect.fee_asset.symbol,
        fee_decimals=effect.fee_asset.decimals,
        also=tuple(shown(m.units, m.asset.decimals, m.asset.symbol) for m in others),
        deed=deed_of(effect),
        gains=arriving(effect),
        about=effect.about,
        payments=tuple(_paid(*pair) for pair in zip(effect.moves, effect.payees, strict=False)),
    )


def _paid(move: Move, name: str) -> Paid:
    asset = move.asset
    amount = plain(from_base_units(move.units, asset.decimals))
    return Paid(move.to, name or None, asset.symbol, asset.address, amount, move.units)
