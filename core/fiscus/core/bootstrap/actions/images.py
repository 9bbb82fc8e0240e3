"""To have a picture made."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from fiscus.core.action import Action, ActionContext
from fiscus.core.bootstrap.attachments import ATTACHMENTS, Media
from fiscus.core.bootstrap.modelling import has_model
from fiscus.core.ids import generate_id
from fiscus.core.memory import Content
from fiscus.core.models import ImageGenerationParams, ModelType
from fiscus.core.result import ActionResult

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State


class Picture(BaseModel):
    """What is to be seen."""

    prompt: str = Field(description="The picture, in detail.", min_length=1, max_length=4000)


async def _possible(runtime: AgentRuntime, message: Memory, state: State) -> bool:
    return has_model(runtime, ModelType.IMAGE_GENERATION)


async def _generate(context: ActionContext, params: Picture) -> ActionResult:
    made = await context.runtime.use_model(
        ModelType.IMAGE_GENERATION, ImageGenerationParams(prompt=params.prompt)
    )
    body = base64.b64encode(made.data).decode()
    media = Media(
        id=generate_id(),
        url=f"data:{made.media_type};base64,{body}",
        content_type=made.media_type,
        title="Generated image",
        source="generated",
        description=params.prompt,
    )
    said = Content("Here is the image.", ("GENERATE_IMAGE",), more={ATTACHMENTS: [media.to_json()]})
    await context.callback(said)
    return ActionResult(success=True, data={"attachmentId": media.id})


generate_image: Action[Picture] = Action(
    name="GENERATE_IMAGE",
    description="Makes a picture and attaches it. Only when asked for one",
    handler=_generate,
    params=Picture,
    validate=_possible,
    similes=("DRAW", "CREATE_IMAGE", "RENDER_IMAGE", "MAKE_PICTURE"),
)
