"""What a wallet paid, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fiscus.core import ActionResult
from fiscus.core.desk.deeds import Deed
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.receipts import data, thing

SHOWN = 10
"""Payments of one page."""
KEPT = 200
"""Payments that pages are made of."""
STANDINGS = {
    State.SIGNED: "signed, no node has it yet",
    State.SENT: "sent, not in a block yet",
    State.FAILED: "failed, only the fee is gone",
    State.DROPPED: "never landed",
    State.REPLACED: "called back, only the fee is gone",
}
SIDES = {
    "waiting": "on its way, nothing has arrived yet",
    "partial": "not as promised, {came} arrived",
    "arrived": "{came} arrived",
    "refunded": "came back as {came}",
}
"""Where the money of a bridge is, once it has left."""


def tell_payments(
    payments: Sequence[Outcome],
    title: Callable[[str], str | None],
    *,
    wallet: str,
    page: int = 1,
) -> ActionResult:
    """A line each, as they stand, of the page that is asked for. `title` is a chain's name for
    people."""
    shown = payments[(page - 1) * SHOWN : page * SHOWN]
    found: dict[str, object] = {"address": wallet, "payments": [data(p) for p in shown]}
    if not shown:
        before = f" before page {page}" if page > 1 and payments else ""
        text = f"No payments from {wallet}{before or ' yet'}."
        return ActionResult(success=True, text=text, data=found)
    lines = [_line(payment, title(payment.chain) or payment.chain) for payment in shown]
    text = "\n".join([f"Latest payments from {wallet}:", *lines])
    return ActionResult(success=True, text=text, data=found)


def _line(payment: Outcome, where: str) -> str:
    whom = payment.recipient_name or payment.recipient
    link = payment.explorer_url or payment.hash or ""
    what = f"{payment.amount} {payment.token} to {whom}"
    if payment.payments or payment.deed != Deed.SEND:
        what = thing(payment)
    return f"  {_standing(payment)}: {what} on {where} {link}".rstrip()


def _standing(payment: Outcome) -> str:
    if payment.side is not None and not payment.detail:
        return SIDES[payment.side].format(came=payment.came)
    if payment.state is State.CONFIRMED and payment.detail:
        return "not as signed for"
    return STANDINGS.get(payment.state, payment.state.value)
