"""How a run of turns ends: status 0 only where every action succeeded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from fiscus.core.bootstrap.turn import Ending, Turn

WAITS: Final = "NEEDS_APPROVAL"


@dataclass(slots=True)
class Tally:
    """Counts what failed, and what is still left pending."""

    failed: bool = False
    pending: set[str] = field(default_factory=set[str])

    def add(self, turn: Turn, *, decided: str | None = None) -> None:
        """Count a turn. `decided` is the approval that it used up."""
        self.pending.discard(decided or "")
        if turn.approval is not None:
            self.pending.add(turn.approval.id)
        self.failed = self.failed or any(
            not result.success and (result.error is None or result.error.code != WAITS)
            for result in turn.results
        )

    @property
    def status(self) -> int:
        return int(self.failed or bool(self.pending))


def status_of(turn: Turn) -> int:
    """Of one turn alone: a question that is left open is no success."""
    return int(turn.outcome is not Ending.DONE)
