"""From what was understood of a bridge to what the desk is given, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fiscus.core import ActionResult
from fiscus.core.desk.door import Given, Intent, Proposed
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.receipts import data, transfer_receipt
from fiscus.core.result import Problem

ROLES: Final = {
    "amount": "amount",
    "token": "token",
    "to_token": "to_token",
    "from_chain": "chain",
    "to_chain": "to_chain",
    "recipient": "recipient",
    "slippage": "slippage",
    "min_out": "min_out",
}
"""The reader's names of the values, and the desk's."""
ON_ITS_WAY: Final = (
    "Nothing is sent again. An agent that runs tells you here when it comes; it is looked at"
    " whenever you ask for your history, and at every start, too."
)


def bridge_intent(
    family: str,
    values: Mapping[str, Given],
    proposed: Proposed | None = None,
    *,
    action: str = "bridge",
) -> Intent:
    """`action` names what prepares the bridge, like `"approve"`, in the same words."""
    given = {ROLES[role]: value for role, value in values.items() if role in ROLES}
    return Intent(family, action, given, proposed)


def bridge_receipt(
    outcome: Outcome, title: Callable[[str], str | None], *, said: str = ""
) -> ActionResult:
    """It succeeded only where the other chain shows what was promised.

    `title` is a chain's name for people; `said` what the bridge's own service says, in a sentence.
    """
    name = title(outcome.chain) or outcome.chain
    if outcome.state is not State.CONFIRMED or outcome.detail is not None:
        return transfer_receipt(outcome, title=name)
    sent, facts = f"{outcome.amount} {outcome.token}", _facts(outcome)
    left = f"Transaction: {outcome.explorer_url or outcome.hash}"
    came = f"\nArrival: {outcome.came_by}" if outcome.came_by else ""
    if outcome.side == "arrived":
        text = f"Bridged {sent} from {name}: {outcome.came} arrived.\n{left}{came}"
        values = {"transaction_hash": outcome.hash}
        return ActionResult(success=True, text=text, values=values, data=facts)
    problem = _problem(outcome, sent, name)
    hint = f" {said}" if said and problem.code == "PENDING" else ""
    told = f"{problem.text}{hint}\n{left}{came}"
    return ActionResult(success=False, text=told, data=facts, error=problem)


def _problem(outcome: Outcome, sent: str, name: str) -> Problem:
    if outcome.side == "refunded":
        text = f"{sent} left {name} and came back: {outcome.came}. Nothing was bridged."
        return Problem("BRIDGE_REFUNDED", text, "Ask for it again, maybe another amount.")
    if outcome.side == "partial":
        text = (
            f"{sent} left {name}, and {outcome.came} arrived instead of at least {outcome.gains}."
        )
        return Problem("BRIDGE_PARTIAL", text, f"The rest may still come. {ON_ITS_WAY}")
    text = f"{sent} left {name}, and at least {outcome.gains} has not arrived yet."
    return Problem("PENDING", text, ON_ITS_WAY)


def _facts(outcome: Outcome) -> dict[str, object]:
    return {
        **data(outcome),
        "promised": outcome.gains,
        "side": outcome.side or "waiting",
        "arrived": outcome.came or None,
        "arrival_hash": outcome.came_by,
    }
