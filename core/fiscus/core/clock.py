"""The time of memories: never twice the same, never backwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Clock:
    """Milliseconds since 1970 UTC, each answer later than the one before: memories keep order."""

    read: Callable[[], float] = time.time
    _last: int = 0

    def now(self) -> int:
        self._last = max(self._last + 1, int(self.read() * 1000))
        return self._last
