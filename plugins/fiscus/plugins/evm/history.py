"""EVM_HISTORY: what the wallet paid, and what became of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.history import History
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.receipts import data
from fiscus.plugins.evm.service import EvmService

SHOWN = 10
STANDINGS = {
    State.SIGNED: "signed, no node has it yet",
    State.SENT: "sent, not in a block yet",
    State.FAILED: "failed, only the fee is gone",
    State.DROPPED: "never landed",
}


class HistoryParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    from_chain: str | None = None


async def handle(ctx: ActionContext, params: HistoryParams) -> ActionResult:
    service = ctx.service(EvmService)
    payments = ctx.runtime.capability("history", History)
    address = service.must_have_address()
    done = await payments.recent("evm", address, SHOWN)
    if params.from_chain is not None:
        done = [payment for payment in done if payment.chain == params.from_chain]
    lines = [_line(service, payment) for payment in done]
    text = "\n".join(
        ["Latest payments from this wallet:", *lines] if lines else ["No payments yet."]
    )
    return ActionResult(success=True, text=text, data={"payments": [data(p) for p in done]})


def _line(service: EvmService, payment: Outcome) -> str:
    whom = payment.recipient_name or payment.recipient
    where = service.evm.title(payment.chain) or payment.chain
    link = payment.explorer_url or payment.hash or ""
    what = f"{payment.amount} {payment.token} to {whom} on {where}"
    return f"  {_standing(payment)}: {what} {link}".rstrip()


def _standing(payment: Outcome) -> str:
    if payment.state is State.CONFIRMED and payment.detail:
        return "not as signed for"
    return STANDINGS.get(payment.state, payment.state.value)


history = Action(
    name="EVM_HISTORY",
    description="List what the agent's EVM wallet paid lately, with links. Reads only.",
    handler=handle,
    params=HistoryParams,
    similes=("TRANSACTION_HISTORY", "RECENT_TRANSACTIONS", "EVM_TRANSACTIONS"),
    handles=("history",),
    family="evm",
)
