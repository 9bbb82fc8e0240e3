"""Which state may follow which. The same everywhere; a late word never turns a payment back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fiscus.core.desk.outcome import State

BEFORE: Final[Mapping[State, tuple[State, ...]]] = {
    State.PLANNED: (State.PLANNED,),
    State.RESERVED: (State.PLANNED,),
    State.DENIED: (State.PLANNED,),
    State.SIGNED: (State.RESERVED, State.SIGNED),
    State.SENT: (State.SIGNED, State.SENT),
    State.CONFIRMED: (State.SIGNED, State.SENT),
    State.FAILED: (State.SIGNED, State.SENT),
    State.DROPPED: (State.RESERVED, State.SIGNED, State.SENT),
    State.SIMULATED: (),
}
"""The states a payment may come from."""

OPEN: Final = tuple(state.value for state in State if state.open)
COUNTED: Final = tuple(state.value for state in State if state.counts)
LANDED: Final = (State.CONFIRMED.value, State.FAILED.value)
"""Their place in the lane is used for good."""
