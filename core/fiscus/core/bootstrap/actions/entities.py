"""To keep what somebody tells about themselves."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.consent import manager, must_be_said
from fiscus.core.bootstrap.people import find_entity
from fiscus.core.errors import RequestError
from fiscus.core.result import ActionResult

NAME = "name"
LONGEST = 200
MOST = 30
"""Things kept about one entity."""


class Update(BaseModel):
    """What is to be kept about whom."""

    field: str = Field(description="What it is: `name`, `email`, `timezone`.", min_length=1)
    value: str = Field(description="The value, as the person wrote it.", min_length=1)
    entity: str = Field("", description="Whose it is; left out, the sender's own.")


async def _update(context: ActionContext, params: Update) -> ActionResult:
    """Everybody may tell about themselves; who manages the place, about others."""
    entity = await find_entity(context.runtime, context.message, params.entity)
    if entity.id != context.message.entity_id:
        await manager(context, what="What is kept about others")
    must_be_said(context, params.value)
    key, value = params.field.strip().lower()[:LONGEST], params.value.strip()[:LONGEST]
    if key == NAME:
        names = tuple(dict.fromkeys((value, *entity.names)))
        changed = replace(entity, names=names)
    else:
        changed = replace(entity, metadata={**entity.metadata, key: value})
    if len(changed.metadata) > MOST:
        raise RequestError(f"more than {MOST} things are kept about nobody")
    await context.runtime.store.update_entity(changed)
    called = entity.names[0] if entity.names else "you"
    return ActionResult(
        success=True, text=f"Noted for {called}: {key} is {value}.", data={"entityId": entity.id}
    )


update_entity: Action[Update] = Action(
    name="UPDATE_ENTITY",
    description="Keeps something that a person tells about themselves, like an email address."
    " Never a key or a password, and never an address to pay to",
    handler=_update,
    params=Update,
    similes=("UPDATE_CONTACT", "UPDATE_PROFILE", "SAVE_CONTACT"),
)
