"""What an amount is, once read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """What was read from atoms `start` to `end`.

    `kind`: `number`, `share` (a part of what there is: "half", "40%", "all"), `dollars`, `bps`.
    `problem` says why it must not be used.
    """

    kind: str
    value: str
    start: int
    end: int
    number: Decimal | None = None
    problem: str | None = None
    of_previous: bool = False
    """ "all of it": of what the step before yields."""
