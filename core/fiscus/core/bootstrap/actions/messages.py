"""To say something in another room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.consent import manager, must_be_said
from fiscus.core.errors import RequestError
from fiscus.core.memory import Content
from fiscus.core.result import ActionResult

if TYPE_CHECKING:
    from fiscus.core.store.records import Room


class Message(BaseModel):
    """What to say, and where."""

    room: str = Field(description="The room's name or id, as the person said it.")
    text: str = Field(description="What to say there, in the person's own words.", min_length=1)


async def _send(context: ActionContext, params: Message) -> ActionResult:
    """Only for those who manage the place, and only what the message itself says."""
    await manager(context, what="A message to another room")
    must_be_said(context, params.room, params.text)
    room = await _room(context, params.room)
    await context.runtime.send_message(
        room.id, Content(params.text, ("SEND_MESSAGE",), source=room.source)
    )
    name = room.name or room.channel_id or room.id
    return ActionResult(
        success=True, text=f"Message sent to {name}.", data={"roomId": room.id, "text": params.text}
    )


async def _room(context: ActionContext, wanted: str) -> Room:
    rooms = await context.runtime.store.get_all_rooms(agent_id=context.runtime.agent_id)
    plain = wanted.strip().lstrip("#").lower()
    found = [
        room
        for room in rooms
        if plain in {room.id, (room.name or "").lower(), (room.channel_id or "").lower()}
    ]
    if len(found) != 1:
        known = ", ".join(room.name or str(room.channel_id) for room in rooms) or "none"
        raise RequestError(
            f"{len(found) or 'no'} rooms are called {wanted!r}", hint=f"Known rooms: {known}."
        )
    return found[0]


send_message: Action[Message] = Action(
    name="SEND_MESSAGE",
    description="Sends a message to another room. Only when asked to, in the person's own words",
    handler=_send,
    params=Message,
    similes=("DM", "MESSAGE", "POST_MESSAGE", "NOTIFY_ROOM"),
)
