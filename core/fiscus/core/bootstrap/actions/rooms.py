"""How the agent takes part in a room: to follow it, to be silent in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.modelling import ask_text, has_model
from fiscus.core.bootstrap.scene import forget, participation
from fiscus.core.bootstrap.texts import MUTE
from fiscus.core.models import ModelType
from fiscus.core.result import ActionResult
from fiscus.core.store.records import ParticipantState

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State

FOLLOWED, MUTED = ParticipantState.FOLLOWED, ParticipantState.MUTED

Validate = Callable[["AgentRuntime", "Memory", "State"], Awaitable[bool]]


def _in(*states: ParticipantState | None) -> Validate:
    async def valid(runtime: AgentRuntime, message: Memory, state: State) -> bool:
        return await participation(runtime, message) in states

    return valid


async def _set(context: ActionContext, state: ParticipantState | None) -> None:
    runtime, room = context.runtime, context.message.room_id
    await runtime.store.set_participant_user_state(room, runtime.agent_id, state)
    forget(runtime, context.message)


async def _follow(context: ActionContext, params: None) -> ActionResult:
    await _set(context, FOLLOWED)
    text = "I have followed this room: I read along, and answer where I can help."
    return ActionResult(success=True, text=text, values={"roomFollowed": True})


async def _unfollow(context: ActionContext, params: None) -> ActionResult:
    await _set(context, None)
    text = "I have unfollowed this room: I answer when I am spoken to."
    return ActionResult(success=True, text=text, values={"roomFollowed": False})


async def _mute(context: ActionContext, params: None) -> ActionResult:
    """Asked for in plain words it is done; otherwise a model decides, and without one it is not."""
    if not (context.request or await _decided(context)):
        return ActionResult(success=False, text="Continuing to participate")
    await _set(context, MUTED)
    name = context.runtime.character.name
    text = f'Going silent in this room. To be heard again, say "{name}, unmute this room".'
    return ActionResult(success=True, text=text, values={"roomMuted": True})


async def _decided(context: ActionContext) -> bool:
    if not has_model(context.runtime, ModelType.TEXT_SMALL):
        return False
    state = await context.runtime.compose_state(context.message, ["RECENT_MESSAGES"])
    return "yes" in (await ask_text(context.runtime, state, MUTE, small=True)).lower()


async def _unmute(context: ActionContext, params: None) -> ActionResult:
    await _set(context, None)
    return ActionResult(
        success=True, text="I am back: I answer in this room again.", values={"roomMuted": False}
    )


follow_room: Action[None] = Action(
    name="FOLLOW_ROOM",
    description="Follows the room: reads along and answers without being named. Only when asked to",
    handler=_follow,
    validate=_in(None),
    similes=("FOLLOW_CHAT", "FOLLOW_CHANNEL", "FOLLOW_CONVERSATION", "FOLLOW_THREAD"),
)

unfollow_room: Action[None] = Action(
    name="UNFOLLOW_ROOM",
    description="Stops following the room. Only when asked to",
    handler=_unfollow,
    validate=_in(FOLLOWED),
    similes=("UNFOLLOW_CHAT", "UNFOLLOW_CHANNEL", "UNFOLLOW_CONVERSATION", "UNFOLLOW_THREAD"),
)

mute_room: Action[None] = Action(
    name="MUTE_ROOM",
    description="Mutes a room if asked to or if the agent is being annoying",
    handler=_mute,
    validate=_in(None, FOLLOWED),
    similes=("SHUT_UP", "BE_QUIET", "STOP_TALKING", "SILENCE"),
)

unmute_room: Action[None] = Action(
    name="UNMUTE_ROOM",
    description="Answers in a muted room again. Only when asked to",
    handler=_unmute,
    validate=_in(MUTED),
    similes=("UNMUTE_CHAT", "UNMUTE_CHANNEL", "UNMUTE_CONVERSATION", "UNMUTE_THREAD"),
)
