from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.sandbox.anvil import AnvilOptions, running_anvil
from tests.chains.evm.governance.assembly import Built, Parliament, build
from tests.chains.evm.market import Chain
from tests.chains.evm.wallets import ANYTHING, open_wallet
from tests.chains.proxy import proxied
from tests.sandboxes import lent, rpc


@pytest.fixture(scope="session")
def assemblies(anvil_program: Path) -> Generator[tuple[str, Built]]:
    """A node with Base's chain id and both assemblies; its time runs ahead of the clock's."""
    options = AnvilOptions(chain_id=CHAINS["base"].id, accounts=10)
    with running_anvil(anvil_program, options=options) as node:
        built = build(Chain(node.url))
        # Votes count from the second after that in which they were made.
        rpc(node.url, "evm_increaseTime", 2)
        rpc(node.url, "anvil_mine", "0x1")
        yield node.url, built


@pytest.fixture
async def parliament(assemblies: tuple[str, Built], home: Path) -> AsyncGenerator[Parliament]:
    """A wallet with votes; what a test does to the chain is undone."""
    url, built = assemblies
    governor = {"GOVERNOR_ADDRESS_BASE": built.governor}
    with lent(url):
        async with (
            proxied(url) as proxy,
            open_wallet(home, proxy.url, policy=ANYTHING, **governor) as w,
        ):
            yield Parliament(w, Chain(url), proxy, built)
