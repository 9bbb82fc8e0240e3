"""SOLANA_HISTORY: what the wallet paid, and what became of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.chains.wallets.history import KEPT, tell_payments
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.history import History
from fiscus.plugins.solana.service import SolanaService


class HistoryParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    page: int = 1


async def handle(ctx: ActionContext, params: HistoryParams) -> ActionResult:
    service = ctx.service(SolanaService)
    payments = ctx.runtime.capability("history", History)
    wallet = service.must_have_address()
    done = await payments.recent("solana", wallet, KEPT)
    return tell_payments(done, service.solana.title, wallet=wallet, page=max(params.page, 1))


history = Action(
    name="SOLANA_HISTORY",
    description="List what the agent's Solana wallet paid lately, with links. Reads only.",
    handler=handle,
    params=HistoryParams,
    similes=("SOLANA_TRANSACTION_HISTORY", "SOLANA_TRANSACTIONS"),
    handles=("history",),
    family="solana",
)
