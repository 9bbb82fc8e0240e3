from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.desk.fakes import FakeAdapter, World, world_in


@pytest.fixture
def world(tmp_path: Path) -> World:
    return world_in(tmp_path)


@pytest.fixture
def adapter(world: World) -> FakeAdapter:
    return world.adapter
