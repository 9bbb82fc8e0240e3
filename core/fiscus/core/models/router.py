"""From a job to the model that does it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

from fiscus.core.errors import FiscusError, ModelTimeout
from fiscus.core.events import EventType, ModelEvent
from fiscus.core.models.answers import ModelAnswer, StreamPart, TextAnswer
from fiscus.core.models.cache import AnswerCache, VectorCache
from fiscus.core.models.calling import Asked, ModelCall, deadline, following
from fiscus.core.models.kinds import ModelType, ladder, model_name
from fiscus.core.models.params import ModelParams, TextParams, params_for
from fiscus.core.models.registration import ModelRegistration, Registrations
from fiscus.core.models.usage import ModelUsage
from fiscus.core.retry import Retry, retried

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

DEADLINE = 60.0
"""Seconds one provider may take for an answer, its retries included."""
REST = 30.0
"""Seconds for which a provider that failed is asked last."""


@dataclass(slots=True)
class ModelRouter:
    """Asks the preferred provider first, the next where it fails, then for a smaller model.

    A rate limit or an outage is waited out a few times before that; a deadline bounds it all.
    """

    deadline: float = DEADLINE
    retry: Retry = field(default_factory=Retry)
    cache: AnswerCache = field(default_factory=AnswerCache)
    vectors: VectorCache = field(default_factory=VectorCache)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    embedder: str | None = None
    """Who embeds, where a store has their vectors already; else whoever has the priority."""
    usage: dict[tuple[str, str], ModelUsage] = field(
        default_factory=dict[tuple[str, str], ModelUsage]
    )
    """By provider and job."""
    _models: Registrations = field(default_factory=Registrations)
    _resting: dict[str, float] = field(default_factory=dict[str, float])

    def register(self, model: ModelRegistration) -> None:
        self._models.add(model)

    def withdraw(self, model: ModelRegistration) -> None:
        """Ask it no more. One that was never registered is no error."""
        self._models.discard(model)

    def get(self, model_type: str, provider: str | None = None) -> ModelRegistration | None:
        """The preferred registration for exactly this job."""
        return next(iter(self._those(model_name(model_type), provider)), None)

    def providers(self, model_type: str) -> tuple[str, ...]:
        """Who does this job, in the order of their priority."""
        return tuple(model.provider for model in self._models.of(model_name(model_type)))

    async def use(
        self,
        runtime: AgentRuntime,
        model_type: str,
        *,
        params: ModelParams | Mapping[str, object],
        provider: str | None = None,
        cached: bool = False,
    ) -> ModelAnswer:
        """The first answer. Raises `NoModel` where nobody does the job, and a `ModelError` or the
        provider's own `ConfigError` where those who do it failed."""
        name = model_name(model_type)
        typed = params_for(name, params)
        key = self.cache.key(name, typed, provider) if cached else ""
        if cached and (known := self.cache.get(key)) is not None:
            return known
        asked = Asked()
        for model in self._candidates(name, provider, asked):
            call = ModelCall(runtime, model, typed)
            try:
                answer = await self._answered(call)
            except FiscusError as error:
                await self._failed(call, error, asked)
                continue
            await self._used(call, answer)
            if cached:
                self.cache.put(key, answer)
            return answer
        raise asked.error(name)

    async def stream(
        self,
        runtime: AgentRuntime,
        model_type: str,
        *,
        params: TextParams | Mapping[str, object],
        provider: str | None = None,
    ) -> AsyncGenerator[StreamPart]:
        """The answer piece by piece. Another provider is asked only before the first piece."""
        name = model_name(model_type)
        typed = params_for(name, params)
        asked = Asked()
        for model in self._candidates(name, provider, asked):
            call = ModelCall(runtime, model, typed)
            begun = False
            try:
                async with aclosing(self._parts(call)) as parts:
                    async for part in parts:
                        begun = True
                        yield part
            except FiscusError as error:
                await self._failed(call, error, asked)
                if begun:
                    raise
            else:
                return
        raise asked.error(name)

    def _candidates(
        self, name: str, provider: str | None, asked: Asked
    ) -> Iterator[ModelRegistration]:
        """Those that are up before those that rest; then the same for the next smaller job."""
        for job in ladder(name):
            models = self._those(job, provider)
            if models and asked.failures:
                log.warning("Model %s failed, trying fallback", name)
            for model in sorted(models, key=lambda m: self._rests(m.provider)):
                if model.provider not in asked.down:
                    yield model

    def _those(self, job: str, provider: str | None) -> tuple[ModelRegistration, ...]:
        """Of those who embed only one: vectors of two have nothing to do with each other."""
        if job != ModelType.TEXT_EMBEDDING:
            return self._models.of(job, provider)
        return self._models.of(job, provider or self.embedder)[:1]

    def _rests(self, provider: str) -> bool:
        return self._resting.get(provider, 0.0) > self.clock()

    async def _answered(self, call: ModelCall) -> ModelAnswer:
        async with deadline(self.deadline, call.provider):
            return await retried(call.answer, retry=self.retry, sleep=self.sleep)

    async def _parts(self, call: ModelCall) -> AsyncGenerator[StreamPart]:
        """The deadline holds for the first part and for each pause between two."""
        stream = call.model.stream
        if stream is None:
            answer = cast("TextAnswer", await self._answered(call))
            await self._used(call, answer)
            yield StreamPart(answer.text, answer)
            return
        async with deadline(self.deadline, call.provider):
            part, rest = await retried(
                partial(call.open, stream), retry=self.retry, sleep=self.sleep
            )
        async with aclosing(rest):
            while part.answer is None:
                yield part
                async with deadline(self.deadline, call.provider):
                    part = await following(rest)
        await self._used(call, part.answer)
        yield part

    async def _used(self, call: ModelCall, answer: ModelAnswer) -> None:
        self._resting.pop(call.provider, None)
        log.debug("Using model %s from provider %s", call.job.upper(), call.provider)
        event = ModelEvent(
            runtime=call.runtime,
            model_type=call.job,
            provider=call.provider,
            ms=call.ms,
            model=answer.model,
            usage=answer.usage,
            cost=answer.cost,
        )
        await self._tell(EventType.MODEL_USED, event)

    async def _failed(self, call: ModelCall, error: FiscusError, asked: Asked) -> None:
        log.warning("Provider %s failed: %s", call.provider, error.code)
        asked.add(call.provider, error)
        if error.retryable or isinstance(error, ModelTimeout):
            self._resting[call.provider] = self.clock() + REST
        event = ModelEvent(
            runtime=call.runtime,
            model_type=call.job,
            provider=call.provider,
            ms=call.ms,
            error=error.code,
        )
        await self._tell(EventType.MODEL_FAILED, event)

    async def _tell(self, kind: EventType, event: ModelEvent) -> None:
        key = (event.provider, event.model_type)
        self.usage.setdefault(key, ModelUsage(*key)).add(event)
        await event.runtime.emit_event(kind, event)
