"""One call of one model, and what is kept of those that failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from fiscus.core.errors import (
    BadModelOutput,
    BadModelRequest,
    FiscusError,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    NoModel,
    RateLimited,
)
from fiscus.core.models.answers import ModelAnswer, StreamPart, answer_of
from fiscus.core.models.kinds import model_name
from fiscus.core.models.params import ModelParams, TextParams
from fiscus.core.models.registration import ModelRegistration, StreamHandler

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

OF_THIS_MODEL = (BadModelRequest, ModelRefused, RateLimited)
"""Failures after which the same provider's smaller model may still answer. After nonsense it is
better to ask the same model again, which is for the caller to do."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One model, and what it is asked."""

    runtime: AgentRuntime
    model: ModelRegistration
    params: ModelParams | Mapping[str, object]
    begun: float = field(default_factory=time.perf_counter)

    @property
    def ms(self) -> float:
        return (time.perf_counter() - self.begun) * 1000

    @property
    def provider(self) -> str:
        return self.model.provider

    @property
    def job(self) -> str:
        return model_name(self.model.type)

    async def answer(self) -> ModelAnswer:
        answered = await self.model.handler(self.runtime, self.params)
        return answer_of(self.job, self.params, answered)

    async def open(self, stream: StreamHandler) -> tuple[StreamPart, AsyncGenerator[StreamPart]]:
        """The first part, and where the others come from."""
        parts = stream(self.runtime, cast("TextParams", self.params))
        return await following(parts), parts


@dataclass(slots=True)
class Asked:
    """Whom one request has asked in vain."""

    failures: list[tuple[str, FiscusError]] = field(default_factory=list[tuple[str, FiscusError]])
    down: set[str] = field(default_factory=set[str])

    def add(self, provider: str, error: FiscusError) -> None:
        self.failures.append((provider, error))
        if not isinstance(error, OF_THIS_MODEL):
            self.down.add(provider)

    def error(self, name: str) -> FiscusError:
        """What to raise once nobody is left: a lone failure as it was, else all of them."""
        message = f"No providers available for {name}"
        if not self.failures:
            return NoModel(
                message, hint="Name a plugin that brings one, or ask in wallet language."
            )
        if len(self.failures) == 1:
            return self.failures[0][1]
        told = "; ".join(f"{provider}: {error.message}" for provider, error in self.failures)
        error = ModelUnavailable(
            message, hint=f"{told}.", failures=[(who, why.code) for who, why in self.failures]
        )
        error.__cause__ = self.failures[-1][1]
        return error


@asynccontextmanager
async def deadline(seconds: float, provider: str) -> AsyncGenerator[None]:
    """Raises `ModelTimeout` where it takes longer."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ModelTimeout(
            f"{provider} did not answer within {seconds:g} seconds",
            hint="Ask again; a slow server needs a longer FISCUS_MODEL_TIMEOUT.",
        ) from error


async def following(parts: AsyncGenerator[StreamPart]) -> StreamPart:
    """The next part. Raises `BadModelOutput` where the stream ends without an answer."""
    try:
        return await anext(parts)
    except StopAsyncIteration:
        raise BadModelOutput("the model's answer broke off", hint="Ask again.") from None
