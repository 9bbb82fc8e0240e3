"""SOLANA_PORTFOLIO: everything the wallet has, and what it is worth."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.chains.wallets.figures import age_note
from fiscus.chains.wallets.portfolio import portfolio_data
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.valuation import lowest_prices
from fiscus.plugins.solana.apart import apart_lines, apart_rows, parted
from fiscus.plugins.solana.figures import token_lines, token_rows, total_line, worth_of
from fiscus.plugins.solana.service import SolanaService


class PortfolioParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


async def handle(ctx: ActionContext, params: PortfolioParams) -> ActionResult:
    service = ctx.service(SolanaService)
    return await show_portfolio(service, service.must_have_address())


async def show_portfolio(service: SolanaService, owner: str) -> ActionResult:
    """SOL, every known token above zero, and what has a price, added up.

    What is on no list is set apart and counts nothing. A cluster that does not answer is shown as
    unavailable, never as empty.
    """
    parts = parted(await service.holdings(owner), service.solana.tokens)
    entry, claims = parts.entry, service.claims.known
    held = [h for place, h in enumerate(entry.holdings) if h.units or place == 0]
    prices = await lowest_prices(service.solana.price_sources, [h.asset for h in held])
    age = service.cache.age(entry)
    note = age_note(entry, age)
    head = f"{service.chain.title} wallet {owner}"
    lines = [f"{head}: {note}" if note else head]
    if entry.available:
        lines += [total_line(entry, prices), "", "Token Balances:", *token_lines(entry, prices)]
    if parts.apart:
        lines += ["", "Not counted:", *apart_lines(parts, claims)]
    sol = worth_of(entry, prices).sol
    data = portfolio_data(owner, [entry], prices)
    data["total_sol"] = None if sol is None else f"{sol:.4f}"
    data["tokens"] = token_rows(entry, prices, age)
    data["apart"] = apart_rows(parts, claims)
    return ActionResult(success=True, text="\n".join(lines), data=data)


portfolio = Action(
    name="SOLANA_PORTFOLIO",
    description="Show everything the agent's Solana wallet holds and its worth. Reads only.",
    handler=handle,
    params=PortfolioParams,
    similes=("SHOW_SOLANA_PORTFOLIO", "SOLANA_WALLET_OVERVIEW", "SOLANA_NET_WORTH"),
    handles=("portfolio",),
    family="solana",
)
