from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.core.secrets import Secret
from tests.core.desk.fakes import FakeAdapter, World, world_in


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """Its database is an SQLite file; in a module marked with `BOTH`, PostgreSQL as well."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return world_in(tmp_path)
    url: Secret = request.getfixturevalue("postgres_desk")
    return world_in(tmp_path, url)


@pytest.fixture
def adapter(world: World) -> FakeAdapter:
    return world.adapter
