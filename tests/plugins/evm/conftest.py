from __future__ import annotations

from tests.chains.evm.conftest import base_url, client, engine, market, market_url

__all__ = ["base_url", "client", "engine", "market", "market_url"]
