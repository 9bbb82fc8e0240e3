"""A yes or a no that a person gave, taken to the desk, and its answer as an action's result.

Only what hears people is given this: the pipeline and the programs. No action and no model is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol

from fiscus.core.desk.consenting import By, Decision
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.outcome import Approval, Outcome
from fiscus.core.desk.records import ApprovalRecord
from fiscus.core.errors import FiscusError
from fiscus.core.receipts import transfer_receipt
from fiscus.core.result import ActionResult, Problem
from fiscus.core.runtime import AgentRuntime

APPROVE: Final = "APPROVE"


class Titled(Protocol):
    """What is asked of a family of chains here."""

    @property
    def name(self) -> str: ...

    def title(self, chain: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Decisions:
    """Takes decisions to the desk of one agent."""

    runtime: AgentRuntime
    desk: Desk
    families: Mapping[str, Titled]

    async def waiting(self, person: str, *, source: str, room: str) -> Sequence[ApprovalRecord]:
        """What waits for a yes and was shown to this person in this room, oldest first."""
        return await self.desk.approvals.shown_to(person, source=source, room=room)

    async def take(
        self, decision: Decision, approval_id: str, by: By
    ) -> tuple[ActionResult, Approval | None]:
        """What became of it, and what is still or newly asked. A refusal is part of the answer."""
        decide = self.desk.approve if decision == "approve" else self.desk.deny
        return await self.settle(partial(decide, approval_id, by))

    async def settle(
        self,
        decide: Callable[[], Awaitable[Outcome]],
        told: Callable[[Outcome], ActionResult] | None = None,
    ) -> tuple[ActionResult, Approval | None]:
        """The same for anything that the desk decides; `told` says it in other words."""
        try:
            outcome = await decide()
        except FiscusError as error:
            return ActionResult.failed(Problem.of(error), action=APPROVE), None
        return (told or self._receipt)(outcome), outcome.approval

    def _receipt(self, outcome: Outcome) -> ActionResult:
        """The same answer that the payment's own action would have given."""
        family = next(f for f in self.families.values() if f.title(outcome.chain) is not None)
        for action in self.runtime.actions.values():
            if action.receipt is not None and action.family == family.name:
                return replace(action.receipt(outcome), action=action.name)
        receipt = transfer_receipt(outcome, title=family.title(outcome.chain) or outcome.chain)
        return replace(receipt, action="TRANSFER")
