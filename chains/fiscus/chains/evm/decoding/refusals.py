"""Why a transaction that somebody made is not taken."""

from __future__ import annotations

from fiscus.core.errors import SimulationFailed

UNSIGNED = "Nothing was signed."


class NotDecoded(SimulationFailed):
    """Something in it cannot be read, so nobody knows what it does."""

    code = "NOT_DECODED"


class CallRefused(SimulationFailed):
    """It is read, and it is not what was asked for."""

    code = "CALL_REFUSED"


def not_decoded(what: str) -> NotDecoded:
    """`what` names the part that was not understood."""
    return NotDecoded(f"The transaction cannot be read: {what}", hint=UNSIGNED)


def refused(what: str) -> CallRefused:
    return CallRefused(
        f"The transaction is not what was asked for: {what}",
        hint=f"{UNSIGNED} Ask for another quote, or trade somewhere else.",
    )
