from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.core.desk.fakes import World
from tests.core.desk.remote.counter import Counter


@pytest.fixture
def socket() -> Generator[Path]:
    """Where there is none yet: a path that is short enough for one."""
    with tempfile.TemporaryDirectory(prefix="fiscus-") as folder:
        yield Path(folder) / "desk.sock"


@pytest.fixture
def counter(world: World, socket: Path) -> Counter:
    """A desk behind a socket, and an agent in front of it."""
    return Counter(world, socket)
