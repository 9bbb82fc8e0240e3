"""Addresses and names as people write them, looked up for reading."""

from __future__ import annotations

from fiscus.chains.solana.names import resolve_name
from fiscus.chains.solana.recipients import literal_address
from fiscus.plugins.solana.service import SolanaService


async def address_of(service: SolanaService, text: str) -> str:
    """The address that `text` stands for. Raises what the person can mend."""
    literal = literal_address(text)
    if literal is not None:
        return literal
    client = service.solana.networks[service.chain.name]
    return (await resolve_name(client, text)).address
