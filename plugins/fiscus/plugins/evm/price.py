"""EVM_PRICE: what a coin or token costs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.chains.evm.assets import find_asset
from fiscus.chains.wallets.price import tell_price
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import UnknownToken
from fiscus.plugins.evm.service import EvmService


class PriceParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    token: str
    from_chain: str | None = None


async def handle(ctx: ActionContext, params: PriceParams) -> ActionResult:
    service = ctx.service(EvmService)
    return await tell_price(_asset(service, params), service.evm.opinions)


def _asset(service: EvmService, params: PriceParams) -> Asset:
    """The asset on the named chain, or on the first configured one that has it."""
    chains = [service.chain(params.from_chain)] if params.from_chain else service.chains
    unknown: UnknownToken | None = None
    for chain in chains:
        try:
            asset = find_asset(chain, params.token, service.evm.tokens)
        except UnknownToken as exc:
            unknown = unknown or exc
            continue
        if asset is not None:
            return asset
    raise unknown or UnknownToken(
        f"{params.token!r} is on no list of known tokens", hint="Name a token by its symbol."
    )


price = Action(
    name="EVM_PRICE",
    description="Tell the price of a coin or token in US dollars. Reads only.",
    handler=handle,
    params=PriceParams,
    similes=("TOKEN_PRICE", "GET_PRICE"),
    handles=("price",),
    family="evm",
)
