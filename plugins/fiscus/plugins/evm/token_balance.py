"""evmTokenBalance: what the wallet has of the token whose address a message names."""

from __future__ import annotations

import re
from typing import Final

from fiscus.chains.evm.addresses import is_address
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.definitions import find_chain
from fiscus.core import AgentRuntime, Provider, ProviderResult
from fiscus.core.desk.amounts import shown
from fiscus.core.memory import Memory
from fiscus.core.state import State
from fiscus.plugins.evm.service import EvmService
from fiscus.plugins.evm.unlisted import read_unlisted

_ADDRESS: Final = re.compile(r"\b0x[0-9a-fA-F]{40}\b")
_PLACE: Final = re.compile(r"\bon ([\w-]+(?: [\w-]+)?)", re.IGNORECASE)


async def get(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult | None:
    """`None` where no address is named, or no wallet is set up."""
    service = runtime.get_service(EvmService.service_type)
    text = message.content.text
    token = next((found for found in _ADDRESS.findall(text) if is_address(found)), None)
    if not isinstance(service, EvmService) or service.address is None or token is None:
        return None
    chain = _chain(service, text)
    held = await read_unlisted(service, chain, token, service.address)
    if held.units is None:
        return ProviderResult(text="Token balance: unavailable")
    balance = shown(held.units, held.asset.decimals, held.asset.symbol)
    return ProviderResult(
        text=f"Token balance: {balance}",
        values={"tokenBalance": balance},
        data={"chain": chain.name, "token": token, "units": held.units},
    )


def _chain(service: EvmService, text: str) -> EvmChain:
    """The chain that the message names, or the default."""
    for place in _PLACE.findall(text):
        for words in (place, place.split(" ")[0]):
            if (known := find_chain(words)) is not None:
                return service.chain(known.name)
    return service.chain(None)


token_balance = Provider(
    name="evmTokenBalance",
    description="What the wallet has of the token whose contract address the message names.",
    get=get,
    dynamic=True,
)
