"""SOLANA_PRICE: what SOL or a token costs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.chains.solana.assets import find_asset
from fiscus.chains.wallets.price import tell_price
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.errors import UnknownToken
from fiscus.plugins.solana.service import SolanaService


class PriceParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    token: str


async def handle(ctx: ActionContext, params: PriceParams) -> ActionResult:
    service = ctx.service(SolanaService)
    asset = find_asset(service.chain, params.token, service.solana.tokens)
    if asset is None:
        raise UnknownToken(
            f"{params.token!r} is on no list of known tokens", hint="Name a token by its symbol."
        )
    return await tell_price(asset, service.solana.price_sources)


price = Action(
    name="SOLANA_PRICE",
    description="Tell the price of SOL or of a token on Solana in US dollars. Reads only.",
    handler=handle,
    params=PriceParams,
    similes=("SOL_PRICE", "SPL_PRICE"),
    handles=("price",),
    family="solana",
)
