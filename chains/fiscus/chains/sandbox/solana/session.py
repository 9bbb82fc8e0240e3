"""The Solana sandbox at work: a chain with a furnished world, a wallet, and prices."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from fiscus.chains.sandbox.coingecko import answer
from fiscus.chains.sandbox.loopback import serve
from fiscus.chains.sandbox.solana.birdeye import Birdeye
from fiscus.chains.sandbox.solana.definition import CHAIN, NAMES
from fiscus.chains.sandbox.solana.engine import Engine
from fiscus.chains.sandbox.solana.jupiter import Jupiter
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.sandbox.solana.node import Node
from fiscus.chains.sandbox.solana.server import serving
from fiscus.chains.sandbox.solana.state import locked, read_state, write_state
from fiscus.chains.sandbox.solana.wallet import Faucet, SolanaWallet, kept_wallet, new_wallet
from fiscus.chains.sandbox.solana.witness import read_holdings, read_sighting
from fiscus.chains.sandbox.solana.world import (
    FAUCET_LAMPORTS,
    fund,
    furnish,
    give_lamports,
    is_unknown,
)
from fiscus.core.sandbox import Sighting
from fiscus.core.secrets import Secret

STATE_FILE: Final = "solana.json"
KEY_FILE: Final = "solana.key"
BLOCK_SECONDS: Final = 0.4


@dataclass(frozen=True, slots=True)
class SolanaSandbox:
    """Where everything is while it runs. Fits `fiscus.core.sandbox.Sandbox`."""

    rpc_url: str
    coingecko_url: str
    jupiter_url: str
    birdeye_url: str
    address: str
    private_key: Secret
    chain: str = CHAIN
    chain_id: None = None
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    owned_chains: frozenset[str] = frozenset({CHAIN})

    def environment(self) -> Mapping[str, str]:
        """The settings with which the suite works on this sandbox. One of them is the key."""
        return {
            "SOLANA_RPC_URL": self.rpc_url,
            "SOLANA_PRIVATE_KEY": self.private_key.reveal(),
            "SOLANA_CLUSTER": "sandbox",
            "COINGECKO_API_URL": self.coingecko_url,
            "JUPITER_API_URL": self.jupiter_url,
            "BIRDEYE_API_URL": self.birdeye_url,
        }

    async def holdings(self, address: str) -> Mapping[str, Decimal]:
        """Whole coins and tokens by symbol, zeros included. Raises `EngineFailed`."""
        return await read_holdings(self.rpc_url, address)

    async def sighting(self, transaction: str) -> Sighting | None:
        """What the chain says of a signature. Raises `EngineFailed`."""
        return await read_sighting(self.rpc_url, transaction)


@asynccontextmanager
async def open_sandbox(
    *, keep: Path | None = None, block_seconds: float | None = BLOCK_SECONDS
) -> AsyncGenerator[SolanaSandbox]:
    """What `fiscus.chains.sandbox.solana.sandbox` describes."""
    with _chain(keep) as (ledger, wallet):
        faucet = Faucet()
        give_lamports(ledger.engine, str(faucet.address), FAUCET_LAMPORTS)
        node = Node(ledger, faucet, at_once=block_seconds is None)
        async with (
            serving(node, block_seconds=block_seconds) as url,
            serve(answer) as prices,
            serve(Jupiter(ledger)) as jupiter,
            serve(Birdeye(ledger.engine)) as birdeye,
        ):
            services = (prices, jupiter, birdeye)
            yield SolanaSandbox(url, *services, wallet.address, wallet.private_key)


@contextmanager
def _chain(keep: Path | None) -> Generator[tuple[Ledger, SolanaWallet]]:
    """A chain and its funded wallet. A kept chain is written after every block that says much."""
    if keep is None:
        yield _prepared(Ledger(Engine()), new_wallet(), is_new=True)
        return
    path = keep / STATE_FILE
    with locked(path):
        found = read_state(path)
        ledger = found or Ledger(Engine())
        wallet = kept_wallet(keep / KEY_FILE)
        ledger.keep_with(lambda: write_state(path, ledger))
        yield _prepared(ledger, wallet, is_new=found is None)
        write_state(path, ledger)


def _prepared(ledger: Ledger, wallet: SolanaWallet, *, is_new: bool) -> tuple[Ledger, SolanaWallet]:
    if is_new:
        furnish(ledger.engine)
    if is_unknown(ledger, wallet.address):
        fund(ledger.engine, wallet.address)
    return ledger, wallet
