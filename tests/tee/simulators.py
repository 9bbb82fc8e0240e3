"""Simulators that run on a loop of their own, beside whatever loop a test has."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal

from fiscus.tee.simulator.machine import APP_COMPOSE
from fiscus.tee.simulator.server import simulating


@contextmanager
def running_simulator(folder: Path, app_compose: str = APP_COMPOSE) -> Generator[Path]:
    """The socket of the simulator of `folder`."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(simulating(folder, app_compose)) as socket,
    ):
        yield socket
