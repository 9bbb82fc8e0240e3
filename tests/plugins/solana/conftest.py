from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.chains.market import Market
from tests.chains.market import serve as serve_market
from tests.chains.solana.chain import USDC, Chain
from tests.chains.solana.conftest import chain, still
from tests.plugins.solana.wallets import Talker, open_talker

__all__ = ["chain", "still"]

BONK = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"
MARKET = {"solana": '{"usd": 150}', USDC: '{"usd": 1}', BONK: '{"usd": 0.00002}'}


@pytest.fixture
async def talker(chain: Chain, home: Path) -> AsyncGenerator[Talker]:
    """10 SOL at 150 USD, and 100 USDC."""
    async with (
        serve_market(Market(dict(MARKET))) as market,
        open_talker(home, chain.url, COINGECKO_API_URL=market.url) as found,
    ):
        yield found
