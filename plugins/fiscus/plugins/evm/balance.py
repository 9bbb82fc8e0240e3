"""EVM_BALANCE: how much of one thing there is, the wallet's or anybody's."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from fiscus.chains.evm.assets import find_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.wallets.balance import Row, tell_balance
from fiscus.chains.wallets.holdings import ChainHoldings
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.errors import UnknownToken
from fiscus.plugins.evm.naming import address_of
from fiscus.plugins.evm.portfolio import show_portfolio
from fiscus.plugins.evm.service import EvmService
from fiscus.plugins.evm.unlisted import read_unlisted


class BalanceParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    token: str | None = None
    from_chain: str | None = None
    address: str | None = None


async def handle(ctx: ActionContext, params: BalanceParams) -> ActionResult:
    service = ctx.service(EvmService)
    owner = await _owner(service, params)
    if params.token is None:
        return await show_portfolio(service, params.from_chain, owner)
    chains = _chains(service, params.token, params.from_chain)
    rows = await _rows(service, chains, params.token, owner)
    return await tell_balance(
        rows,
        cache=service.cache,
        sources=service.evm.opinions,
        owner=owner,
        mine=params.address is None,
    )


async def _rows(
    service: EvmService, chains: Sequence[EvmChain], token: str, owner: str
) -> list[Row]:
    assets = [find_asset(chain, token, service.evm.tokens) for chain in chains]
    if None in assets:
        chain = chains[0]
        holding = await read_unlisted(service, chain, token, owner)
        return [(ChainHoldings(chain, owner, (holding,), service.cache.now()), holding)]
    entries = await service.read(chains, owner)
    return [
        (entry, entry.of(asset.symbol) if asset else None)
        for entry, asset in zip(entries, assets, strict=True)
    ]


def _chains(service: EvmService, token: str, named: str | None) -> list[EvmChain]:
    """The named chain, or every configured one that has the token."""
    if named is not None:
        return [service.chain(named)]
    there = [chain for chain in service.chains if _has(service, chain, token)]
    return there or [service.chain(None)]


def _has(service: EvmService, chain: EvmChain, token: str) -> bool:
    try:
        return find_asset(chain, token, service.evm.tokens) is not None
    except UnknownToken:
        return False


async def _owner(service: EvmService, params: BalanceParams) -> str:
    if params.address is None:
        return service.must_have_address()
    return await address_of(service, params.address, params.from_chain)


balance = Action(
    name="EVM_BALANCE",
    description="Tell how much of a coin or token a wallet has, on one chain or all. Reads only.",
    handler=handle,
    params=BalanceParams,
    similes=("CHECK_BALANCE", "GET_BALANCE", "TOKEN_BALANCE"),
    handles=("balance",),
    family="evm",
)
