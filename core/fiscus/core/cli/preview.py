"""A payment as it is shown before somebody says yes to it."""

from __future__ import annotations

from datetime import datetime

from fiscus.core.cli.console import indented
from fiscus.core.desk.outcome import Approval, Outcome
from fiscus.core.receipts import fee_text


def preview(outcome: Outcome, approval: Approval, *, chain: str) -> str:
    """Everything a yes is bound to: the exact amount, whom, where, and the highest fee."""
    rows = [
        ("Send", f"{outcome.amount} {outcome.token}"),
        ("Also", "\n".join(outcome.also)),
        ("To", _whom(outcome)),
        ("On", chain),
        ("Fee", f"at most {fee_text(outcome)}"),
        ("Because", "\n".join(approval.reasons)),
        ("Until", _until(approval)),
    ]
    return "\n".join(indented(text, f"  {label:<9}") for label, text in rows if text)


def _whom(outcome: Outcome) -> str:
    name = outcome.recipient_name
    return f"{name}\n{outcome.recipient}" if name else outcome.recipient


def _until(approval: Approval) -> str:
    """In the terminal's own time zone."""
    return f"{datetime.fromisoformat(approval.expires_at).astimezone():%H:%M:%S}"
