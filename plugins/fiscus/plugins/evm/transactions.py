"""EVM_TRANSACTIONS: the wallet's latest payments, for the state of a conversation."""

from __future__ import annotations

from fiscus.chains.wallets.history import SHOWN, tell_payments
from fiscus.core import AgentRuntime, Provider, ProviderResult
from fiscus.core.desk.history import History
from fiscus.core.memory import Memory
from fiscus.core.state import State
from fiscus.plugins.evm.service import EvmService


async def get(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult | None:
    """As the journal has them: no chain is asked."""
    service = runtime.get_service(EvmService.service_type)
    if not isinstance(service, EvmService) or service.address is None:
        return None
    done = await runtime.capability("history", History).recent("evm", service.address, SHOWN)
    told = tell_payments(done, service.evm.title, wallet=service.address)
    return ProviderResult(text=told.text, data=dict(told.data))


transactions = Provider(
    name="EVM_TRANSACTIONS",
    description="The latest payments of the EVM wallet, and where they stand.",
    get=get,
    dynamic=True,
)
