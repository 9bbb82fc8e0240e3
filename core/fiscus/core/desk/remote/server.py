"""The socket at which a desk serves an agent's process."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from fiscus.core.desk.remote.service import DeskService
from fiscus.core.desk.remote.wire import MOST_BYTES
from fiscus.core.errors import ConfigError
from fiscus.core.serving import Bounds, serve_on, unix_listener

BOUNDS: Final = Bounds(body=MOST_BYTES, seconds=30.0, connections=32, grace=20.0)
LONGEST: Final = 107
"""Bytes of a socket's path (unix(7): `sun_path` has 108, the last of them zero)."""
ALONE: Final = 0o600
TOGETHER: Final = 0o660


@asynccontextmanager
async def serving_desk(
    service: DeskService, path: Path, *, group: str | None = None, bounds: Bounds = BOUNDS
) -> AsyncGenerator[None]:
    """Serve at a socket file, for as long as the block runs. Raises `ConfigError`.

    It is its user's alone, or that of a `group`, too: where an agent runs as another user.
    """
    with _held(path):
        listener = _listener(path, group)
        async with serve_on(listener, service.handle, bounds):
            yield


@contextmanager
def _held(path: Path) -> Generator[None]:
    """One desk serves at a path. The lock outlives no process, so a file without one is stale."""
    if len(os.fsencode(path)) > LONGEST:
        raise ConfigError(
            f"{str(path)!r} is too long for a socket", hint="Name one with a shorter path."
        )
    lock = FileLock(path.with_name(f"{path.name}.lock"), blocking=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout as exc:
        raise ConfigError(
            f"Another desk serves at {str(path)!r}", hint="Stop it, or name another socket."
        ) from exc
    except OSError as exc:
        raise _unusable(path) from exc
    try:
        yield
    finally:
        lock.release()


def _listener(path: Path, group: str | None) -> socket.socket:
    if path.exists() and not stat.S_ISSOCK(path.stat().st_mode):
        raise ConfigError(
            f"{str(path)!r} is no socket", hint="Name a path at which there is nothing yet."
        )
    try:
        listener = unix_listener(path, mode=TOGETHER if group else ALONE, group=group)
    except (OSError, LookupError) as exc:
        raise _unusable(path) from exc
    return listener


def _unusable(path: Path) -> ConfigError:
    return ConfigError(
        f"The desk cannot serve at {str(path)!r}",
        hint="Its folder must be one that the desk may write in, and the group one of the desk's.",
    )
