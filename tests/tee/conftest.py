"""A guest agent for the tests of the TEE."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.tee.simulators import running_simulator


@pytest.fixture
def simulator_folder() -> Generator[Path]:
    """A folder whose path is short enough for a socket in it."""
    with tempfile.TemporaryDirectory(prefix="fiscus-") as folder:
        yield Path(folder)


@pytest.fixture
def simulator(simulator_folder: Path) -> Generator[Path]:
    """The socket of a simulator of the test's own."""
    with running_simulator(simulator_folder) as socket:
        yield socket
