"""The sandbox at work: a chain with a furnished world, a wallet, and stand-ins of services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.jsonrpc import Call
from fiscus.chains.sandbox.anvil import AnvilOptions, anvil
from fiscus.chains.sandbox.bebop.service import BebopService
from fiscus.chains.sandbox.coingecko import answer
from fiscus.chains.sandbox.console import Console, open_console
from fiscus.chains.sandbox.definition import (
    FAR,
    FAR_TOKENS,
    GOVERNOR,
    NAMES,
    SANDBOX,
    SANDBOX_TOKENS,
)
from fiscus.chains.sandbox.ferry import Ferry
from fiscus.chains.sandbox.installation import Progress, anvil_program, silent
from fiscus.chains.sandbox.lifi.service import LifiService
from fiscus.chains.sandbox.loopback import serve
from fiscus.chains.sandbox.places import Place, traded_on
from fiscus.chains.sandbox.wallet import SandboxWallet, kept_wallet, new_wallet
from fiscus.chains.sandbox.witness import read_holdings, read_sighting
from fiscus.chains.sandbox.world import fund, furnish, is_furnished, is_unknown
from fiscus.core.sandbox import Sighting
from fiscus.core.secrets import Secret

STATE_FILE: Final = "evm.json"
FAR_FILE: Final = "evm2.json"
KEY_FILE: Final = "evm.key"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where everything is while it runs. Fits `fiscus.core.sandbox.Sandbox`."""

    rpc_url: str
    far_url: str
    """RPC of the chain at the other end of the bridge."""
    coingecko_url: str
    lifi_url: str
    bebop_url: str
    address: str
    private_key: Secret
    chain: str = SANDBOX.name
    chain_id: int = SANDBOX.id
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    owned_chains: frozenset[str] = frozenset({SANDBOX.name, FAR.name})

    def environment(self) -> Mapping[str, str]:
        """The settings with which the suite works on this sandbox. One of them is the key."""
        return {
            "ETHEREUM_PROVIDER_SANDBOX": self.rpc_url,
            "EVM_WS_SANDBOX": self.rpc_url.replace("http://", "ws://", 1),
            "ETHEREUM_PROVIDER_SANDBOX2": self.far_url,
            "EVM_PRIVATE_KEY": self.private_key.reveal(),
            "COINGECKO_API_URL": self.coingecko_url,
            "LIFI_API_URL": self.lifi_url,
            "BEBOP_API_URL": self.bebop_url,
            "EVM_CHAINS": f"{self.chain},{FAR.name}",
            "DEFAULT_EVM_CHAIN": self.chain,
            "GOVERNOR_ADDRESS_SANDBOX": GOVERNOR,
        }

    async def holdings(self, address: str) -> Mapping[str, Decimal]:
        """Whole coins and tokens by symbol, zeros included. Raises `EngineFailed`."""
        return await read_holdings(self.rpc_url, address)

    async def holdings_beyond(self, address: str) -> Mapping[str, Decimal]:
        """The same on the chain beyond the bridge. Raises `EngineFailed`."""
        return await read_holdings(self.far_url, address)

    async def wait(self, seconds: int) -> None:
        """So many seconds pass on the chain at once. Raises `EngineFailed`."""
        async with open_console(self.rpc_url) as console:
            await console.ask([Call("evm_increaseTime", (seconds,)), Call("evm_mine")])

    async def sighting(self, transaction: str) -> Sighting | None:
        """What the chain says of a transaction hash. Raises `EngineFailed`."""
        return await read_sighting(self.rpc_url, transaction)


@asynccontextmanager
async def open_sandbox(
    home: Path,
    *,
    keep: Path | None = None,
    engine: Path | None = None,
    block_time: int | None = None,
    progress: Progress = silent,
) -> AsyncGenerator[Sandbox]:
    """What `fiscus.chains.sandbox.sandbox` describes."""
    program = await asyncio.to_thread(anvil_program, home, given=engine, progress=progress)
    wallet = new_wallet() if keep is None else kept_wallet(keep / KEY_FILE)
    kept = [None if keep is None else keep / name for name in (STATE_FILE, FAR_FILE)]
    options = [
        AnvilOptions(chain_id=chain.id, state=state)
        for chain, state in zip((SANDBOX, FAR), kept, strict=True)
    ]
    async with AsyncExitStack() as stack:
        nodes = (stack.enter_async_context(anvil(program, options=each)) for each in options)
        node, other = await asyncio.gather(*nodes)
        console = await stack.enter_async_context(open_console(node.url))
        far = await stack.enter_async_context(open_console(other.url))
        await asyncio.gather(
            _prepare(console, SANDBOX, wallet, block_time),
            _prepare(far, FAR, wallet, block_time),
        )
        places = [Place(SANDBOX, console, traded_on(SANDBOX, SANDBOX_TOKENS))]
        shores = [*places, Place(FAR, far, traded_on(FAR, FAR_TOKENS))]
        async with (
            Ferry.between(shores).running() as ferry,
            serve(answer) as coingecko,
            serve(LifiService(shores, ferry).answer) as lifi,
            serve(BebopService(places).answer) as bebop,
        ):
            urls = node.url, other.url, coingecko, lifi, bebop
            yield Sandbox(*urls, wallet.address, wallet.private_key)


async def _prepare(
    console: Console, chain: EvmChain, wallet: SandboxWallet, block_time: int | None
) -> None:
    market = chain == SANDBOX
    if not await is_furnished(console, market=market):
        await furnish(console, chain, market=market)
    if await is_unknown(console, wallet.address):
        await fund(console, wallet.address, tokens=market)
    if block_time is not None:
        await console.ask([Call("evm_setIntervalMining", (block_time,))])
