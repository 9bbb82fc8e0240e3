"""evmWalletProvider: what the wallet has, for the state of a conversation."""

from __future__ import annotations

from decimal import Decimal

from fiscus.chains.wallets.figures import total, total_text
from fiscus.core import AgentRuntime, Provider, ProviderResult
from fiscus.core.desk.valuation import lowest_prices
from fiscus.core.memory import Memory
from fiscus.core.money import from_base_units, plain
from fiscus.core.state import State
from fiscus.plugins.evm.service import EvmService

CENT = Decimal("0.01")


async def get(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult | None:
    """Only what is known already: a state is composed without asking a chain."""
    service = runtime.get_service(EvmService.service_type)
    if not isinstance(service, EvmService) or service.address is None:
        return None
    known = [entry for entry in service.cache.known(service.address) if entry.available]
    if not known:
        return None
    held = [h for entry in known for h in entry.holdings if h.units]
    prices = await lowest_prices(service.evm.price_sources, [h.asset for h in held])
    usd, _ = total(held, prices)
    chains = [
        {
            "name": entry.chain.title,
            "nativeBalance": "unavailable"
            if entry.holdings[0].units is None
            else plain(from_base_units(entry.holdings[0].units, entry.holdings[0].asset.decimals)),
            "symbol": entry.chain.coin,
        }
        for entry in known
    ]
    lines = [f"{c['name']}: {c['nativeBalance']} {c['symbol']}" for c in chains]
    text = "\n".join(["Wallet balances:", *lines, "", f"Total value: {total_text(known, prices)}"])
    return ProviderResult(
        text=text,
        values={"walletInfo": text, "evm_address": service.address},
        data={"walletInfo": {"chains": chains, "totalValueUsd": str(usd.quantize(CENT))}},
    )


wallet = Provider(
    name="evmWalletProvider",
    description="Balances of the EVM wallet on the chains that were looked at.",
    get=get,
)
