"""The next place in a lane, by what the chain says and what the journal knows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, func, select, union_all

from fiscus.core.desk.adapter import Plan
from fiscus.core.desk.outcome import State
from fiscus.core.desk.tables import journal, payments
from fiscus.core.desk.transitions import LANDED, OPEN

_LANDED: Final = tuple(state.value for state in LANDED)
_STATES: Final = (*OPEN, *_LANDED)
_LATELY: Final = select(journal.c.payment_id).where(journal.c.seq > bindparam("head"))
_RESERVED: Final = _LATELY.where(journal.c.event == State.RESERVED.value)
_MOVED: Final = (
    select(payments.c.id)
    .where(
        payments.c.id.in_(bindparam("ids", expanding=True)),
        payments.c.lane == bindparam("lane"),
        payments.c.state.in_(_STATES),
    )
    .limit(1)
)
# State by state, each the last entry of its part of an index: however long the history is.
_IN_LANE: Final = {
    state: (payments.c.lane == bindparam("lane"), payments.c.state == state) for state in _STATES
}
_NEWEST: Final = union_all(
    *(select(func.max(payments.c.sequence).label("place")).where(*of) for of in _IN_LANE.values())
).subquery()
_KNOWN_BEFORE: Final = tuple(
    select(payments.c.sequence.label("place"))
    .where(
        *_IN_LANE[state],
        payments.c.sequence.is_not(None),
        payments.c.id.not_in(_LATELY.where(journal.c.event.in_(_LANDED))),
    )
    .order_by(payments.c.sequence.desc())
    .limit(1)
    .subquery()
    for state in _LANDED
)
_KNOWN: Final = union_all(*(select(each.c.place) for each in _KNOWN_BEFORE)).subquery()
_PLACES: Final = select(
    select(func.max(_NEWEST.c.place)).scalar_subquery().label("taken"),
    select(func.max(_KNOWN.c.place)).scalar_subquery().label("known"),
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
    lately = list(connection.execute(_RESERVED, values).scalars())
    if lately and connection.execute(_MOVED, {**values, "ids": lately}).first():
        raise LaneMoved
    if plan.sequence is None:
        return None
    taken, known = connection.execute(_PLACES, values).one()
    if known is not None and known >= plan.sequence:
        raise LaneBehind
    return plan.sequence if taken is None else max(plan.sequence, taken + 1)
