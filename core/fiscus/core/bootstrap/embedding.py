"""Vectors of texts, where an embedding model is there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
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


@dataclass(slots=True)
class Embedding:
    """The vector of a message, made while it is answered.

    A model in this process embeds every message at once. A vendor is only asked where the message
    is talk: a request of the wallet's costs no call and is told to nobody.
    """

    runtime: AgentRuntime
    text: str
    task: asyncio.Future[Vector | None] | None = None

    def begin(self, *, talk: bool) -> None:
        """Begin, unless it is a vendor's and not talk, or has begun already."""
        model = self.runtime.models.get(ModelType.TEXT_EMBEDDING)
        if self.task is None and model is not None and (talk or model.local):
            self.task = asyncio.ensure_future(vector_of(self.runtime, self.text))

    @property
    def at_once(self) -> Vector | None:
        """The vector, where it is there already."""
        return self.task.result() if self.task is not None and self.task.done() else None

    @property
    def pending(self) -> bool:
        return self.task is not None and not self.task.done()

    async def vector(self) -> Vector | None:
        """Wait for it; `None` where there is none."""
        return await self.task if self.task is not None else None

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()
