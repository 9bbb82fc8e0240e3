"""What an address has on Solana, asked of the cluster."""

from __future__ import annotations

import time
from collections.abc import Callable

from fiscus.chains.solana.assets import native_asset, token_asset
from fiscus.chains.solana.balances import read_balances
from fiscus.chains.solana.family import SolanaReads
from fiscus.chains.wallets.holdings import Holding, HoldingsCache

REFRESH_SECONDS = 120.0


def holdings_cache(
    solana: SolanaReads, clock: Callable[[], float] = time.monotonic
) -> HoldingsCache:
    """Figures that are true for two minutes."""

    async def read(chain: str, address: str) -> list[Holding]:
        client = solana.networks[chain]
        found = await read_balances(client, address)
        tokens = solana.tokens.on_chain(chain)
        holdings = [Holding(native_asset(client.chain), found.lamports)]
        return holdings + [Holding(token_asset(t), found.units(t.address)) for t in tokens]

    return HoldingsCache(read, REFRESH_SECONDS, clock)
