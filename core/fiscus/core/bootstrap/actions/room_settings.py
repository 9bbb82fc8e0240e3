"""To change a setting of the room."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.consent import manager, must_be_said
from fiscus.core.bootstrap.room_settings import ROOM_SETTINGS, parsed
from fiscus.core.bootstrap.scene import forget
from fiscus.core.errors import RequestError
from fiscus.core.result import ActionResult
from fiscus.core.store.conversations import SETTINGS


class Update(BaseModel):
    """Which setting gets which value."""

    name: str = Field(description=f"One of {', '.join(ROOM_SETTINGS)}.")
    value: str = Field(description="The new value, as the message says it.")


async def _update(context: ActionContext, params: Update) -> ActionResult:
    """What is not on the list cannot be changed from a chat, whoever asks."""
    key, value = parsed(params.name, params.value)
    scene, _ = await manager(context, what="Changing settings")
    must_be_said(context, params.value)
    room = scene.room
    if room is None:
        raise RequestError("this room is not known yet", hint="Say something else in it first.")
    settings = {**scene.settings, key: value}
    changed = replace(room, metadata={**room.metadata, SETTINGS: settings})
    await context.runtime.store.update_room(changed)
    forget(context.runtime, context.message)
    return ActionResult(
        success=True, text=f"{key} is {value} in this room now.", values={"settings": settings}
    )


update_settings: Action[Update] = Action(
    name="UPDATE_SETTINGS",
    description=f"Changes a setting of this room: {', '.join(ROOM_SETTINGS)}. Only when asked to,"
    " with the value in the message. Keys, limits and slippage cannot be changed",
    handler=_update,
    params=Update,
    similes=("UPDATE_SETTING", "SAVE_SETTING", "SET_CONFIGURATION", "CONFIGURE"),
)
