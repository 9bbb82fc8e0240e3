from __future__ import annotations

from tests.chains.evm.conftest import base_url, client, engine, market, market_url
from tests.chains.evm.governance.conftest import assemblies, parliament

__all__ = ["assemblies", "base_url", "client", "engine", "market", "market_url", "parliament"]
