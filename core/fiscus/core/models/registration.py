"""Who does which job, and in which order they are asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from fiscus.core.models.answers import StreamPart
from fiscus.core.models.kinds import model_name
from fiscus.core.models.params import TextParams

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

ModelHandler: TypeAlias = "Callable[[AgentRuntime, Any], Awaitable[object]]"
"""Does the job: given the parameters of its kind (`TextParams` for `TEXT_*`), it returns the
answer, typed (`TextAnswer`) or plain (a `str`). It raises `ModelError`s and tries nothing twice."""
StreamHandler: TypeAlias = "Callable[[AgentRuntime, TextParams], AsyncGenerator[StreamPart]]"
"""The same, piece by piece. The last part brings the whole answer."""


@dataclass(frozen=True, slots=True)
class ModelRegistration:
    """Who does a job, and how much they are preferred: the highest priority goes first."""

    type: str
    handler: ModelHandler
    provider: str
    priority: int = 0
    stream: StreamHandler | None = None
    local: bool = False
    """It runs in this process: nothing is sent anywhere, and nothing is charged."""


class Registrations:
    """By job; the preferred first, and of equals the one that came first."""

    def __init__(self) -> None:
        self._models: dict[str, list[ModelRegistration]] = {}

    def add(self, model: ModelRegistration) -> None:
        models = self._models.setdefault(model_name(model.type), [])
        models.append(model)
        models.sort(key=lambda entry: -entry.priority)

    def discard(self, model: ModelRegistration) -> None:
        models = self._models.get(model_name(model.type), [])
        if model in models:
            models.remove(model)

    def of(self, name: str, provider: str | None = None) -> tuple[ModelRegistration, ...]:
        models = self._models.get(name, ())
        return tuple(m for m in models if provider is None or m.provider == provider)
