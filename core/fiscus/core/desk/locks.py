"""Locks on files: for the processes of one machine."""

from __future__ import annotations

import hashlib
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock


class FileLocks:
    """See `fiscus.core.desk.lease.Locks`. Beside each lock is a note on who had it last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[str, FileLock] = {}
        self._held: dict[str, tuple[FileLock, int]] = {}

    async def take(self, name: str) -> bool:
        from filelock import FileLock, Timeout

        path = self._path(name)
        lock = self._locks.get(name)
        if lock is None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = self._locks[name] = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False
        self._held[name] = lock, path.stat().st_ino
        mine = f"process {os.getpid()} on {socket.gethostname()}"
        if await self.holder(name) != mine:
            self._note(name).write_text(mine)
        return True

    async def holds(self, name: str) -> bool:
        """A file that was deleted locks nobody out any more."""
        held = self._held.get(name)
        if held is None or not held[0].is_locked:
            return False
        with suppress(OSError):
            return self._path(name).stat().st_ino == held[1]
        return False

    async def holder(self, name: str) -> str | None:
        with suppress(OSError):
            return self._note(name).read_text() or None
        return None

    def free(self, name: str) -> None:
        if held := self._held.pop(name, None):
            held[0].release()

    async def close(self) -> None:
        for name in list(self._held):
            self.free(name)

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.lock"

    def _note(self, name: str) -> Path:
        return self._path(name).with_suffix(".holder")
