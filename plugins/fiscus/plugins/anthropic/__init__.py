"""Models of Anthropic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fiscus.core import Plugin
from fiscus.core.models.kinds import ModelType
from fiscus.core.models.registration import ModelRegistration
from fiscus.core.plugins import Phase
from fiscus.plugins.anthropic.media import describe
from fiscus.plugins.anthropic.objects import objects
from fiscus.plugins.anthropic.text import stream, text
from fiscus.plugins.anthropic.vendor import (
    ANTHROPIC,
    LARGE,
    MEDIUM,
    SETTINGS,
    SMALL,
    AnthropicService,
)

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

__all__ = ["plugin"]

PRIORITY = 100
"""First for text and objects, which is all it does beside images."""

TEXTS = {
    ModelType.TEXT_SMALL: SMALL,
    ModelType.TEXT_MEDIUM: MEDIUM,
    ModelType.TEXT_LARGE: LARGE,
}
OBJECTS = {
    ModelType.OBJECT_SMALL: SMALL,
    ModelType.OBJECT_MEDIUM: MEDIUM,
    ModelType.OBJECT_LARGE: LARGE,
}


async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
    ANTHROPIC.check(runtime)


plugin = Plugin(
    name="anthropic",
    description="Models of Anthropic: text, objects, image descriptions.",
    models=(
        *(
            ModelRegistration(kind, text(slot), "anthropic", PRIORITY, stream(slot))
            for kind, slot in TEXTS.items()
        ),
        *(
            ModelRegistration(kind, objects(slot), "anthropic", PRIORITY)
            for kind, slot in OBJECTS.items()
        ),
        ModelRegistration(ModelType.IMAGE_ANALYSIS, describe, "anthropic", PRIORITY),
    ),
    services=(AnthropicService,),
    settings=SETTINGS,
    phase=Phase.MODELS,
    priority=PRIORITY,
    init=init,
)
