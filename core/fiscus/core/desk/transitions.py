"""Which state may follow which: the one table, the same on every chain. See docs/desk.md.

A late word never turns a payment back. One edge leads backwards, and only the chain takes it: a
reorganisation that drops what was in a block.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fiscus.core.desk.outcome import State

LANDED: Final = (State.CONFIRMED, State.FAILED, State.REPLACED)
"""Their place in the lane is used; for good, once the block is final."""
WIRED: Final = (State.SIGNED, State.SENT)
"""Signed bytes exist that could land."""
REORGED: Final = "reorged"
"""The event of the backward edge: what was in a block is on its way again."""

OUTBID: Final = "outbid"
"""The event of further bytes for the same place: on record now, and the state stays as it is."""

BEFORE: Final[Mapping[str, tuple[State | None, ...]]] = {
    State.PLANNED: (None, State.PLANNED),
    State.APPROVED: (State.PLANNED,),
    State.RESERVED: (None, State.APPROVED),
    State.DENIED: (None, State.PLANNED),
    State.SIGNED: (State.RESERVED, State.SIGNED),
    State.SENT: (*WIRED,),
    State.CONFIRMED: (*WIRED, State.CONFIRMED),
    State.FAILED: (*WIRED, State.FAILED),
    State.REPLACED: (*WIRED, State.REPLACED),
    State.DROPPED: (State.RESERVED, *WIRED),
    REORGED: LANDED,
    OUTBID: WIRED,
}
"""By event, the states it may find a payment in; `None` where it is the payment's first. The state
after it has the event's name, and after `REORGED` it is `SENT`. What landed may be told again,
with another block or as final; `SIMULATED` is an answer and no row."""

OPEN: Final = tuple(state.value for state in State if state.open)
COUNTED: Final = tuple(state.value for state in State if state.counts)
UNPAID: Final = tuple(state.value for state in LANDED if not state.counts)
"""In a block, and only the fee is gone."""


def after(event: str, before: State | None) -> State | None:
    """The state that an event leads to from another one."""
    if event == OUTBID:
        return before
    return State.SENT if event == REORGED else State(event)


def leads_to(event: str, state: State) -> bool:
    """Whether a payment can stand in that state after the event."""
    return state in WIRED if event == OUTBID else after(event, None) is state
