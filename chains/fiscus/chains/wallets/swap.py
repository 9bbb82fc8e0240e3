"""From what was understood of a swap to what the desk is given."""

from __future__ import annotations

from collections.abc import Mapping

from fiscus.core.desk.door import Given, Intent, Proposed

ROLES = {
    "amount": "amount",
    "amount_side": "amount_side",
    "token": "token",
    "to_token": "to_token",
    "from_chain": "chain",
    "slippage": "slippage",
    "min_out": "min_out",
}
"""The reader's names of the values, and the desk's."""


def swap_intent(
    family: str,
    values: Mapping[str, Given],
    proposed: Proposed | None = None,
    *,
    action: str = "swap",
) -> Intent:
    """`action` names what prepares the swap, like `"approve"`, in the same words."""
    given = {ROLES[role]: value for role, value in values.items() if role in ROLES}
    return Intent(family, action, given, proposed)
