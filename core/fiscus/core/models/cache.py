"""Answers that were asked for before, for whoever wants them again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256

from fiscus.core.models.answers import ModelAnswer
from fiscus.core.models.params import ModelParams

CACHED_ANSWERS = 1000
CACHED_SECONDS = 3600.0


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
