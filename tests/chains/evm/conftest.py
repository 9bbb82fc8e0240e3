from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.sandbox.anvil import AnvilOptions, running_anvil
from tests.chains.evm.engine import Engine


@pytest.fixture(scope="session")
def base_url(anvil_program: Path) -> Generator[str]:
    """A node with Base's chain id and anvil's ten well-known accounts."""
    options = AnvilOptions(chain_id=CHAINS["base"].id, accounts=10)
    with running_anvil(anvil_program, options=options) as node:
        yield node.url


@pytest.fixture
async def client(base_url: str) -> AsyncGenerator[EvmClient]:
    """A client of Base that has proved its chain; the chain goes back to its start afterwards."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        chain = replace(CHAINS["base"], rpcs=(base_url,))
        client = EvmClient.connect(chain, http=http)
        snapshot = await client.pool.request("evm_snapshot")
        yield client
        await client.pool.request("evm_revert", snapshot)


@pytest.fixture
def engine(client: EvmClient) -> Engine:
    return Engine(client)
