"""EVM_HISTORY: what the wallet paid, and what became of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.chains.wallets.history import SHOWN, tell_payments
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.history import History
from fiscus.plugins.evm.service import EvmService


class HistoryParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    from_chain: str | None = None


async def handle(ctx: ActionContext, params: HistoryParams) -> ActionResult:
    service = ctx.service(EvmService)
    payments = ctx.runtime.capability("history", History)
    done = await payments.recent("evm", service.must_have_address(), SHOWN)
    if params.from_chain is not None:
        done = [payment for payment in done if payment.chain == params.from_chain]
    return tell_payments(done, service.evm.title)


history = Action(
    name="EVM_HISTORY",
    description="List what the agent's EVM wallet paid lately, with links. Reads only.",
    handler=handle,
    params=HistoryParams,
    similes=("TRANSACTION_HISTORY", "RECENT_TRANSACTIONS", "EVM_TRANSACTIONS"),
    handles=("history",),
    family="evm",
)
