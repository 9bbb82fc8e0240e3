"""A yes or a no that a person gave, taken to the desk, and its answer as an action's result.

Only what hears people is given this: the pipeline and the programs. No action and no model is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol

from fiscus.core.desk.adapter import Variant
from fiscus.core.desk.consenting import By, Decision, owners_only
from fiscus.core.desk.deeds import Deed
from fiscus.core.desk.door import Principal
from fiscus.core.desk.front import FrontDesk
from fiscus.core.desk.outcome import Approval, Outcome
from fiscus.core.desk.records import ApprovalRecord
from fiscus.core.desk.transitions import WIRED
from fiscus.core.errors import FiscusError, WhichPayment
from fiscus.core.receipts import cancel_receipt, thing_that_was_signed, transfer_receipt
from fiscus.core.result import ActionResult, Problem
from fiscus.core.runtime import AgentRuntime

APPROVE: Final = "APPROVE"
OUTBIDS: Final = {Variant.FASTER: "SPEED_UP", Variant.CANCEL: "CANCEL"}
"""How such a result is called where it is no payment's own."""
REQUESTS: Final[Mapping[str, str]] = {
    Deed.SEND: "transfer",
    Deed.WRAP: "swap",
    Deed.UNWRAP: "swap",
}
"""What is asked for where a deed's own word is not the request's. A right to spend is nobody's
request: it is a step of several."""


class Titled(Protocol):
    """What is asked of a family of chains here."""

    @property
    def name(self) -> str: ...

    def title(self, chain: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Decisions:
    """Takes decisions to the desk of one agent."""

    runtime: AgentRuntime
    desk: FrontDesk
    families: Mapping[str, Titled]

    async def waiting(self, person: str, *, source: str, room: str) -> Sequence[ApprovalRecord]:
        """What waits for a yes and was shown to this person in this room, oldest first."""
        return await self.desk.books.shown_to(person, source=source, room=room)

    async def take(
        self, decision: Decision, approval_id: str, by: By
    ) -> tuple[ActionResult, Approval | None]:
        """What became of it, and what is still or newly asked. A refusal is part of the answer."""
        decide = self.desk.approve if decision == "approve" else self.desk.deny
        return await self.settle(partial(decide, approval_id, by))

    async def outbid(
        self, variant: Variant, payment: str | None, principal: Principal
    ) -> tuple[ActionResult, Approval | None]:
        """Speed up or call back what waits for a block: a payment by its id or that of any of its
        transactions, or the only one there is."""

        async def decide() -> Outcome:
            owners_only(principal)
            desk, name = self.desk, payment or await self._only_one()
            if variant is Variant.CANCEL:
                return await desk.cancel(name, principal)
            return await desk.speed_up(name, principal)

        told = self._called_back if variant is Variant.CANCEL else None
        return await self.settle(decide, told, action=OUTBIDS[variant])

    async def settle(
        self,
        decide: Callable[[], Awaitable[Outcome]],
        told: Callable[[Outcome], ActionResult] | None = None,
        *,
        action: str = APPROVE,
    ) -> tuple[ActionResult, Approval | None]:
        """The same for anything that the desk decides; `told` says it in other words, `action`
        is what a refusal is called."""
        try:
            outcome = await decide()
        except FiscusError as error:
            return ActionResult.failed(Problem.of(error), action=action), None
        return (told or self._receipt)(outcome), outcome.approval

    async def _only_one(self) -> str:
        """The id of the payment that waits for a block. Raises `WhichPayment`."""
        waiting = [one for one in await self.desk.books.open() if one.state in WIRED]
        if not waiting:
            raise WhichPayment(
                "No payment waits for a block, so there is nothing to take the place of",
                hint="What waits for a yes is answered with yes or no; what landed stays.",
            )
        if len(waiting) > 1:
            told = "; ".join(
                f"{thing_that_was_signed(one, self._title(one))} ({one.hash or one.journal_id})"
                for one in waiting
            )
            raise WhichPayment(
                f"{len(waiting)} payments wait for a block: {told}",
                hint="Say which one, with its transaction: cancel transaction 0x…",
            )
        return waiting[0].journal_id

    def _called_back(self, outcome: Outcome) -> ActionResult:
        return replace(cancel_receipt(outcome, title=self._title(outcome)), action="CANCEL")

    def _title(self, outcome: Outcome) -> str:
        titles = (family.title(outcome.chain) for family in self.families.values())
        return next((title for title in titles if title), outcome.chain)

    def _receipt(self, outcome: Outcome) -> ActionResult:
        """The same answer that the payment's own action would have given."""
        family = next(f for f in self.families.values() if f.title(outcome.chain) is not None)
        request = REQUESTS.get(outcome.deed, outcome.deed)
        for action in self.runtime.actions.values():
            its = action.family == family.name and request in action.handles
            if its and action.receipt is not None:
                return replace(action.receipt(outcome), action=action.name)
        receipt = transfer_receipt(outcome, title=family.title(outcome.chain) or outcome.chain)
        return replace(receipt, action=request.upper())
