"""The next place in a lane, by what the chain says and what the journal knows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from fiscus.core.desk.adapter import Plan
from fiscus.core.desk.outcome import State
from fiscus.core.desk.tables import journal, payments
from fiscus.core.desk.transitions import LANDED, OPEN

_LANDED: Final = tuple(state.value for state in LANDED)
_LATELY: Final = select(journal.c.payment_id).where(journal.c.seq > bindparam("head"))
_IN_LANE: Final = (payments.c.lane == bindparam("lane"), payments.c.state.in_((*OPEN, *_LANDED)))
_MOVED: Final = (
    select(payments.c.id)
    .where(
        *_IN_LANE,
        payments.c.id.in_(_LATELY.where(journal.c.event == State.RESERVED.value)),
    )
    .limit(1)
)
_TAKEN: Final = select(func.max(payments.c.sequence)).where(*_IN_LANE)
_KNOWN: Final = _TAKEN.where(
    payments.c.state.in_(_LANDED),
    payments.c.id.not_in(_LATELY.where(journal.c.event.in_(_LANDED))),
)


class LaneMoved(Exception):
    """Another payment took a place after the plan was made. Never leaves the desk."""


class LaneBehind(Exception):
    """The chain counts fewer transactions than it confirmed before. Never leaves the desk."""


def next_place(connection: Connection, plan: Plan, *, head: int) -> int | None:
    """The first place that neither the chain nor the ledger has given away.

    `head` is the newest journal row from before the plan was made. `None` where there is no order.
    Raises `LaneMoved` and `LaneBehind`: then a plan must be made afresh.
    """
    values = {"lane": plan.lane, "head": head}
    if connection.execute(_MOVED, values).first():
        raise LaneMoved
    if plan.sequence is None:
        return None
    known = connection.execute(_KNOWN, values).scalar_one()
    if known is not None and known >= plan.sequence:
        raise LaneBehind
    taken = connection.execute(_TAKEN, {"lane": plan.lane}).scalar_one()
    return plan.sequence if taken is None else max(plan.sequence, taken + 1)
