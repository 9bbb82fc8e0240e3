"""Language models by the job they do, whoever provides them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from fiscus.core.errors import FiscusError, NoModel

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

ModelHandler: TypeAlias = "Callable[[AgentRuntime, Mapping[str, object]], Awaitable[object]]"


class ModelType(StrEnum):
    """The documented jobs. The spelling with colons means the same."""

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


@dataclass(frozen=True, slots=True)
class ModelRegistration:
    """Who does a job, and how much they are preferred: the highest priority goes first."""

    type: str
    handler: ModelHandler
    provider: str
    priority: int = 0


class ModelRouter:
    """Registrations by job, the preferred first."""

    def __init__(self) -> None:
        self._models: dict[str, list[ModelRegistration]] = {}

    def register(self, model: ModelRegistration) -> None:
        models = self._models.setdefault(model_name(model.type), [])
        models.append(model)
        models.sort(key=lambda entry: -entry.priority)

    def providers(self, model_type: str) -> tuple[str, ...]:
        """Who does this job, in the order in which they are asked."""
        return tuple(model.provider for model in self._models.get(model_name(model_type), ()))

    async def use(
        self,
        runtime: AgentRuntime,
        model_type: str,
        *,
        params: Mapping[str, object],
        provider: str | None = None,
    ) -> object:
        """The first answer, asking by priority. Raises `NoModel` where nobody gives one."""
        name = model_name(model_type)
        last: FiscusError | None = None
        for model in self._models.get(name, ()):
            if provider is None or model.provider == provider:
                try:
                    return await model.handler(runtime, params)
                except FiscusError as error:
                    log.warning("Provider %s failed: %s", model.provider, error.code)
                    last = error
        raise NoModel(
            f"No providers available for {name}",
            hint="Name a plugin that brings a model, or ask in wallet language.",
        ) from last


def model_name(model_type: str) -> str:
    """The spelling that counts: `TEXT_LARGE` and `text:large` are `text_large`."""
    return model_type.lower().replace(":", "_")
