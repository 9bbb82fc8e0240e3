"""What exchanges on the chain itself say of prices: an opinion beside those of price services.

A pool can be pushed for a moment by whoever pays for it. So pools are asked only for tokens that
are listed, only deep ones count, and what they say beside others can make a price lower or unknown,
never more. https://docs.uniswap.org/contracts/v3/reference/core/interfaces/pool/IUniswapV3PoolState
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Final, TypeAlias

from fiscus.chains.evm.abi import address_word, balance_of, read_address, read_uint, uint_word
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decoding.catalogue import ROUTER_02, Directory
from fiscus.chains.evm.multicall import ContractCall, Returned, read_contracts
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.tokens import Token, TokenList
from fiscus.core.desk.adapter import Asset, Quote
from fiscus.core.errors import ChainError, UnknownChain

log = logging.getLogger(__name__)

FACTORY: Final = bytes.fromhex("c45a0155")
FACTORY_V2: Final = bytes.fromhex("68e0d4e1")
GET_POOL: Final = bytes.fromhex("1698ee82")
GET_PAIR: Final = bytes.fromhex("e6a43905")
SLOT0: Final = bytes.fromhex("3850c7bd")
FEES: Final = (100, 500, 3000, 10_000)
"""Of Uniswap v3's pools, in millionths."""
DEEP_USD: Final = Decimal(50_000)
"""A pool counts where so much stands on the other side of the token."""
SECONDS: Final = 3.0
PRECISE: Final = Context(prec=60)
SHOWN: Final = Context(prec=12)
"""Digits of a price: more than a pool's word is worth."""
NOBODY: Final = "0x" + "0" * 40
Pair: TypeAlias = tuple[str, str]
"""The token that is priced, and the one it is counted in; addresses in lower case."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Where a pair is traded. `v3` pools tell their price, the others what they hold."""

    address: str
    v3: bool


@dataclass(slots=True)
class PoolPrices:
    """Prices out of Uniswap's pools, in the chain's first dollar or its wrapped coin."""

    networks: Networks
    tokens: TokenList
    _pools: dict[str, dict[Pair, tuple[Pool, ...]]] = field(
        default_factory=dict[str, dict[Pair, tuple[Pool, ...]]]
    )
    """By chain; where nothing was found nothing is asked again."""

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        """All chains at once. A chain that does not answer in time has no opinion."""
        chains = dict.fromkeys(asset.chain for asset in assets)
        found = await asyncio.gather(
            *(self._settled(chain, [a for a in assets if a.chain == chain]) for chain in chains)
        )
        return {asset: (quote,) for quotes in found for asset, quote in quotes.items()}

    async def _settled(self, chain: str, assets: Sequence[Asset]) -> Mapping[Asset, Quote]:
        try:
            async with asyncio.timeout(SECONDS):
                return await self._on_chain(self.networks[chain], assets)
        except (ChainError, UnknownChain, TimeoutError) as exc:
            log.info("the pools of %s say nothing: %s", chain, type(exc).__name__)
            return {}

    async def _on_chain(self, client: EvmClient, assets: Sequence[Asset]) -> Mapping[Asset, Quote]:
        chain = client.chain
        dollar, wrapped = self._dollar(chain), (chain.wrapped or "").lower()
        if dollar is None or not wrapped:
            return {}
        wanted = {asset: at for asset in assets if (at := self._priced(chain, asset))}
        if not wanted:
            return {}
        unit = dollar.address.lower()
        pairs = [(wrapped, unit)]
        for token in dict.fromkeys(wanted.values()):
            pairs += [(token, unit), (token, wrapped)] if token != wrapped else []
        pools = await self._found(client, pairs)
        prices = await _read(client, pools)
        decimals = {asset_at: asset.decimals for asset, asset_at in wanted.items()}
        decimals |= {unit: dollar.decimals, wrapped: 18}
        coin = _best(prices.get((wrapped, unit), ()), (18, dollar.decimals), Decimal(1))
        quotes: dict[Asset, Quote] = {}
        for asset, token in wanted.items():
            usd = coin
            if token != wrapped:
                counted = (decimals[token], dollar.decimals)
                usd = _best(prices.get((token, unit), ()), counted, Decimal(1))
                if usd is None and coin is not None:
                    inner = (decimals[token], 18)
                    usd = _best(prices.get((token, wrapped), ()), inner, coin)
            if usd is not None:
                quotes[asset] = Quote(usd, "uniswap")
        return quotes

    def _dollar(self, chain: EvmChain) -> Token | None:
        known = self.tokens.find(chain.name, "USDC")
        return known if known is not None and known.pegged_usd else None

    def _priced(self, chain: EvmChain, asset: Asset) -> str | None:
        """The token whose pools price an asset: listed, and no dollar by issue."""
        if asset.address is None:
            return (chain.wrapped or "").lower() or None
        token = self.tokens.by_address(chain.name, asset.address)
        return None if token is None or token.pegged_usd else token.address.lower()

    async def _found(
        self, client: EvmClient, pairs: Sequence[Pair]
    ) -> Mapping[Pair, tuple[Pool, ...]]:
        known = self._pools.setdefault(client.chain.name, {})
        if missing := [pair for pair in pairs if pair not in known]:
            known |= await _look_up(client, Directory(client.chain, self.tokens), missing)
        return {pair: known[pair] for pair in pairs}


@dataclass(frozen=True, slots=True)
class Told:
    """One pool's word: `price` base units of the other token a base unit, and how many of the
    other stand there."""

    price: Decimal
    depth: int


async def _look_up(
    client: EvmClient, directory: Directory, pairs: Sequence[Pair]
) -> dict[Pair, tuple[Pool, ...]]:
    """The pools of these pairs, by the factories that the chain's listed router names."""
    router = directory.listed(ROUTER_02)
    nothing: dict[Pair, tuple[Pool, ...]] = dict.fromkeys(pairs, ())
    if router is None:
        return nothing
    asked = [ContractCall(router, FACTORY), ContractCall(router, FACTORY_V2)]
    three, two = [_address(told) for told in await read_contracts(client, asked)]
    calls: list[ContractCall] = []
    places: list[tuple[Pair, bool]] = []
    for pair in pairs:
        words = address_word(pair[0]) + address_word(pair[1])
        if three is not None:
            calls += [ContractCall(three, GET_POOL + words + uint_word(fee)) for fee in FEES]
            places += [(pair, True)] * len(FEES)
        if two is not None:
            calls.append(ContractCall(two, GET_PAIR + words))
            places.append((pair, False))
    for (pair, v3), told in zip(places, await read_contracts(client, calls), strict=True):
        address = _address(told)
        if address is not None:
            nothing[pair] += (Pool(address, v3),)
    return nothing


def _address(told: Returned) -> str | None:
    address = told.read(read_address)
    return None if address in {None, NOBODY} else address


async def _read(
    client: EvmClient, pools: Mapping[Pair, tuple[Pool, ...]]
) -> Mapping[Pair, Sequence[Told]]:
    """What every pool says now, in one request."""
    asked = [(pair, pool) for pair, found in pools.items() for pool in found]
    calls: list[ContractCall] = []
    for (token, other), pool in asked:
        calls += [
            ContractCall(pool.address, SLOT0),
            ContractCall(token, balance_of(pool.address)),
            ContractCall(other, balance_of(pool.address)),
        ]
    returned = await read_contracts(client, calls)
    said: dict[Pair, list[Told]] = {}
    for number, (pair, pool) in enumerate(asked):
        slot, mine, theirs = returned[3 * number : 3 * number + 3]
        told = _told(pair, slot, mine.read(read_uint), theirs.read(read_uint), v3=pool.v3)
        if told is not None:
            said.setdefault(pair, []).append(told)
    return said


def _told(
    pair: Pair, slot: Returned, mine: int | None, other: int | None, *, v3: bool
) -> Told | None:
    if not mine or not other:
        return None
    if not v3:
        return Told(PRECISE.divide(Decimal(other), Decimal(mine)), other)
    root = slot.read(read_uint)
    if not root:
        return None
    # Token 0 is the one with the lower address; the root is of token 1 in token 0.
    square = PRECISE.divide(Decimal(root * root), Decimal(2**192))
    price = square if int(pair[0], 16) < int(pair[1], 16) else PRECISE.divide(Decimal(1), square)
    return Told(price, other)


def _best(said: Sequence[Told], decimals: tuple[int, int], other_usd: Decimal) -> Decimal | None:
    """A whole token in dollars, as the deepest pool has it; `None` where none is deep enough."""
    if not said:
        return None
    deepest = max(said, key=lambda told: told.depth)
    depth = PRECISE.multiply(PRECISE.scaleb(Decimal(deepest.depth), -decimals[1]), other_usd)
    if depth < DEEP_USD:
        return None
    whole = PRECISE.scaleb(deepest.price, decimals[0] - decimals[1])
    return SHOWN.multiply(whole, other_usd)
