from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.sandbox.anvil import AnvilOptions, running_anvil
from tests.chains.evm.crossing import Strait, build_far, build_near
from tests.chains.evm.engine import Engine
from tests.chains.evm.market import TRUSTED, Chain, Market, build
from tests.chains.evm.uniswap import creation_codes
from tests.chains.evm.wallets import open_wallet
from tests.chains.proxy import proxied
from tests.sandboxes import CACHE, lent


@pytest.fixture(scope="session")
def base_url(anvil_program: Path) -> Generator[str]:
    """A node with Base's chain id and anvil's ten well-known accounts."""
    options = AnvilOptions(chain_id=CHAINS["base"].id, accounts=10)
    with running_anvil(anvil_program, options=options) as node:
        yield node.url


@pytest.fixture
async def client(base_url: str) -> AsyncGenerator[EvmClient]:
    """A client of Base that has proved its chain; the chain goes back to its start afterwards."""
    with lent(base_url):
        async with httpx.AsyncClient(trust_env=False, verify=False) as http:
            chain = replace(CHAINS["base"], rpcs=(base_url,))
            client = EvmClient.connect(chain, http=http)
            yield client


@pytest.fixture
def engine(client: EvmClient) -> Engine:
    return Engine(client)


@pytest.fixture(scope="session")
def market_url(anvil_program: Path) -> Generator[str]:
    """A node with Base's chain id and real markets."""
    options = AnvilOptions(chain_id=CHAINS["base"].id, accounts=10)
    with running_anvil(anvil_program, options=options) as node:
        build(Chain(node.url), creation_codes(CACHE))
        yield node.url


@pytest.fixture(scope="session")
def far_url(anvil_program: Path) -> Generator[str]:
    """A node with Optimism's chain id and its stable coins."""
    options = AnvilOptions(chain_id=CHAINS["optimism"].id, accounts=10)
    with running_anvil(anvil_program, options=options) as node:
        build_far(Chain(node.url))
        yield node.url


@pytest.fixture
async def strait(market_url: str, far_url: str, home: Path) -> AsyncGenerator[Strait]:
    """A wallet on both sides of a bridge; what a test does to the chains is undone."""
    far = {"ETHEREUM_PROVIDER_OPTIMISM": far_url}
    with lent(market_url), lent(far_url):
        build_near(Chain(market_url))
        async with (
            proxied(market_url) as proxy,
            open_wallet(home, proxy.url, policy=TRUSTED, **far) as wallet,
        ):
            yield Strait(wallet, Chain(market_url), proxy, Chain(far_url))


@pytest.fixture
async def market(market_url: str, home: Path) -> AsyncGenerator[Market]:
    """A wallet with everything in it; what a test does to the chain is undone."""
    with lent(market_url):
        async with (
            proxied(market_url) as proxy,
            open_wallet(home, proxy.url, policy=TRUSTED) as wallet,
        ):
            yield Market(wallet, Chain(market_url), proxy)
