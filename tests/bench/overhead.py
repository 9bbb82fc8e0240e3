"""CPU time by stage: a stack of what runs now, each moment of the process given to its top."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass(slots=True)
class Meter:
    """Milliseconds of the whole process by stage; a stage inside another is not in the other.

    It is exact as long as one transfer at a time is under way.
    """

    stages: dict[str, float] = field(default_factory=lambda: defaultdict[str, float](float))
    _running: list[str] = field(default_factory=lambda: ["desk"])
    _since: float = field(default_factory=time.process_time)

    def stop(self) -> dict[str, float]:
        """The stages since the last stop, or the beginning."""
        self._book()
        done, self.stages = dict(self.stages), defaultdict(float)
        return done

    def begin(self, stage: str) -> None:
        self._book()
        self._running.append(stage)

    def end(self, stage: str) -> None:
        self._book()
        last = len(self._running) - 1 - self._running[::-1].index(stage)
        del self._running[last]

    def _book(self) -> None:
        now = time.process_time()
        self.stages[self._running[-1]] += (now - self._since) * 1000
        self._since = now


def measure(patch: pytest.MonkeyPatch, meter: Meter, stage: str, owner: object, name: str) -> None:
    """Have what `owner.name` does, a coroutine function, count as a stage."""
    done: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def measured(*arguments: Any, **named: Any) -> Any:
        meter.begin(stage)
        try:
            return await done(*arguments, **named)
        finally:
            meter.end(stage)

    patch.setattr(owner, name, measured)
