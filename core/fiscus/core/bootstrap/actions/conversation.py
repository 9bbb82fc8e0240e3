"""To reply, to ignore, to do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.modelling import ask_object, has_model
from fiscus.core.bootstrap.texts import REPLY
from fiscus.core.bootstrap.voice import answer
from fiscus.core.memory import Content
from fiscus.core.models import ModelType
from fiscus.core.result import ActionResult

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reply(BaseModel):
    """What to say."""

    text: str = Field("", description="What to say. Left out, it is written from the context.")


async def _reply(context: ActionContext, params: Reply) -> ActionResult:
    """Say what the response says; else have it written; else say what can be said without."""
    said = Content(params.text, ("REPLY",)) if params.text else await _written(context)
    await context.callback(said)
    return ActionResult(success=True, values={"responded": True, "lastReply": said.text})


async def _written(context: ActionContext) -> Content:
    runtime, message = context.runtime, context.message
    if not has_model(runtime, ModelType.OBJECT_LARGE):
        return Content(answer(runtime, message.content.text), ("REPLY",))
    composed = await runtime.compose_state(message, ["RECENT_MESSAGES", "ACTION_STATE"])
    for result in context.previous_results:
        composed = composed.after(result, at=runtime.clock.now())
    written = await ask_object(runtime, composed, REPLY)
    thought = written.get("thought")
    return Content(
        _text(written), ("REPLY",), thought=thought if isinstance(thought, str) else None
    )


def _text(written: Mapping[str, object]) -> str:
    """Under either of the documented keys."""
    return str(written.get("message") or written.get("text") or "")


async def _nothing(context: ActionContext, params: None) -> ActionResult:
    return ActionResult(success=True)


async def _ignored(context: ActionContext, params: None) -> ActionResult:
    """The decision is remembered; nobody is shown anything."""
    return ActionResult(success=True, values={"ignored": True})


reply: Action[Reply] = Action(
    name="REPLY",
    description="Replies to the current conversation",
    handler=_reply,
    params=Reply,
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
    handler=_ignored,
    similes=("NO_REPLY",),
)
