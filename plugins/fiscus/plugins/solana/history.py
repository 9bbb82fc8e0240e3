"""SOLANA_HISTORY: what the wallet paid and what became of it, and what else the chain has of it."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from fiscus.chains.wallets.history import KEPT, SHOWN, tell_payments
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.history import History
from fiscus.core.errors import ChainError
from fiscus.core.isolation import settle
from fiscus.plugins.solana.seen import Page, seen
from fiscus.plugins.solana.service import SolanaService


class HistoryParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    page: int = 1


async def handle(ctx: ActionContext, params: HistoryParams) -> ActionResult:
    service = ctx.service(SolanaService)
    payments = ctx.runtime.capability("history", History)
    wallet, page = service.must_have_address(), max(params.page, 1)
    done = await payments.recent("solana", wallet, KEPT)
    told = tell_payments(done, service.solana.title, wallet=wallet, page=page)
    own = {payment.hash for payment in done if payment.hash}
    [others] = await settle(seen(service, own, page))
    if isinstance(others, Exception) and not isinstance(others, ChainError):
        raise others
    lines = [told.text, *_lines(others)]
    found, more = ((), False) if isinstance(others, ChainError) else (others.found, others.more)
    if more or len(done) > page * SHOWN:
        lines.append(f'There is more: say "show page {page + 1} of my history".')
    data = {**told.data, "seen": [one.row() for one in found], "page": page}
    return replace(told, text="\n".join(lines), data=data)


def _lines(others: Page | ChainError) -> list[str]:
    """The journal is told without the chain, too."""
    if isinstance(others, ChainError):
        return [f"What else the chain has of it is unknown now: {others.message}"]
    shown = [f"  {one.line()}" for one in others.found]
    return ["Also on the chain:", *shown] if shown else []


history = Action(
    name="SOLANA_HISTORY",
    description=(
        "List what the agent's Solana wallet paid lately, and what else the chain has of it, with"
        " links. Reads only."
    ),
    handler=handle,
    params=HistoryParams,
    similes=("SOLANA_TRANSACTION_HISTORY", "SOLANA_TRANSACTIONS"),
    handles=("history",),
    family="solana",
)
