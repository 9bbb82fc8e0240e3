"""What an address has on an EVM chain, asked of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from fiscus.chains.evm.assets import native_asset, token_asset
from fiscus.chains.evm.balances import read_balances
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.wallets.holdings import Holding, HoldingsCache

REFRESH_SECONDS = 60.0


def holdings_cache(evm: EvmReads, clock: Callable[[], float] = time.monotonic) -> HoldingsCache:
    """Figures that are true for a minute."""

    async def read(chain: str, address: str) -> list[Holding]:
        client = evm.networks[chain]
        tokens = evm.tokens.on_chain(chain)
        wanted = [token.address for token in tokens]
        found = await read_balances(client, address, tokens=wanted)
        holdings = [Holding(native_asset(client.chain), found.native_wei)]
        return holdings + [Holding(token_asset(t), found.tokens[t.address]) for t in tokens]

    return HoldingsCache(read, REFRESH_SECONDS, clock)
