"""Models of OpenAI, and of every server that speaks its language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fiscus.core import Plugin
from fiscus.core.models.kinds import ModelType
from fiscus.core.models.registration import ModelHandler, ModelRegistration
from fiscus.core.plugins import Phase
from fiscus.plugins.openai.embeddings import embeddings
from fiscus.plugins.openai.media import describe, paint, speak, transcribe
from fiscus.plugins.openai.objects import objects
from fiscus.plugins.openai.text import stream, text
from fiscus.plugins.openai.vendor import LARGE, MEDIUM, OPENAI, SETTINGS, SMALL, OpenAIService

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

__all__ = ["plugin"]

PRIORITY = 50
"""An all-rounder: behind those who do text alone, before what is embedded."""

TEXTS = {
    ModelType.TEXT_SMALL: SMALL,
    ModelType.TEXT_MEDIUM: MEDIUM,
    ModelType.TEXT_LARGE: LARGE,
}
HANDLERS: Mapping[str, ModelHandler] = {
    ModelType.OBJECT_SMALL: objects(SMALL),
    ModelType.OBJECT_MEDIUM: objects(MEDIUM),
    ModelType.OBJECT_LARGE: objects(LARGE),
    ModelType.TEXT_EMBEDDING: embeddings,
    ModelType.IMAGE_ANALYSIS: describe,
    ModelType.IMAGE_GENERATION: paint,
    ModelType.SPEECH_TO_TEXT: transcribe,
    ModelType.TEXT_TO_SPEECH: speak,
}


async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
    OPENAI.check(runtime)


plugin = Plugin(
    name="openai",
    description="Models of OpenAI: text, objects, embeddings, images, speech.",
    models=(
        *(
            ModelRegistration(kind, text(slot), "openai", PRIORITY, stream(slot))
            for kind, slot in TEXTS.items()
        ),
        *(ModelRegistration(kind, do, "openai", PRIORITY) for kind, do in HANDLERS.items()),
    ),
    services=(OpenAIService,),
    settings=SETTINGS,
    phase=Phase.MODELS,
    priority=PRIORITY,
    init=init,
)
