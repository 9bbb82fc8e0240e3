"""Images and speech."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

from fiscus.core.errors import BadModelRequest
from fiscus.core.models.answers import FileAnswer, ImageAnswer, TextAnswer
from fiscus.core.models.images import described
from fiscus.core.models.params import (
    ImageAnalysisParams,
    ImageGenerationParams,
    SpeechToTextParams,
    TextToSpeechParams,
)
from fiscus.core.models.vendors import Body, nonsense
from fiscus.plugins.openai.text import answer, complete
from fiscus.plugins.openai.vendor import OPENAI, SMALL, client_of, speaking

if TYPE_CHECKING:
    from openai.types import ImagesResponse

    from fiscus.core.runtime import AgentRuntime

TRANSCRIBER = "whisper-1"
SPEAKER = "tts-1"
VOICE = "nova"
PAINTER = "gpt-image-1"


async def describe(runtime: AgentRuntime, params: ImageAnalysisParams) -> ImageAnswer:
    """What an image shows. The vendor fetches it, where it is given by its address."""
    client = await client_of(runtime)
    content = [
        {"type": "text", "text": params.prompt},
        {"type": "image_url", "image_url": {"url": _address(params)}},
    ]
    body: Body = {
        "model": params.model or OPENAI.text(runtime, SMALL),
        "messages": [{"role": "user", "content": content}],
    }
    if params.max_tokens is not None:
        body["max_tokens"] = params.max_tokens
    return described(answer(runtime, await complete(client, body)))


def _address(params: ImageAnalysisParams) -> str:
    if params.image is not None:
        return f"data:{params.media_type};base64,{b64encode(params.image).decode()}"
    if params.image_url is None or not params.image_url.startswith("https://"):
        raise BadModelRequest("an image needs bytes or an https address")
    return params.image_url


async def transcribe(runtime: AgentRuntime, params: SpeechToTextParams) -> TextAnswer:
    """The words of a recording."""
    client = await client_of(runtime)
    body: Body = {
        "model": params.model or TRANSCRIBER,
        "file": (params.filename, params.audio),
        "response_format": "json",
    }
    if params.language:
        body["language"] = params.language
    if params.temperature is not None:
        body["temperature"] = params.temperature
    create = cast("Callable[..., Awaitable[object]]", client.audio.transcriptions.create)
    with speaking():
        transcription = await create(**body)
    text = getattr(transcription, "text", None)
    if not isinstance(text, str):
        raise nonsense(OPENAI)
    return TextAnswer(text, model=params.model or TRANSCRIBER)


async def speak(runtime: AgentRuntime, params: TextToSpeechParams) -> FileAnswer:
    """The text as an MP3."""
    client = await client_of(runtime)
    model = params.model or SPEAKER
    with speaking():
        response = await client.audio.speech.create(
            model=model, voice=params.voice or VOICE, input=params.text, response_format="mp3"
        )
    return FileAnswer(data=response.content, media_type="audio/mpeg", model=model)


async def paint(runtime: AgentRuntime, params: ImageGenerationParams) -> FileAnswer:
    """A PNG of what the prompt says. Seeds, steps and negative prompts have no word here."""
    client = await client_of(runtime)
    model = params.model or PAINTER
    body: Body = {"model": model, "prompt": params.prompt}
    if params.width and params.height:
        body["size"] = f"{params.width}x{params.height}"
    generate = cast("Callable[..., Awaitable[ImagesResponse]]", client.images.generate)
    with speaking():
        response = await generate(**body)
    data = response.data[0].b64_json if response.data else None
    if not data:
        raise nonsense(OPENAI)
    return FileAnswer(data=b64decode(data), media_type="image/png", model=model)
