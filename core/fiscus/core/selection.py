"""Which actions may be chosen now."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from fiscus.core.action import always
from fiscus.core.isolation import settle, where

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State

log = logging.getLogger(__name__)


async def valid_actions(
    runtime: AgentRuntime, actions: Collection[AnyAction], *, message: Memory, state: State
) -> tuple[AnyAction, ...]:
    """Those that find themselves valid, all asked at the same time. One that fails is not."""
    asked = [action for action in actions if action.validate is not always]
    outcomes = await settle(*(action.validate(runtime, message, state) for action in asked))
    invalid: set[str] = set()
    for action, outcome in zip(asked, outcomes, strict=True):
        if isinstance(outcome, Exception):
            log.error("Validation error for %s: %s", action.name, where(outcome))
        if outcome is not True:
            invalid.add(action.name)
    return tuple(action for action in actions if action.name not in invalid)
