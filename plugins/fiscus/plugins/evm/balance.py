"""EVM_BALANCE: how much of one thing there is, the wallet's or anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from fiscus.chains.evm.assets import find_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.valuation import lowest_prices
from fiscus.core.errors import RpcUnavailable, UnknownToken
from fiscus.core.money import from_base_units, plain
from fiscus.plugins.evm.figures import age_note, line, listed
from fiscus.plugins.evm.holdings import ChainHoldings, Holding
from fiscus.plugins.evm.naming import address_of
from fiscus.plugins.evm.portfolio import show_portfolio
from fiscus.plugins.evm.service import EvmService
from fiscus.plugins.evm.unlisted import read_unlisted

Row: TypeAlias = tuple[ChainHoldings, Holding | None]
"""A chain, and what there is of the one thing on it; `None` where the chain never answered."""


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
    return await _answer(service, rows, mine=params.address is None, owner=owner)


async def _rows(
    service: EvmService, chains: Sequence[EvmChain], token: str, owner: str
) -> list[Row]:
    assets = [find_asset(chain, token, service.evm.tokens) for chain in chains]
    if None in assets:
        chain = chains[0]
        holding = await read_unlisted(service, chain, token, owner)
        return [(ChainHoldings(chain, owner, (holding,), service.cache.now()), holding)]
    entries = await service.cache.read(chains, owner)
    return [
        (entry, entry.of(asset.symbol) if asset else None)
        for entry, asset in zip(entries, assets, strict=True)
    ]


async def _answer(
    service: EvmService,
    rows: Sequence[Row],
    *,
    mine: bool,
    owner: str,
) -> ActionResult:
    if not any(entry.available for entry, _ in rows):
        raise RpcUnavailable(
            f"{_titles(rows)} does not answer, so the balance is unavailable",
            hint="Try again, or configure another RPC.",
        )
    if all(holding is not None and holding.units is None for _, holding in rows):
        raise RpcUnavailable(
            f"The token's contract on {_titles(rows)} tells no balance",
            hint="Try again, or look it up in an explorer.",
        )
    assets = [holding.asset for _, holding in rows if holding]
    prices = await lowest_prices(service.evm.price_sources, assets)
    lines: list[str] = []
    data: list[dict[str, object]] = []
    for entry, holding in rows:
        note = age_note(entry, service.cache.age(entry))
        if holding is None:
            lines.append(f"{entry.chain.title}: {note}")
        else:
            aside = f" ({note})" if note else ""
            lines.append(f"{entry.chain.title}: {line(holding, prices)}{aside}")
        data.append(_figures(entry, holding))
    who = "You have" if mine else f"{owner} has"
    text = f"{who} {lines[0].split(': ', 1)[1]} on {rows[0][0].chain.title}"
    if len(lines) > 1:
        text = "\n".join([f"{who}:", *lines])
    return ActionResult(success=True, text=text, data={"address": owner, "balances": data})


def _titles(rows: Sequence[Row]) -> str:
    return listed([entry.chain.title for entry, _ in rows])


def _figures(entry: ChainHoldings, holding: Holding | None) -> dict[str, object]:
    """`units` and `amount` are `None` where they are unavailable."""
    figures: dict[str, object] = {"chain": entry.chain.name, "units": None, "amount": None}
    if holding is None:
        return {**figures, "token": None}
    units, asset = holding.units, holding.asset
    amount = None if units is None else plain(from_base_units(units, asset.decimals))
    return {**figures, "token": asset.symbol, "units": units, "amount": amount}


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
