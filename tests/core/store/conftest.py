from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fiscus.core.secrets import Secret
from fiscus.core.store import Store, open_store
from tests.core.store.world import populate


@pytest.fixture
async def store(store_place: Path | Secret) -> AsyncIterator[Store]:
    """A store that knows a few people."""
    async with await open_store(store_place) as opened:
        await populate(opened)
        yield opened
