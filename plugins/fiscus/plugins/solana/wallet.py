"""solana-wallet: what the wallet has, for the state of a conversation."""

from __future__ import annotations

from datetime import UTC, datetime

from fiscus.chains.wallets.figures import worth
from fiscus.core import AgentRuntime, Provider, ProviderResult
from fiscus.core.desk.valuation import lowest_prices
from fiscus.core.memory import Memory
from fiscus.core.state import State
from fiscus.plugins.solana.apart import parted
from fiscus.plugins.solana.figures import amount, fixed, plain_lines, worth_of
from fiscus.plugins.solana.service import SolanaService

UNAVAILABLE = ProviderResult(text="Wallet data unavailable")


async def get(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult | None:
    """Only what is known already: a state is composed without asking a chain."""
    service = runtime.get_service(SolanaService.service_type)
    if not isinstance(service, SolanaService) or service.address is None:
        return None
    known = [entry for entry in service.cache.known(service.address) if entry.available]
    if not known:
        return UNAVAILABLE
    entry = parted(known[0], service.solana.tokens).entry
    held = [h for place, h in enumerate(entry.holdings) if h.units or place == 0]
    prices = await lowest_prices(service.solana.price_sources, [h.asset for h in held])
    value = worth_of(entry, prices)
    updated = datetime.fromtimestamp(runtime.clock.read() - (service.cache.age(entry) or 0), UTC)
    text = "\n".join(
        [
            "Solana Wallet Portfolio:",
            f"Total Value: ${fixed(value.usd, 2)} ({fixed(value.sol, 4)} SOL)",
            "Token Balances:",
            *plain_lines(entry, prices),
            f"SOL Price: ${fixed(value.sol_price, 2)}",
            f"Last Updated: {updated:%Y-%m-%dT%H:%M:%SZ}",
        ]
    )
    portfolio = {
        "totalUsd": fixed(value.usd, 2),
        "totalSol": fixed(value.sol, 4),
        "solPrice": fixed(value.sol_price, 2),
        "tokens": [
            {"symbol": h.asset.symbol, "amount": amount(h), "usd": fixed(worth(h, prices), 2)}
            for h in held
        ],
        "lastUpdated": int(updated.timestamp() * 1000),
    }
    return ProviderResult(
        text=text,
        values={"walletInfo": text, "solana_address": service.address},
        data={"portfolio": portfolio},
    )


wallet = Provider(
    name="solana-wallet",
    description="Provides Solana wallet information and portfolio data",
    get=get,
)
