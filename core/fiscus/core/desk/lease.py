"""One writer a lane: the tasks of this process, and every process that shares the data folder."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fiscus.core.errors import WalletBusy

if TYPE_CHECKING:
    from filelock import FileLock

WAIT_SECONDS: Final = 30.0
RETRY_SECONDS: Final = 0.02


class Leases:
    """Hands out the right to sign in a lane. The lock dies with its process."""

    def __init__(self, folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._folder = folder
        self._wait_seconds = wait_seconds
        self._tasks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def hold(self, lane: str) -> AsyncGenerator[None]:
        """Wait for the lane, then hold it. Raises `WalletBusy` where another process keeps it."""
        async with self._tasks[lane]:
            lock = self._lock(lane)
            await self._acquire(lock, lane)
            try:
                yield
            finally:
                lock.release()

    def _lock(self, lane: str) -> FileLock:
        from filelock import FileLock

        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = hashlib.sha256(lane.encode()).hexdigest()[:24]
        return FileLock(self._folder / f"{name}.lock", thread_local=False)

    async def _acquire(self, lock: FileLock, lane: str) -> None:
        from filelock import Timeout

        deadline = asyncio.get_running_loop().time() + self._wait_seconds
        while True:
            try:
                lock.acquire(blocking=False)
            except Timeout:
                if asyncio.get_running_loop().time() > deadline:
                    raise WalletBusy(
                        f"Another process is signing for {lane!r}",
                        hint="Wait for it to finish, or stop it.",
                    ) from None
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
