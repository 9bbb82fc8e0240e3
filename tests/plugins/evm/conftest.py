from __future__ import annotations

from collections.abc import Generator

import pytest

from fiscus.chains.sandbox.session import Sandbox
from tests.chains.evm.conftest import (
    base_url,
    client,
    engine,
    far_url,
    market,
    market_url,
)
from tests.chains.evm.governance.conftest import assemblies, parliament
from tests.sandboxes import lent, running_sandbox

__all__ = [
    "assemblies",
    "base_url",
    "client",
    "engine",
    "far_url",
    "market",
    "market_url",
    "parliament",
]


@pytest.fixture(scope="session")
def box() -> Generator[Sandbox]:
    """A sandbox whose bridge remembers what crossed: nothing is put back there."""
    with running_sandbox() as opened:
        yield opened


@pytest.fixture
def shared_url(market_url: str) -> Generator[str]:
    """The market's node; what a test does to it is undone."""
    with lent(market_url):
        yield market_url
