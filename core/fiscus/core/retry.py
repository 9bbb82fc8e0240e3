"""The one way of trying again: a few times, waiting longer each time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from fiscus.core.errors import FiscusError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Retry:
    """How often, and how long between two attempts. There is no wait after the last."""

    attempts: int = 3
    delay: float = 1.0
    """Seconds after the first attempt."""
    backoff: float = 2.0
    longest: float = 20.0
    """Seconds; whoever asks for a longer wait is not waited for."""

    def wait(self, error: FiscusError, attempt: int) -> float | None:
        """Seconds until the next attempt after `attempt` (from 1); `None` where there is none.

        An error's `context["retry_after"]` counts where it is longer.
        """
        if not error.retryable or attempt >= self.attempts:
            return None
        asked = error.context.get("retry_after")
        wanted = float(asked) if isinstance(asked, (int, float)) else 0.0
        if wanted > self.longest:
            return None
        return max(self.delay * self.backoff ** (attempt - 1), wanted)


async def retried(
    work: Callable[[], Awaitable[T]],
    *,
    retry: Retry,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> T:
    """The first success of `work`. Raises its last error."""
    attempt = 1
    while True:
        try:
            return await work()
        except FiscusError as error:
            wait = retry.wait(error, attempt)
            if wait is None:
                raise
        await sleep(wait)
        attempt += 1
