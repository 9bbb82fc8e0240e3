from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.chains.solana.chain import Chain, running
from tests.chains.solana.wallets import Wallet, open_wallet


@pytest.fixture
async def chain() -> AsyncGenerator[Chain]:
    """Every transaction makes its block."""
    async with running() as found:
        yield found


@pytest.fixture
async def still() -> AsyncGenerator[Chain]:
    """Blocks come when the test says so."""
    async with running(at_once=False) as found:
        yield found


@pytest.fixture
async def wallet(chain: Chain, home: Path) -> AsyncGenerator[Wallet]:
    async with open_wallet(home, chain.url) as found:
        yield found
