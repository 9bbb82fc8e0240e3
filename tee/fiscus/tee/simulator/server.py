"""The simulator at its socket."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fiscus.core.errors import ConfigError
from fiscus.core.serving import Request, Response, serve_on, unix_listener
from fiscus.tee.guest import SOCKET
from fiscus.tee.simulator.machine import APP_COMPOSE, Machine
from fiscus.tee.simulator.protocol import answered
from fiscus.tee.simulator.root import root_secret

LONGEST: Final = 107
"""Bytes of a socket's path (unix(7): `sun_path` has 108, the last of them zero)."""


def socket_of(folder: Path) -> Path:
    """Where the simulator of a folder listens. Raises `ConfigError`."""
    path = (folder / SOCKET).absolute()
    if len(str(path).encode()) > LONGEST:
        raise ConfigError(
            f"{str(path)!r} is too long for a socket", hint="Name a folder with a shorter path."
        )
    return path


@asynccontextmanager
async def simulating(folder: Path, app_compose: str = APP_COMPOSE) -> AsyncGenerator[Path]:
    """The socket of the simulator of `folder`, for as long as the block runs.

    Its secret stays in the folder, which belongs to one simulator at a time. Raises `ConfigError`.
    """
    path, machine = socket_of(folder), Machine(root_secret(folder), app_compose)

    async def handle(request: Request) -> Response:
        return answered(machine, request)

    async with serve_on(unix_listener(path), handle):
        yield path
