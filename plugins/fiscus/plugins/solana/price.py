"""SOLANA_PRICE: what SOL or a token costs."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from fiscus.chains.solana.swapping.trading import traded
from fiscus.chains.wallets.price import tell_price
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.plugins.solana.service import SolanaService


class PriceParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    token: str


async def handle(ctx: ActionContext, params: PriceParams) -> ActionResult:
    solana = ctx.service(SolanaService).solana
    token = await traded(solana, params.token)
    if token.listed:
        return await tell_price(token.asset, solana.price_sources)
    told = await tell_price(token.asset, (solana.market,))
    return replace(told, text=f"{told.text}\n{token.note}")


price = Action(
    name="SOLANA_PRICE",
    description="Tell the price of SOL or of a token on Solana in US dollars. Reads only.",
    handler=handle,
    params=PriceParams,
    similes=("SOL_PRICE", "SPL_PRICE"),
    handles=("price",),
    family="solana",
)
