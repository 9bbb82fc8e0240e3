from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import small_reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader of two small families. It holds no state, so that one is enough."""
    return small_reader()
