"""What is told of steps that do not run: which they are, why, and what would work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from fiscus.core.desk.amounts import announced
from fiscus.core.result import ActionResult, Problem

if TYPE_CHECKING:
    from fiscus.core.reader.reading import ParamValue

CODE: Final = "NOT_RUN"


class Why(StrEnum):
    """What stands in the way of the steps that follow; each is the beginning of a sentence."""

    FAILED = "because a step before did not succeed"
    WAITS = "because a step before waits for a yes"
    PENDING = "because a step before is not in a block yet"
    WHOLE = "because the message cannot be done as a whole"


HINTS: Final = {
    Why.FAILED: "Ask for it again where it shall be done all the same.",
    Why.WAITS: "A yes does that step alone: ask for this again afterwards.",
    Why.PENDING: "Ask for it again once that has landed.",
}


@dataclass(frozen=True, slots=True)
class Unrun:
    """A step that does not run."""

    action: str
    payments: Sequence[Mapping[str, ParamValue]] = ()
    """Its parameters; of several payments in one, those of each."""

    @property
    def text(self) -> str:
        """`"TRANSFER_SOLANA (0.2 SOL to bob.sol)"`."""
        said = "; ".join(filter(None, map(_told, self.payments)))
        return f"{self.action} ({said})" if said else self.action

    def result(self, why: Why) -> ActionResult:
        problem = Problem(CODE, f"Not run, {why}: {self.text}", HINTS.get(why))
        return ActionResult.failed(problem, action=self.action)


def listed(steps: Sequence[Unrun], why: Why) -> str:
    """All of them in one line."""
    hint = HINTS.get(why)
    line = f"Not run, {why}: {', '.join(step.text for step in steps)}."
    return f"{line} {hint}" if hint else line


def reason(result: ActionResult, *, waits: bool) -> Why:
    """Why nothing runs behind a step that ended so. `waits`: it was put to an owner."""
    if waits:
        return Why.WAITS
    pending = result.error is not None and result.error.code == "PENDING"
    return Why.PENDING if pending else Why.FAILED


def _told(params: Mapping[str, ParamValue]) -> str:
    amount, token, into, whom = (
        str(params.get(role, "")) for role in ("amount", "token", "to_token", "recipient")
    )
    parts = (
        announced(amount, token).strip() if amount else token,
        f"for {into}" if into else "",
        f"to {whom}" if whom else "",
    )
    return " ".join(filter(None, parts))
