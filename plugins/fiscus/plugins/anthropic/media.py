"""Images."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from fiscus.core.errors import BadModelRequest
from fiscus.core.models.answers import ImageAnswer
from fiscus.core.models.images import described
from fiscus.core.models.params import ImageAnalysisParams
from fiscus.core.models.vendors import Body
from fiscus.plugins.anthropic.text import MAX_TOKENS, answer, create
from fiscus.plugins.anthropic.vendor import ANTHROPIC, SMALL, client_of

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime


async def describe(runtime: AgentRuntime, params: ImageAnalysisParams) -> ImageAnswer:
    """What an image shows. The vendor fetches it, where it is given by its address."""
    client = await client_of(runtime)
    content = [
        {"type": "image", "source": _source(params)},
        {"type": "text", "text": params.prompt},
    ]
    body: Body = {
        "model": params.model or ANTHROPIC.text(runtime, SMALL),
        "max_tokens": params.max_tokens or MAX_TOKENS,
        "messages": [{"role": "user", "content": content}],
    }
    return described(answer(runtime, await create(client, body)))


def _source(params: ImageAnalysisParams) -> dict[str, str]:
    if params.image is not None:
        data = b64encode(params.image).decode()
        return {"type": "base64", "media_type": params.media_type, "data": data}
    if params.image_url is None or not params.image_url.startswith("https://"):
        raise BadModelRequest("an image needs bytes or an https address")
    return {"type": "url", "url": params.image_url}
