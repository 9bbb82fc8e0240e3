"""SOLANA_BALANCE: how much of one thing there is, the wallet's or anybody's."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.chains.solana.assets import find_asset
from fiscus.chains.wallets.balance import Row, tell_balance
from fiscus.chains.wallets.holdings import ChainHoldings
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.plugins.solana.naming import address_of
from fiscus.plugins.solana.portfolio import show_portfolio
from fiscus.plugins.solana.service import SolanaService
from fiscus.plugins.solana.unlisted import read_unlisted


class BalanceParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    token: str | None = None
    address: str | None = None


async def handle(ctx: ActionContext, params: BalanceParams) -> ActionResult:
    service = ctx.service(SolanaService)
    mine = params.address is None
    owner = await _owner(service, params.address)
    if params.token is None:
        return await show_portfolio(service, owner)
    row = await _row(service, params.token, owner)
    return await tell_balance(
        [row], cache=service.cache, sources=service.solana.price_sources, owner=owner, mine=mine
    )


async def _row(service: SolanaService, token: str, owner: str) -> Row:
    asset = find_asset(service.chain, token, service.solana.tokens)
    if asset is None:
        holding = await read_unlisted(service, token, owner)
        now = service.cache.now()
        return ChainHoldings(service.chain, owner, (holding,), now), holding
    entry = await service.holdings(owner)
    return entry, entry.of(asset.symbol)


async def _owner(service: SolanaService, address: str | None) -> str:
    return service.must_have_address() if address is None else await address_of(service, address)


balance = Action(
    name="SOLANA_BALANCE",
    description="Tell how much SOL or of a token a wallet has on Solana. Reads only.",
    handler=handle,
    params=BalanceParams,
    similes=("SOL_BALANCE", "SPL_BALANCE", "CHECK_SOLANA_BALANCE"),
    handles=("balance",),
    family="solana",
)
