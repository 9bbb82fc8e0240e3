"""Addresses and names as people write them, looked up for reading."""

from __future__ import annotations

from fiscus.chains.evm.names import resolve_name
from fiscus.chains.evm.recipients import literal_address
from fiscus.plugins.evm.service import EvmService


async def address_of(service: EvmService, text: str, chain: str | None) -> str:
    """The checksummed address of `text` on a chain. Raises what the person can mend."""
    literal = literal_address(text)
    if literal is not None:
        return literal
    where = service.chain(chain)
    registrar = service.evm.networks.registrar(where)
    return (await resolve_name(registrar, text, chain=where)).address
