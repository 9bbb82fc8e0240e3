"""Several payments in one intent: how their values are told apart.

The first payment has the plain roles (`amount`, `token`, `recipient`). Those of the others end with
their number: `"recipient 2"`. Every one of them is vouched for, judged and kept like any value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Final

from fiscus.core.desk.door import Given

PAID: Final = ("amount", "token", "recipient")
"""What every payment has of its own."""


def numbered(role: str, place: int) -> str:
    """`"recipient"` of the first payment (place 0), `"recipient 2"` of the next."""
    return role if place == 0 else f"{role} {place + 1}"


def plain(role: str) -> str:
    """`"recipient"` of `"recipient 2"`."""
    name, _, number = role.rpartition(" ")
    return name if name in PAID and number.isdecimal() else role


def joined(payments: Sequence[Mapping[str, Given]]) -> Mapping[str, Given]:
    """The values of several payments as those of one intent; the first brings what they share."""
    first, *others = payments
    values = dict(first)
    for place, payment in enumerate(others, start=1):
        values.update({numbered(role, place): payment[role] for role in PAID if role in payment})
    return values


def parted(values: Mapping[str, Given]) -> Sequence[Mapping[str, Given]]:
    """The payments of an intent, each with the plain roles; one where there is only one."""
    found: list[Mapping[str, Given]] = []
    for place in count():
        roles = {role: numbered(role, place) for role in PAID}
        payment = {role: values[name] for role, name in roles.items() if name in values}
        if place and not payment:
            return found
        found.append(payment)
    raise AssertionError("a mapping has an end")
