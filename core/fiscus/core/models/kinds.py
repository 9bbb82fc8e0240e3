"""The jobs a model can do, and which smaller job stands in for a larger one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ModelType(StrEnum):
    """The documented jobs. The spelling with colons means the same, and so do capitals."""

    TEXT_SMALL = "text_small"
    TEXT_MEDIUM = "text_medium"
    TEXT_LARGE = "text_large"
    TEXT_EMBEDDING = "text_embedding"
    OBJECT_SMALL = "object_small"
    OBJECT_MEDIUM = "object_medium"
    OBJECT_LARGE = "object_large"
    IMAGE_GENERATION = "image_generation"
    IMAGE_ANALYSIS = "image_analysis"
    SPEECH_TO_TEXT = "speech_to_text"
    TEXT_TO_SPEECH = "text_to_speech"
    CODE_GENERATION = "code_generation"
    CLASSIFICATION = "classification"


TEXT = frozenset(
    {
        ModelType.TEXT_SMALL,
        ModelType.TEXT_MEDIUM,
        ModelType.TEXT_LARGE,
        ModelType.CODE_GENERATION,
        ModelType.CLASSIFICATION,
    }
)
OBJECT = frozenset({ModelType.OBJECT_SMALL, ModelType.OBJECT_MEDIUM, ModelType.OBJECT_LARGE})

SMALLER: Mapping[str, str] = MappingProxyType(
    {
        ModelType.TEXT_LARGE: ModelType.TEXT_MEDIUM,
        ModelType.TEXT_MEDIUM: ModelType.TEXT_SMALL,
        ModelType.OBJECT_LARGE: ModelType.OBJECT_MEDIUM,
        ModelType.OBJECT_MEDIUM: ModelType.OBJECT_SMALL,
    }
)
"""What is asked where nobody does the larger job."""


def model_name(model_type: str) -> str:
    """The spelling that counts: `TEXT_LARGE` and `text:large` are `text_large`."""
    return str(model_type).lower().replace(":", "_")


def ladder(model_type: str) -> tuple[str, ...]:
    """The job itself, then the smaller ones that may stand in for it."""
    steps = [model_name(model_type)]
    while (smaller := SMALLER.get(steps[-1])) is not None:
        steps.append(smaller)
    return tuple(steps)
