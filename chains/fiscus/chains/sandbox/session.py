"""The sandbox at work: a chain with a furnished world, a wallet, and stand-ins of services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from fiscus.chains.jsonrpc import Call
from fiscus.chains.sandbox.anvil import AnvilOptions, anvil
from fiscus.chains.sandbox.bebop.service import BebopService
from fiscus.chains.sandbox.coingecko import answer
from fiscus.chains.sandbox.console import Console, open_console
from fiscus.chains.sandbox.definition import GOVERNOR, NAMES, SANDBOX, SANDBOX_TOKENS
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
KEY_FILE: Final = "evm.key"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where everything is while it runs. Fits `fiscus.core.sandbox.Sandbox`."""

    rpc_url: str
    coingecko_url: str
    lifi_url: str
    bebop_url: str
    address: str
    private_key: Secret
    chain: str = SANDBOX.name
    chain_id: int = SANDBOX.id
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    owned_chains: frozenset[str] = frozenset({SANDBOX.name})

    def environment(self) -> Mapping[str, str]:
        """The settings with which the suite works on this sandbox. One of them is the key."""
        return {
            "ETHEREUM_PROVIDER_SANDBOX": self.rpc_url,
            "EVM_WS_SANDBOX": self.rpc_url.replace("http://", "ws://", 1),
            "EVM_PRIVATE_KEY": self.private_key.reveal(),
            "COINGECKO_API_URL": self.coingecko_url,
            "LIFI_API_URL": self.lifi_url,
            "BEBOP_API_URL": self.bebop_url,
            "EVM_CHAINS": self.chain,
            "DEFAULT_EVM_CHAIN": self.chain,
            "GOVERNOR_ADDRESS_SANDBOX": GOVERNOR,
        }

    async def holdings(self, address: str) -> Mapping[str, Decimal]:
        """Whole coins and tokens by symbol, zeros included. Raises `EngineFailed`."""
        return await read_holdings(self.rpc_url, address)

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
    options = AnvilOptions(state=None if keep is None else keep / STATE_FILE)
    async with anvil(program, options=options) as node, open_console(node.url) as console:
        await _prepare(console, wallet, block_time)
        places = [Place(SANDBOX, console, traded_on(SANDBOX, SANDBOX_TOKENS))]
        async with (
            serve(answer) as coingecko,
            serve(LifiService(places).answer) as lifi,
            serve(BebopService(places).answer) as bebop,
        ):
            urls = node.url, coingecko, lifi, bebop
            yield Sandbox(*urls, wallet.address, wallet.private_key)


async def _prepare(console: Console, wallet: SandboxWallet, block_time: int | None) -> None:
    if not await is_furnished(console):
        await furnish(console)
    if await is_unknown(console, wallet.address):
        await fund(console, wallet.address)
    if block_time is not None:
        await console.ask([Call("evm_setIntervalMining", (block_time,))])
