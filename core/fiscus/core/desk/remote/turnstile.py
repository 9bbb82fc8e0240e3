"""How often an agent's process may have the desk do something."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from fiscus.core.errors import DeskBusy

MOST_A_MINUTE: Final = 120
MINUTE: Final = 60.0


@dataclass(slots=True)
class Turnstile:
    """Lets so many through in any minute."""

    most: int = MOST_A_MINUTE
    clock: Callable[[], float] = time.monotonic
    _passed: deque[float] = field(default_factory=deque[float])

    def enter(self) -> None:
        """Raises `DeskBusy`."""
        now = self.clock()
        while self._passed and self._passed[0] <= now - MINUTE:
            self._passed.popleft()
        if len(self._passed) >= self.most:
            raise DeskBusy(
                f"The desk does at most {self.most} things a minute for an agent",
                hint="Ask again in a minute.",
            )
        self._passed.append(now)
