"""From what was understood of a transfer to what the desk is given."""

from __future__ import annotations

from collections.abc import Mapping

from fiscus.core.desk.batches import plain
from fiscus.core.desk.door import Given, Intent

ROLES = {
    "amount": "amount",
    "token": "token",
    "recipient": "recipient",
    "from_chain": "chain",
    "memo": "memo",
}
"""The reader's names of the values, and the desk's."""


def transfer_intent(family: str, values: Mapping[str, Given], *, memo: bool) -> Intent:
    """`memo`: whether a transfer of the family carries one."""
    given = {ROLES.get(role, role): value for role, value in values.items() if plain(role) in ROLES}
    if not memo:
        given.pop("memo", None)
    return Intent(family, "transfer", given)
