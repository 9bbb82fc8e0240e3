"""A runtime's way to its models, under the documented names."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import TYPE_CHECKING, cast, overload

from fiscus.core.models.answers import (
    EmbeddingAnswer,
    FileAnswer,
    ImageAnswer,
    ObjectAnswer,
    StreamPart,
    TextAnswer,
    Vector,
)
from fiscus.core.models.kinds import ModelType
from fiscus.core.models.params import (
    EmbeddingParams,
    ImageAnalysisParams,
    ImageGenerationParams,
    ModelParams,
    ObjectParams,
    SpeechToTextParams,
    TextParams,
    TextToSpeechParams,
)
from fiscus.core.models.registration import ModelHandler, ModelRegistration, StreamHandler
from fiscus.core.models.router import ModelRouter
from fiscus.core.models.usage import ModelUsage
from fiscus.core.redaction import hide_within

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store import Store

log = logging.getLogger(__name__)


class ModelAccess:
    """What a runtime can do with models. Typed parameters bring a typed answer, a mapping brings
    the documented plain one: a text, a dict, a vector."""

    models: ModelRouter

    def register_model(
        self,
        model_type: str,
        handler: ModelHandler,
        provider: str,
        priority: int = 0,
        *,
        stream: StreamHandler | None = None,
    ) -> None:
        """The highest priority is asked first; of equals, the one registered first."""
        self.models.register(ModelRegistration(model_type, handler, provider, priority, stream))

    def get_model(self, model_type: str, provider: str | None = None) -> ModelHandler | None:
        """The handler that would be asked first for exactly this job."""
        found = self.models.get(model_type, provider)
        return found.handler if found else None

    def get_model_providers(self, model_type: str) -> tuple[str, ...]:
        """Who does this job, in the order of their priority."""
        return self.models.providers(model_type)

    def get_model_usage(self) -> tuple[ModelUsage, ...]:
        """What each provider did at each job since this runtime was made, and what it cost."""
        return tuple(self.models.usage.values())

    @overload
    async def use_model(
        self,
        model_type: str,
        params: TextParams,
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> TextAnswer: ...
    @overload
    async def use_model(
        self,
        model_type: str,
        params: ObjectParams,
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> ObjectAnswer: ...
    @overload
    async def use_model(
        self,
        model_type: str,
        params: EmbeddingParams,
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> EmbeddingAnswer: ...
    @overload
    async def use_model(
        self,
        model_type: str,
        params: ImageAnalysisParams,
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> ImageAnswer: ...
    @overload
    async def use_model(
        self,
        model_type: str,
        params: ImageGenerationParams | TextToSpeechParams,
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> FileAnswer: ...
    @overload
    async def use_model(
        self,
        model_type: str,
        params: SpeechToTextParams,
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> TextAnswer: ...
    @overload
    async def use_model(
        self,
        model_type: str,
        params: Mapping[str, object],
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> object: ...
    async def use_model(
        self,
        model_type: str,
        params: ModelParams | Mapping[str, object],
        provider: str | None = None,
        *,
        cached: bool = False,
    ) -> object:
        """Ask the preferred model for this job, or `provider`'s alone.

        No secret is in what is asked. With `cached`, an answer of the last hour to the same
        question will do. Raises `NoModel` where nobody does the job, and a `ModelError` where those
        who do it failed.
        """
        runtime = cast("AgentRuntime", self)
        asked = hide_within(params, runtime.hiding())
        answer = await self.models.use(
            runtime, model_type, params=asked, provider=provider, cached=cached
        )
        return answer.plain if isinstance(params, Mapping) else answer

    def stream_model(
        self,
        model_type: str,
        params: TextParams | Mapping[str, object],
        provider: str | None = None,
    ) -> AsyncGenerator[StreamPart]:
        """The pieces of a text as they are written; the last one has the whole `answer`."""
        runtime = cast("AgentRuntime", self)
        asked = hide_within(params, runtime.hiding())
        return self.models.stream(runtime, model_type, params=asked, provider=provider)

    async def settle_embedder(self, store: Store) -> None:
        """Let those embed whose vectors the store has."""
        offered = self.get_model_providers(ModelType.TEXT_EMBEDDING)
        if not offered:
            return
        chosen = self.models.embedder = await store.ensure_embedder(offered[0])
        if chosen not in {None, offered[0]}:
            log.warning(
                "The store's vectors are those of %s, so %s embeds nothing", chosen, offered[0]
            )
        if chosen not in {None, *offered}:
            log.warning("%s is not here: nothing is embedded or found by its meaning", chosen)

    async def completion(self, params: Mapping[str, object]) -> Mapping[str, object]:
        """`{"content": …}` from the large text model for `{"messages": […]}`."""
        return {"content": await self.use_model(ModelType.TEXT_LARGE, params)}

    async def embed(self, text: str) -> Vector:
        """The vector of a text. One that was made lately is not asked for again."""

        async def made(texts: Sequence[str]) -> Sequence[Vector]:
            return (await self._embedded(EmbeddingParams(input=texts[0]))).vectors

        return (await self.models.vectors.vectors(self._embedder, [text], made))[0]

    async def embed_batch(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector for each text, in their order, of one call for those not made lately."""

        async def made(texts: Sequence[str]) -> Sequence[Vector]:
            return (await self._embedded(EmbeddingParams(input=tuple(texts)))).vectors

        return await self.models.vectors.vectors(self._embedder, texts, made)

    @property
    def _embedder(self) -> str:
        model = self.models.get(ModelType.TEXT_EMBEDDING)
        return model.provider if model else ""

    async def _embedded(self, params: EmbeddingParams) -> EmbeddingAnswer:
        return await self.use_model(ModelType.TEXT_EMBEDDING, params)
