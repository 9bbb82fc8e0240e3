"""Tokens that call themselves by a symbol that is on no list, and how much is in their pools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import read_address
from fiscus.chains.evm.addresses import checksum, is_address
from fiscus.chains.evm.assets import native_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decoding.catalogue import ROUTER_02, V2_ROUTER, Directory
from fiscus.chains.evm.decoding.codec import Value, encode
from fiscus.chains.evm.decoding.kinds import Function, function
from fiscus.chains.evm.facts import token_balance
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.quoting.uniswap import FEES
from fiscus.chains.jsonrpc import escaped
from fiscus.chains.lifi.models import Token
from fiscus.chains.query import Query
from fiscus.core.desk.valuation import lowest_prices, value_of
from fiscus.core.errors import ChainError, RpcRefused

MOST: Final = 3
NAME_LENGTH: Final = 24
NOBODY: Final = "0x" + "0" * 40
FACTORY: Final = function("factory()")
PAIR: Final = function("getPair(address a,address b)")
POOL: Final = function("getPool(address a,address b,uint24 fee)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token by its own word. `pooled_usd` is what its pools hold of wrapped coin."""

    address: str
    name: str
    verified: bool
    pooled_usd: Decimal | None

    def __str__(self) -> str:
        known = "checked by LI.FI, " if self.verified else ""
        worth = "nobody knows how much" if self.pooled_usd is None else f"${self.pooled_usd:,.0f}"
        return f"{self.address} ({self.name!r}, {known}{worth} in its pools)"


async def candidates(evm: EvmReads, chain: EvmChain, symbol: str) -> list[Candidate]:
    """At most three, the deepest pools first; none where nobody lists such a token."""
    found = [token for token in await _listed(evm, chain) if token.symbol.upper() == symbol.upper()]
    found = [token for token in found if is_address(token.address)][: 2 * MOST]
    if not found:
        return []
    pooled = await _pooled(evm, chain, [token.address for token in found])
    prices = await lowest_prices(evm.price_sources, [native_asset(chain)])
    told = [
        Candidate(
            checksum(token.address),
            escaped(token.name, NAME_LENGTH),
            token.verification_status == "verified",
            None if wei is None else value_of(native_asset(chain), wei, prices),
        )
        for token, wei in zip(found, pooled, strict=True)
    ]
    return sorted(told, key=lambda one: -(one.pooled_usd or 0))[:MOST]


async def _listed(evm: EvmReads, chain: EvmChain) -> Sequence[Token]:
    if evm.lifi is None:
        return ()
    try:
        return await evm.lifi.tokens(chain.id)
    except ChainError:
        return ()


async def _pooled(evm: EvmReads, chain: EvmChain, tokens: Sequence[str]) -> list[int | None]:
    """Wei of wrapped coin in the pools of each; `None` where no exchange is known."""
    client, directory = evm.networks[chain.name], Directory(chain, evm.tokens)
    routers = [directory.listed(kind) for kind in (V2_ROUTER, ROUTER_02)]
    known = [router for router in routers if router is not None]
    if chain.wrapped is None or len(known) < len(routers):
        return [None] * len(tokens)
    v2, v3 = await client.gather_all([_address_of(router, FACTORY) for router in known])
    asked = [list(_pools(v2, v3, token, chain.wrapped)) for token in tokens]
    places = await client.gather_all([one for each in asked for one in each])
    there = iter(places)
    pools = [[next(there) for _ in each] for each in asked]
    return [await _sum(client, chain.wrapped, each) for each in pools]


def _pools(v2: str, v3: str, token: str, wrapped: str) -> Iterator[Query[str]]:
    yield _address_of(v2, PAIR, a=token.lower(), b=wrapped.lower())
    for fee in FEES:
        yield _address_of(v3, POOL, a=token.lower(), b=wrapped.lower(), fee=fee)


def _address_of(at: str, known: Function, **given: Value) -> Query[str]:
    """`NOBODY` where there is none."""
    asked = queries.call(at, known.selector + encode(known.inputs, given))
    found = asked.then(read_address)
    return Query(found.call, found.decode, _nobody)


def _nobody(_: RpcRefused) -> str:
    return NOBODY


async def _sum(client: EvmClient, token: str, pools: Sequence[str]) -> int:
    held = [token_balance(token, pool) for pool in pools if pool != NOBODY]
    return sum(units or 0 for units in await client.gather_all(held)) if held else 0
