"""A token that is on no list, asked of its own contract."""

from __future__ import annotations

from fiscus.chains.evm.assets import unlisted_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.facts import token_balance
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.wallets.holdings import Holding
from fiscus.core.errors import UnknownToken
from fiscus.plugins.evm.service import EvmService


async def read_unlisted(service: EvmService, chain: EvmChain, token: str, owner: str) -> Holding:
    """What `owner` has of the token at that address. Raises `UnknownToken`."""
    client = service.evm.networks[chain.name]
    found = (await read_metadata(client, [token]))[token]
    if found is None:
        raise UnknownToken(
            f"There is no token at {token} on {chain.title}",
            hint="Name the chain it is on, or copy its address again.",
        )
    asset = unlisted_asset(chain, found, service.evm.tokens)
    return Holding(asset, await client.ask(token_balance(token, owner)))
