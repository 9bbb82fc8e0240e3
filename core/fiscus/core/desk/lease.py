"""One writer a lane: the tasks of this process, and every process that shares the database.

Beside an SQLite file it is a lock on a file; with PostgreSQL an advisory lock of a session, which
holds on every machine. Either dies with its process.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from fiscus.core.desk.locks import FileLocks
from fiscus.core.errors import LeaseLost, WalletBusy
from fiscus.core.secrets import Secret

WAIT_SECONDS: Final = 30.0
RETRY_SECONDS: Final = 0.02


class Locks(Protocol):
    """Locks by name that one process at a time can have."""

    async def take(self, name: str) -> bool:
        """Take it, unless another process has it. Raises `StoreError`."""
        ...

    async def holds(self, name: str) -> bool:
        """Whether this process has it still."""
        ...

    async def holder(self, name: str) -> str | None:
        """Who has it, as far as that can be told: `"process 4711 on treasury-1"`."""
        ...

    def free(self, name: str) -> None:
        """Give it back before anything else is taken; it may be lost already."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to sign in a lane, while it lasts."""

    lane: str
    locks: Locks

    async def confirm(self) -> None:
        """Raise `LeaseLost` where it did not last: a connection broke, a lock was deleted."""
        if not await self.locks.holds(self.lane):
            raise LeaseLost(
                f"This process no longer has the right to sign for {self.lane!r}",
                hint="Nothing was signed. Check the database's connection, then ask again.",
            )


class Leases:
    """Hands out the right to sign in a lane. Given a folder, by locks on files in it."""

    def __init__(self, locks: Locks | Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._locks: Locks = FileLocks(locks) if isinstance(locks, Path) else locks
        self._wait_seconds = wait_seconds
        self._tasks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def hold(self, lane: str) -> AsyncGenerator[Lease]:
        """Wait for the lane, then hold it. Raises `WalletBusy` where another process keeps it."""
        async with self._tasks[lane]:
            try:
                await self._take(lane)
                yield Lease(lane, self._locks)
            finally:
                # A thread may be taking it still: this comes next. Nothing is awaited, so that no
                # cancellation comes between a payment that was made and who follows it.
                self._locks.free(lane)

    async def _take(self, lane: str) -> None:
        deadline = asyncio.get_running_loop().time() + self._wait_seconds
        while not await self._locks.take(lane):
            if asyncio.get_running_loop().time() > deadline:
                holder = await self._locks.holder(lane)
                raise WalletBusy(
                    f"Another process is signing for {lane!r}" + (f": {holder}" if holder else ""),
                    hint="Wait for it to finish, or stop it.",
                )
            await asyncio.sleep(RETRY_SECONDS)


@asynccontextmanager
async def open_leases(
    place: Path | Secret, folder: Path, *, wait_seconds: float = WAIT_SECONDS
) -> AsyncGenerator[Leases]:
    """The leases of a desk whose database is at `place`; `folder` is for locks on files."""
    locks: Locks
    if isinstance(place, Path):
        locks = FileLocks(folder)
    else:
        from fiscus.core.desk.postgres_locks import PostgresLocks

        locks = PostgresLocks(place)
    try:
        yield Leases(locks, wait_seconds=wait_seconds)
    finally:
        await locks.close()
