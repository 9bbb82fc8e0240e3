"""Actions that a response names, run with nobody's authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fiscus.core.desk.door import Door, Principal, Ticket
from fiscus.core.doors import open_door
from fiscus.core.errors import RequestError
from fiscus.core.execution import Call, Occasion, execute
from fiscus.core.result import ActionResult, Problem

if TYPE_CHECKING:
    from fiscus.core.action import HandlerCallback
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State


async def process_actions(
    runtime: AgentRuntime,
    message: Memory,
    *,
    responses: Sequence[Memory],
    state: State,
    callback: HandlerCallback,
) -> tuple[ActionResult, ...]:
    """Run what the responses name, in order; a name that nobody bears is a failed result.

    Nobody vouches for these actions: the desk knows the person only by the entity's id, and grants
    it nothing.
    """
    names = [name for response in responses for name in response.content.actions]
    found = [runtime.get_action(name) for name in names]
    calls = [
        Call(action, step=step, critical=action.critical)
        for step, action in enumerate(found)
        if action is not None
    ]
    occasion = replace(_anonymous(runtime, message, callback), responses=tuple(responses))
    execution = await execute(runtime, calls, occasion=occasion, state=state)
    ran = {call.step: result for call, result in zip(calls, execution.results, strict=True)}
    return tuple(
        ran[step] if step in ran else _unknown(runtime, name) for step, name in enumerate(names)
    )


def _anonymous(runtime: AgentRuntime, message: Memory, callback: HandlerCallback) -> Occasion:
    principal = Principal(message.entity_id)

    def door(step: int) -> Door:
        source = message.content.source or ""
        text = message.content.text
        ticket = Ticket(source, message.room_id, message.id, step, text, principal)
        return open_door(runtime, ticket)

    return Occasion(message, principal, door, callback)


def _unknown(runtime: AgentRuntime, name: str) -> ActionResult:
    error = RequestError(
        f"there is no action {name!r}", hint=f"Known: {', '.join(runtime.actions) or 'none'}."
    )
    return ActionResult.failed(Problem.of(error), action=name)
