"""A token that is on no list, asked of its own mint."""

from __future__ import annotations

from fiscus.chains.solana.balances import read_balances
from fiscus.chains.solana.metadata import read_metadata
from fiscus.chains.wallets.holdings import Holding
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import UnknownToken
from fiscus.plugins.solana.service import SolanaService


async def read_unlisted(service: SolanaService, mint: str, owner: str) -> Holding:
    """What `owner` has of the token of that mint. Raises `UnknownToken`."""
    chain = service.chain
    client = service.solana.networks[chain.name]
    found = (await read_metadata(client, [mint]))[mint]
    if found is None:
        raise UnknownToken(
            f"There is no token at {mint} on {chain.title}",
            hint="Copy the address of its mint again.",
        )
    held = await read_balances(client, owner)
    # What it calls itself proves nothing: it is shown by its mint.
    return Holding(Asset(chain.name, mint, mint, found.decimals), held.units(mint))
