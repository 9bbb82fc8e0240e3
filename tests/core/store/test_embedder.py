from __future__ import annotations

import pytest

from fiscus.core.store import Store
from tests.core.store.world import said


@pytest.mark.covers("X-65")
async def test_a_store_keeps_whose_vectors_it_has(store: Store) -> None:
    """On both databases. As long as it has none, the newest preference counts."""
    assert await store.ensure_embedder("openai") is None
    assert await store.ensure_embedder("embedded") is None
    await store.create_memory(said("tea", 1, embedding=[1.0] * 384))
    assert await store.ensure_embedder("openai") == "embedded"
