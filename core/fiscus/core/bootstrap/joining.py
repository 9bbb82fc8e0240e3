"""Payments of one message that a chain can do as one: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from fiscus.core.desk.amounts import is_share, is_worth
from fiscus.core.desk.batches import PAID, joined
from fiscus.core.execution import Call

SHARED: Final = "from_chain"


def together(calls: Sequence[Call]) -> Iterator[Call]:
    """The calls of a message, those in a row that are one transaction as one call.

    They are of one action that says how many of them fit, on one chain, and of exact amounts: a
    share of a balance means what the payment before leaves of it. What carries more than that, like
    a memo, stays by itself.
    """
    rest = [*calls]
    while rest:
        row = _row(rest)
        fits = row[0].action.joins
        count = max(fits([one.values for one in row]), 1) if fits and len(row) > 1 else 1
        yield _joined(rest[:count])
        rest = rest[count:]


def _row(calls: Sequence[Call]) -> Sequence[Call]:
    """From the first one on, those that could be one; the first by itself where it could not."""
    first = calls[0]
    row = [*takewhile(lambda call: _joins(call) and _where(call) == _where(first), calls)]
    return row or [first]


def _joins(call: Call) -> bool:
    amount = str(call.params.get("amount", ""))
    plain = set(call.params) == set(call.values) and {*PAID} <= set(call.params) <= {*PAID, SHARED}
    return plain and not is_share(amount) and not is_worth(amount)


def _where(call: Call) -> tuple[str, object]:
    return call.action.name, call.params.get(SHARED)


def _joined(calls: Sequence[Call]) -> Call:
    if len(calls) == 1:
        return calls[0]
    return replace(calls[0], values=joined([call.values for call in calls]))
