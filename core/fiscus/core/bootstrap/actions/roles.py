"""To give somebody a role in a shared place. It never opens the wallet."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.consent import manager, must_be_said
from fiscus.core.bootstrap.people import find_entity
from fiscus.core.bootstrap.roles import ROLES, Role, may_give, role_of, roles_of
from fiscus.core.bootstrap.scene import forget, scene_of
from fiscus.core.errors import NotAllowed, RequestError
from fiscus.core.memory import Memory
from fiscus.core.result import ActionResult
from fiscus.core.runtime import AgentRuntime
from fiscus.core.state import State


class Update(BaseModel):
    """Who is to have which role."""

    entity: str = Field(description="The name of the person, as the message says it.")
    role: str = Field(description="OWNER, ADMIN or NONE.")


async def _shared(runtime: AgentRuntime, message: Memory, state: State) -> bool:
    scene = await scene_of(runtime, message)
    return scene.shared and scene.world is not None


async def _update(context: ActionContext, params: Update) -> ActionResult:
    """Owners change all roles, admins all but an owner's."""
    runtime = context.runtime
    scene, giver = await manager(context, what="Giving roles")
    named = params.role.strip().upper()
    if named not in Role.__members__:
        raise RequestError(f"{params.role!r} is no role", hint="There are OWNER, ADMIN and NONE.")
    must_be_said(context, params.entity, params.role)
    world = scene.world
    if world is None:
        raise RequestError("this room belongs to no world, so there are no roles in it")
    entity = await find_entity(runtime, context.message, params.entity)
    old, new = role_of(world, entity.id), Role(named)
    if not may_give(giver, old=old, new=new):
        raise NotAllowed("only an OWNER makes or unmakes one", hint="Ask an OWNER.")
    roles = {**roles_of(world), entity.id: new}
    given = {who: role.value for who, role in roles.items()}
    await runtime.store.update_world(replace(world, metadata={**world.metadata, ROLES: given}))
    forget(runtime, context.message)
    called = entity.names[0] if entity.names else entity.id
    return ActionResult(
        success=True,
        text=f"Updated {called}'s role to {new.value}.",
        values={"role": new.value},
        data={"entityId": entity.id, "previous": old.value, "role": new.value},
    )


update_role: Action[Update] = Action(
    name="UPDATE_ROLE",
    description="Gives a person of a shared room the role OWNER, ADMIN or NONE. Only when an owner"
    " or admin asks for it by name; it never gives anybody the wallet",
    handler=_update,
    params=Update,
    validate=_shared,
    similes=("CHANGE_ROLE", "SET_PERMISSIONS", "ASSIGN_ROLE", "MAKE_ADMIN"),
)
