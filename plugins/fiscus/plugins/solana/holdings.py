"""What an address has on Solana, asked of the cluster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from fiscus.chains.solana.assets import native_asset, token_asset
from fiscus.chains.solana.balances import Balances, TokenHolding, read_balances
from fiscus.chains.solana.claims import Claims
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.family import SolanaReads
from fiscus.chains.wallets.holdings import Holding, HoldingsCache
from fiscus.core.desk.adapter import Asset

REFRESH_SECONDS = 120.0
LOOKS: Final = 5
"""How often a node that is behind what was told is asked again."""
LOOK_SECONDS: Final = 0.2


def holdings_cache(
    solana: SolanaReads,
    claims: Claims,
    clock: Callable[[], float] = time.monotonic,
    *,
    told: Callable[[], int] = lambda: 0,
) -> HoldingsCache:
    """Figures that are true for two minutes.

    SOL, every listed token, then whatever else is there, which has its mint for a symbol. `told`
    is the slot of the last change of the own wallet that is known.
    """

    async def read(chain: str, address: str) -> list[Holding]:
        client = solana.networks[chain]
        least = told() if address == solana.address else 0
        found = await _new_enough(client, address, least)
        listed = solana.tokens.on_chain(chain)
        known = {token.address for token in listed}
        others = [token for token in found.tokens if token.mint not in known]
        await claims.learn(client, others)
        holdings = [Holding(native_asset(client.chain), found.lamports)]
        holdings += [Holding(token_asset(t), found.units(t.address)) for t in listed]
        return holdings + [_unlisted(chain, token) for token in others]

    return HoldingsCache(read, REFRESH_SECONDS, clock)


async def _new_enough(client: SolanaClient, owner: str, least: int) -> Balances:
    """As of a slot from `least` on, if a node gets there soon: one of several may be behind."""
    found = await read_balances(client, owner)
    for _ in range(LOOKS):
        if found.slot >= least:
            break
        await asyncio.sleep(LOOK_SECONDS)
        found = await read_balances(client, owner)
    return found


def _unlisted(chain: str, token: TokenHolding) -> Holding:
    """What it calls itself proves nothing: it goes by its mint."""
    return Holding(Asset(chain, token.mint, token.mint, token.decimals), token.units)
