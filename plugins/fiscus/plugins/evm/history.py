"""EVM_HISTORY: what the wallet paid and what became of it, and the tokens that came to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from fiscus.chains.evm.quoting.ways import notice_of
from fiscus.chains.wallets.history import KEPT, SHOWN, tell_payments
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.history import History
from fiscus.plugins.evm.received import Received, received
from fiscus.plugins.evm.service import EvmService


class HistoryParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    from_chain: str | None = None
    page: int = 1


async def handle(ctx: ActionContext, params: HistoryParams) -> ActionResult:
    service = ctx.service(EvmService)
    wallet, page = service.must_have_address(), max(params.page, 1)
    chains = (service.chain(params.from_chain),) if params.from_chain else service.chains
    payments = ctx.runtime.capability("history", History)
    for bridge in await payments.under_way():
        notice = await notice_of(service.evm, bridge.hash or "", bridge.chain)
        await payments.look(bridge.journal_id, notice)
    done = await payments.recent("evm", wallet, KEPT)
    if params.from_chain is not None:
        done = [payment for payment in done if payment.chain == params.from_chain]
    told = tell_payments(done, service.evm.title, wallet=wallet, page=page)
    came = await received(service, chains)
    shown = came.tokens[(page - 1) * SHOWN : page * SHOWN]
    more = max(len(done), len(came.tokens)) > page * SHOWN
    lines = [told.text, *_arrived(shown), *came.remarks]
    if more:
        lines.append(f'There is more: say "show page {page + 1} of my history".')
    data = {**told.data, "received": [one.row() for one in shown], "page": page}
    return replace(told, text="\n".join(lines), data=data)


def _arrived(shown: Sequence[Received]) -> list[str]:
    return ["Tokens that came to it:", *(f"  {one.line()}" for one in shown)] if shown else []


history = Action(
    name="EVM_HISTORY",
    description=(
        "List what the agent's EVM wallet paid lately and the tokens it received, with links."
        " Reads only."
    ),
    handler=handle,
    params=HistoryParams,
    similes=("TRANSACTION_HISTORY", "RECENT_TRANSACTIONS", "EVM_TRANSACTIONS"),
    handles=("history",),
    family="evm",
)
