"""A payment as it is shown before somebody says yes to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from fiscus.core.cli.console import indented
from fiscus.core.desk.deeds import Deed
from fiscus.core.desk.outcome import Approval, Outcome, Paid
from fiscus.core.receipts import fee_text

WORDS: Final[Mapping[Deed, tuple[str, str]]] = {
    Deed.SEND: ("Send", "To"),
    Deed.SWAP: ("Swap", "Through"),
    Deed.BRIDGE: ("Bridge", "Through"),
    Deed.WRAP: ("Wrap", "Through"),
    Deed.UNWRAP: ("Unwrap", "Through"),
    Deed.ALLOW: ("Allow", "Spender"),
    Deed.REVOKE: ("Revoke", "Spender"),
    Deed.VOTE: ("Vote", "Governor"),
    Deed.PROPOSE: ("Propose", "Governor"),
    Deed.QUEUE: ("Queue", "Governor"),
    Deed.EXECUTE: ("Execute", "Governor"),
    Deed.DELEGATE: ("Delegate", "Token"),
}
"""The order and the other party of a deed, as the rows are called."""


def preview(outcome: Outcome, approval: Approval, *, chain: str) -> str:
    """Everything a yes is bound to: the exact amount, whom, where, and the highest fee."""
    order, party = WORDS[Deed(outcome.deed)]
    amount = outcome.token if outcome.deed == Deed.REVOKE else f"{outcome.amount} {outcome.token}"
    amount = outcome.about or amount
    whom = _whom(outcome)
    if outcome.payments:
        amount, whom = "\n".join(map(_paid, outcome.payments)), ""
    least = "at least " if outcome.deed in {Deed.SWAP, Deed.BRIDGE} else ""
    rows = [
        (order, amount),
        ("For", outcome.gains and f"{least}{outcome.gains}"),
        ("Also", "\n".join(outcome.also)),
        (party, whom),
        ("On", chain),
        ("Fee", f"at most {fee_text(outcome)}"),
        ("Because", "\n".join(approval.reasons)),
        ("Until", _until(approval)),
    ]
    return "\n".join(indented(text, f"  {label:<9}") for label, text in rows if text)


def _whom(outcome: Outcome) -> str:
    name = outcome.recipient_name
    return f"{name}\n{outcome.recipient}" if name else outcome.recipient


def _paid(paid: Paid) -> str:
    whom = f"{paid.recipient_name}\n{paid.recipient}" if paid.recipient_name else paid.recipient
    return f"{paid.amount} {paid.token} to {whom}"


def _until(approval: Approval) -> str:
    """In the terminal's own time zone."""
    return f"{datetime.fromisoformat(approval.expires_at).astimezone():%H:%M:%S}"
