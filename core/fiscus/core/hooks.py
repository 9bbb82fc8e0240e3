"""What plugins do around messages and actions, in the order in which they were loaded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fiscus.core.isolation import settle, where

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction
    from fiscus.core.memory import Memory
    from fiscus.core.result import ActionResult
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)


async def before_message(runtime: AgentRuntime, message: Memory) -> Memory:
    """The message as the plugins hand it on, one to the next."""
    for plugin in runtime.plugins:
        if plugin.before_message is not None:
            message = await plugin.before_message(message, runtime)
    return message


async def after_message(runtime: AgentRuntime, message: Memory, replies: Sequence[Memory]) -> None:
    """Tell the plugins what was answered. One that fails does not keep it from the others."""
    for plugin in runtime.plugins:
        if plugin.after_message is not None:
            (outcome,) = await settle(plugin.after_message(message, replies, runtime))
            _logged(outcome, plugin.name, "after_message")


async def blocked_by(runtime: AgentRuntime, action: AnyAction, message: Memory) -> str | None:
    """The plugin that does not let the action run. One that fails over it is an error."""
    for plugin in runtime.plugins:
        allows = plugin.before_action
        if allows is not None and not await allows(action, message, runtime):
            return plugin.name
    return None


async def after_action(runtime: AgentRuntime, action: AnyAction, result: ActionResult) -> None:
    """Tell the plugins what an action came to. One that fails does not keep it from the others."""
    for plugin in runtime.plugins:
        if plugin.after_action is not None:
            (outcome,) = await settle(plugin.after_action(action, result, runtime))
            _logged(outcome, plugin.name, "after_action")


def _logged(outcome: Exception | None, plugin: str, hook: str) -> None:
    if outcome is not None:
        log.error("%s of plugin %s failed: %s", hook, plugin, where(outcome))
