"""Embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscus.core.errors import ConfigError
from fiscus.core.models.answers import EmbeddingAnswer, Usage
from fiscus.core.models.params import EmbeddingParams
from fiscus.core.models.vendors import Body, nonsense
from fiscus.plugins.openai.vendor import DIMENSIONS, EMBEDDING, OPENAI, client_of, cost, speaking

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse

    from fiscus.core.runtime import AgentRuntime

SHORTENED = "text-embedding-3"
"""Models that make vectors of any length; others have one of their own."""


async def embeddings(runtime: AgentRuntime, params: EmbeddingParams) -> EmbeddingAnswer:
    """The vectors of the texts, in their order."""
    client = await client_of(runtime)
    model = params.model or OPENAI.text(runtime, EMBEDDING)
    body: Body = {
        "model": model,
        "input": list(params.texts),
        "encoding_format": "float",
    }
    if params.dimensions or model.startswith(SHORTENED):
        body["dimensions"] = params.dimensions or _dimensions(runtime)
    with speaking():
        response = await client.embeddings.create(**body)
    return _answer(runtime, response, model)


def _answer(
    runtime: AgentRuntime, response: CreateEmbeddingResponse, model: str
) -> EmbeddingAnswer:
    rows = sorted(getattr(response, "data", None) or (), key=lambda row: row.index)
    if not rows:
        raise nonsense(OPENAI)
    usage = Usage(response.usage.prompt_tokens) if response.usage else None
    return EmbeddingAnswer(
        vectors=tuple(tuple(row.embedding) for row in rows),
        model=model,
        usage=usage,
        cost=cost(runtime, model, usage),
    )


def _dimensions(runtime: AgentRuntime) -> int:
    text = OPENAI.text(runtime, DIMENSIONS)
    if not text.isdecimal() or not 0 < int(text) <= 3072:
        raise ConfigError(
            f"{DIMENSIONS.name} is {text!r}", hint=f"Write {DIMENSIONS.name}={DIMENSIONS.default}."
        )
    return int(text)
