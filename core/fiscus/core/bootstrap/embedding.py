"""Vectors of texts, where an embedding model is there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fiscus.core.errors import FiscusError
from fiscus.core.models import ModelType

if TYPE_CHECKING:
    from fiscus.core.models import Vector
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)


async def vector_of(runtime: AgentRuntime, text: str) -> Vector | None:
    """The vector of a text; `None` where there is no model, no text, or the model failed."""
    if not text.strip() or not runtime.get_model_providers(ModelType.TEXT_EMBEDDING):
        return None
    try:
        return await runtime.embed(text)
    except FiscusError as error:
        log.warning("a text was not embedded: %s", error.code)
        return None
