"""What time it is, where somebody may have set the clock: whatever lets less be spent.

* A clock behind the journal's newest row was set back: nothing is spent until it is right.
* A block later than the clock by more than the tolerance: the clock was set back before the journal
  began, the chain lies, or somebody moved the time of a chain of their own. An owner is asked; what
  is paid then stays in its windows until the clock is past that block and the window. A block of
  more than a year ahead is no block: nothing is spent on that chain.
* A clock ahead of the chain was set forward: a window then ends where the newest block does.
* A payment is stamped with the later of clock and block, never before one that was made earlier: it
  stays in the window for at least the window's length.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from fiscus.core.errors import ClockWrong

TOLERANCE_MS: Final = 10 * 60 * 1000
"""What clocks, blocks and machines differ by without anybody's doing."""
SETTLED_MS: Final = 60 * 60 * 1000
"""After which no chain undoes a block any more, where nobody has looked whether it is final."""
MOST_AHEAD_MS: Final = 366 * 24 * 60 * 60 * 1000


def refuse_wrong_clock(
    now: int, *, journal: int, chain_time: int | None = None, chain: str = ""
) -> None:
    """Raise `ClockWrong` where the clock cannot be right.

    `now` and `journal`, the time of the newest row, are Unix milliseconds; `chain_time` is seconds.
    """
    if now < journal - TOLERANCE_MS:
        raise ClockWrong(
            f"The clock says {_shown(now)}, and the journal was last written at {_shown(journal)}",
            hint="Set the clock. If it is right now, run `fiscus wallet unfreeze`.",
        )
    if chain_time is not None and chain_time * 1000 > now + MOST_AHEAD_MS:
        newest = _shown(chain_time * 1000)
        raise ClockWrong(
            f"The newest block of {chain} is of {newest}, and the clock says {_shown(now)}",
            hint="Set the clock. If it is right, the chain's RPC is not: use another.",
        )


def is_ahead(now: int, chain_time: int | None) -> bool:
    """Whether a block, its time in seconds, is later than the clock by more than the tolerance."""
    return chain_time is not None and chain_time * 1000 > now + TOLERANCE_MS


def window_end(now: int, chain_time: int | None) -> int:
    """Where a rolling window ends, in Unix milliseconds."""
    return now if chain_time is None else min(now, chain_time * 1000 + TOLERANCE_MS)


def stamp(now: int, chain_time: int | None, *, newest: int) -> int:
    """The time a payment counts from; `newest` is that of the wallet's newest payment."""
    return max(now, (chain_time or 0) * 1000, newest)


def _shown(milliseconds: int) -> str:
    try:
        at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return "a time that is none"
    return f"{at:%Y-%m-%d %H:%M} UTC"
