"""To make a choice that the agent has put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.choices import (
    CANCEL,
    CHOSEN,
    Choice,
    Option,
    chosen,
    pending_choices,
)
from fiscus.core.bootstrap.consent import manager
from fiscus.core.bootstrap.scene import AWAITING_CHOICE, forget, scene_of
from fiscus.core.errors import NotAllowed, RequestError
from fiscus.core.memory import Content
from fiscus.core.result import ActionResult
from fiscus.core.tasks import QUEUE

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State


class Chosen(BaseModel):
    """What the person chose."""

    option: str = Field("", description="The name or number of the option, as the person said it.")


async def _waiting(runtime: AgentRuntime, message: Memory, state: State) -> bool:
    return bool(await pending_choices(runtime, message))


async def _choose(context: ActionContext, params: Chosen) -> ActionResult:
    """What the message itself says is the choice; a model only points out that it is one."""
    waiting = await pending_choices(context.runtime, context.message)
    if not waiting:
        raise RequestError("no choice is waiting here", hint="Say what you want done.")
    found = chosen(waiting, context.message.content.text) or _named(context, waiting, params)
    if found is None:
        text = "\n\n".join(choice.text for choice in waiting)
        await context.callback(Content(text, ("CHOICE",)))
        return ActionResult(success=True, values={"choicePending": True})
    choice, option = found
    await _may_choose(context, choice)
    if option.name == CANCEL:
        await context.runtime.delete_task(choice.task.id)
        forget(context.runtime, context.message)
        return ActionResult(success=True, text=f"Cancelled: {choice.task.name}.")
    await _decided(context, choice, option)
    return ActionResult(
        success=True,
        text=f"Selected option: {option.name} for task: {choice.task.name}.",
        values={"selectedOption": option.name},
        data={"taskId": choice.task.id, "option": option.name},
    )


def _named(
    context: ActionContext, waiting: tuple[Choice, ...], params: Chosen
) -> tuple[Choice, Option] | None:
    """The model's pick counts where the option's name stands in the message."""
    found = chosen(waiting, params.option) if params.option else None
    said = context.message.content.text.lower()
    return found if found and found[1].name.lower() in said else None


async def _may_choose(context: ActionContext, choice: Choice) -> None:
    """Whoever was asked; in a shared room, where nobody was, those who manage it."""
    asked = choice.task.entity_id
    if asked is not None and asked != context.message.entity_id:
        raise NotAllowed("somebody else was asked to choose", hint="Let them answer.")
    if asked is None and (await scene_of(context.runtime, context.message)).shared:
        await manager(context, what="This choice")


async def _decided(context: ActionContext, choice: Choice, option: Option) -> None:
    """Queue the task, so that no stop can lose it: its worker finds the option in the metadata."""
    task = choice.task
    tags = (*(tag for tag in task.tags if tag != AWAITING_CHOICE), QUEUE)
    await context.runtime.update_task(
        task.id,
        {
            "tags": tuple(dict.fromkeys(tags)),
            "metadata": {**task.metadata, CHOSEN: option.name},
            "scheduled_for": context.runtime.clock.now(),
        },
    )
    forget(context.runtime, context.message)


choice: Action[Chosen] = Action(
    name="CHOICE",
    description="Picks one of the pending choices, in the words of the person who was asked",
    handler=_choose,
    params=Chosen,
    validate=_waiting,
    similes=("CHOOSE_OPTION", "SELECT_OPTION", "SELECT", "PICK"),
)
