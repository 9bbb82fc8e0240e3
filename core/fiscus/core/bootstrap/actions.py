"""Actions of every agent: to reply, to do nothing, to ignore."""

from __future__ import annotations

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.voice import answer
from fiscus.core.result import ActionResult


async def _reply(context: ActionContext, params: None) -> ActionResult:
    return ActionResult(success=True, text=answer(context.runtime, context.message.content.text))


async def _nothing(context: ActionContext, params: None) -> ActionResult:
    return ActionResult(success=True)


reply: Action[None] = Action(
    name="REPLY",
    description="Replies to the current conversation",
    handler=_reply,
    similes=("GREET", "REPLY_TO_MESSAGE", "SEND_REPLY", "RESPOND"),
)

none: Action[None] = Action(
    name="NONE",
    description="Does nothing, beside other actions or instead of them",
    handler=_nothing,
    similes=("NO_ACTION", "NO_RESPONSE"),
)

ignore: Action[None] = Action(
    name="IGNORE",
    description="Ignores the message: no reply, no action",
    handler=_nothing,
    similes=("STOP_TALKING", "NO_REPLY"),
)
