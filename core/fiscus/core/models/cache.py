"""Answers and vectors that were asked for before, for whoever wants them again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256

from fiscus.core.models.answers import ModelAnswer, Vector
from fiscus.core.models.params import ModelParams

CACHED_ANSWERS = 1000
CACHED_SECONDS = 3600.0
CACHED_VECTORS = 256


@dataclass(slots=True)
class AnswerCache:
    """The newest answers of the last hour, by what was asked of whom."""

    clock: Callable[[], float] = time.monotonic
    size: int = CACHED_ANSWERS
    seconds: float = CACHED_SECONDS
    _entries: OrderedDict[str, tuple[float, ModelAnswer]] = field(
        default_factory=OrderedDict[str, tuple[float, ModelAnswer]]
    )

    def key(
        self, name: str, params: ModelParams | Mapping[str, object], provider: str | None
    ) -> str:
        """The same exactly where the same was asked of the same."""
        if isinstance(params, Mapping):
            asked: object = sorted((key, repr(value)) for key, value in params.items())
        else:
            asked = [getattr(params, known.name) for known in fields(params)]
        return sha256(repr((name, provider, asked)).encode()).hexdigest()

    def get(self, key: str) -> ModelAnswer | None:
        expires, answer = self._entries.get(key, (0.0, None))
        return answer if expires > self.clock() else None

    def put(self, key: str, answer: ModelAnswer) -> None:
        self._entries[key] = (self.clock() + self.seconds, answer)
        self._entries.move_to_end(key)
        while len(self._entries) > self.size:
            self._entries.popitem(last=False)


@dataclass(slots=True)
class VectorCache:
    """The vectors of the newest texts, by who made them. The texts themselves are not kept."""

    size: int = CACHED_VECTORS
    _vectors: OrderedDict[str, Vector] = field(default_factory=OrderedDict[str, Vector])

    async def vectors(
        self,
        maker: str,
        texts: Sequence[str],
        embed: Callable[[Sequence[str]], Awaitable[Sequence[Vector]]],
    ) -> tuple[Vector, ...]:
        """One for each text, in their order; `embed` is asked once, for those not known.

        Raises what `embed` raises.
        """
        keys = [_key(maker, text) for text in texts]
        wanted = dict(zip(keys, texts, strict=True))
        found = {key: self._vectors[key] for key in wanted if key in self._vectors}
        lacking = [key for key in wanted if key not in found]
        if lacking:
            made = await embed([wanted[key] for key in lacking])
            found |= dict(zip(lacking, made, strict=True))
        for key in wanted:
            self._vectors[key] = found[key]
            self._vectors.move_to_end(key)
        while len(self._vectors) > self.size:
            self._vectors.popitem(last=False)
        return tuple(found[key] for key in keys)


def _key(maker: str, text: str) -> str:
    return sha256(f"{maker} {text}".encode(errors="surrogatepass")).hexdigest()
