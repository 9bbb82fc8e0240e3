"""The desk's door as an action has it: what the desk asked for is remembered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fiscus.core.desk.door import earlier

if TYPE_CHECKING:
    from fiscus.core.desk.door import Door, Given, Intent
    from fiscus.core.desk.outcome import Approval, Outcome


@dataclass(slots=True)
class WatchedDoor:
    """The desk's door, remembering the approval that the desk asked for.

    It tells the desk whose idea the action is, whatever the action passes on.
    """

    _door: Door
    _action: Given
    approval: Approval | None = None

    async def submit(self, intent: Intent) -> Outcome:
        if self._action.origin.needs_approval:
            intent = replace(intent, values={**intent.values, "action": self._action})
        outcome = await self._door.submit(intent)
        self.approval = outcome.approval or self.approval
        return outcome

    async def earlier(self) -> Outcome | None:
        outcome = await earlier(self._door)
        if outcome is not None:
            self.approval = outcome.approval or self.approval
        return outcome
