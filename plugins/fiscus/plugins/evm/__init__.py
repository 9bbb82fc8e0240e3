"""EVM wallets: pay, vote, and know what there is."""

from collections.abc import Mapping

from fiscus.core import AgentRuntime, Plugin
from fiscus.plugins.evm.address import address
from fiscus.plugins.evm.allowances import allowances
from fiscus.plugins.evm.balance import balance
from fiscus.plugins.evm.bridge import bridge
from fiscus.plugins.evm.governance import governance
from fiscus.plugins.evm.hidden import hidden
from fiscus.plugins.evm.history import history
from fiscus.plugins.evm.late import worker
from fiscus.plugins.evm.portfolio import portfolio
from fiscus.plugins.evm.price import price
from fiscus.plugins.evm.remembered import schema
from fiscus.plugins.evm.revoke import revoke
from fiscus.plugins.evm.service import EvmService, paid, refreshed
from fiscus.plugins.evm.swap import swap
from fiscus.plugins.evm.token_balance import token_balance
from fiscus.plugins.evm.transactions import transactions
from fiscus.plugins.evm.transfer import transfer
from fiscus.plugins.evm.wallet import wallet


async def _init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
    runtime.register_task_worker(worker)


plugin = Plugin(
    name="evm",
    description="Wallets on EVM chains: payments, swaps, bridges, balances, votes.",
    init=_init,
    actions=(
        transfer,
        swap,
        bridge,
        balance,
        portfolio,
        address,
        price,
        history,
        allowances,
        revoke,
        hidden,
        *governance,
    ),
    providers=(wallet, token_balance, transactions),
    services=(EvmService,),
    schema=schema,
    events={"WALLET_REFRESH": (refreshed,), "WALLET_PAYMENT": (paid,)},
)

__all__ = ["plugin"]
