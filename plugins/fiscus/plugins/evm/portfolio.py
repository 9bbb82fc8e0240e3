"""EVM_PORTFOLIO: everything the wallet has, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from fiscus.chains.wallets.figures import age_note, line, listed, total_text
from fiscus.chains.wallets.holdings import ChainHoldings
from fiscus.chains.wallets.portfolio import portfolio_data
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.valuation import lowest_prices
from fiscus.plugins.evm.service import EvmService


class PortfolioParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    from_chain: str | None = None


async def handle(ctx: ActionContext, params: PortfolioParams) -> ActionResult:
    service = ctx.service(EvmService)
    return await show_portfolio(service, params.from_chain, service.must_have_address())


async def show_portfolio(service: EvmService, chain: str | None, owner: str) -> ActionResult:
    """All holdings above zero, chain by chain, with a total of what has a price.

    A chain that does not answer is shown as unavailable, never as empty.
    """
    mine = owner == service.address
    entries = await (service.discovered(chain) if mine else service.holdings(chain, address=owner))
    held = [h for entry in entries for h in entry.holdings if h.units]
    prices = await lowest_prices(service.evm.opinions, [h.asset for h in held])
    lines = [f"Wallet {owner}"]
    for entry in entries:
        lines += _chain_lines(service, entry, prices)
    lines.append(f"Total: {total_text(entries, prices)}")
    if hidden := sum(len(entry.hidden) for entry in entries):
        what = "1 token is" if hidden == 1 else f"{hidden} tokens are"
        lines.append(f'{what} hidden: say "show hidden tokens" to see why.')
    return ActionResult(
        success=True,
        text="\n".join(lines),
        data=portfolio_data(owner, entries, prices),
    )


def _chain_lines(
    service: EvmService, entry: ChainHoldings, prices: Mapping[Asset, Decimal]
) -> list[str]:
    note = age_note(entry, service.cache.age(entry))
    there = [line(holding, prices) for holding in entry.holdings if holding.units]
    silent = [h.asset.symbol for h in entry.holdings if h.units is None]
    if silent and entry.available:
        there.append(f"unavailable: {listed(silent)}")
    if not there:
        return [f"{entry.chain.title}: {note or 'nothing'}"]
    head = f"{entry.chain.title}:" + (f" ({note})" if note else "")
    return [head, *(f"  {text}" for text in there)]


portfolio = Action(
    name="EVM_PORTFOLIO",
    description="Show everything the agent's EVM wallet holds and its worth. Reads only.",
    handler=handle,
    params=PortfolioParams,
    similes=("SHOW_PORTFOLIO", "WALLET_OVERVIEW", "NET_WORTH"),
    handles=("portfolio",),
    family="evm",
)
