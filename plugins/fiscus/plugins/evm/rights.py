"""Who may spend what, over all chains: found by events and by lists, and read live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.assets import find_asset, token_asset, unlisted_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.decoding.catalogue import PERMIT2
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.evm.permissions import Right, read_rights, usual_rights
from fiscus.chains.evm.sightings import Allowed
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.amounts import shown
from fiscus.core.errors import ChainError, UnknownToken
from fiscus.core.money import from_base_units, plain
from fiscus.plugins.evm.discovery import Discovery
from fiscus.plugins.evm.remembered import Known
from fiscus.plugins.evm.service import EvmService

DEADLINE: Final = 10.0
"""Seconds for one chain: a slow one is told, and holds up nobody."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A right that stands, and what is known of its parties."""

    chain: EvmChain
    asset: Asset
    spender: str
    """With its checksum."""
    name: str | None
    """What lists call the spender."""
    right: Right

    @property
    def amount(self) -> str:
        """`"any amount of USDC"`, `"5 USDC"`."""
        if self.right.endless:
            return f"any amount of {self.asset.symbol}"
        return shown(self.right.units, self.asset.decimals, self.asset.symbol)

    @property
    def whole(self) -> str | None:
        """Whole tokens; `None` where there is no bound."""
        units, decimals = self.right.units, self.asset.decimals
        return None if self.right.endless else plain(from_base_units(units, decimals))

    @property
    def whom(self) -> str:
        return f"{self.name} ({self.spender})" if self.name else self.spender


@dataclass(frozen=True, slots=True)
class ChainRights:
    """What stands on one chain; `trouble` where it does not answer."""

    chain: EvmChain
    rights: tuple[Standing, ...] = ()
    strange: int = 0
    """Rights over tokens that are on no list, which are left out."""
    since: int | None = None
    """The first block that was looked through; `None` where events could not be read."""
    trouble: str | None = None


async def standing_rights(
    service: EvmService, chains: Sequence[EvmChain], token: str | None
) -> list[ChainRights]:
    """On all chains at once. A token that is on no list counts where its address is given."""
    return list(await asyncio.gather(*(_on_chain(service, chain, token) for chain in chains)))


def chains_for(service: EvmService, token: str | None, named: str | None) -> list[EvmChain]:
    """The named chain, or every configured one that has the token. Raises `UnknownToken`."""
    if named is not None:
        return [service.chain(named)]
    there = [chain for chain in service.chains if token is None or _has(service, chain, token)]
    if not there:
        raise UnknownToken(
            f"{token!r} is on none of the configured chains", hint="Name the chain it is on."
        )
    return there


def _has(service: EvmService, chain: EvmChain, token: str) -> bool:
    try:
        find_asset(chain, token, service.evm.tokens)
    except UnknownToken:
        return False
    return True


async def _on_chain(service: EvmService, chain: EvmChain, token: str | None) -> ChainRights:
    try:
        async with asyncio.timeout(DEADLINE):
            return await _asked(service, chain, token)
    except (ChainError, TimeoutError) as exc:
        return ChainRights(chain, trouble=getattr(exc, "code", "TIMEOUT"))


async def _asked(service: EvmService, chain: EvmChain, token: str | None) -> ChainRights:
    wallet, discovery = service.must_have_address(), service.discovery
    known, since = await _known(discovery, chain, wallet)
    asset = find_asset(chain, token, service.evm.tokens) if token else None
    if asset is not None and asset.address is None:
        return ChainRights(chain, since=since)
    only = (asset.address if asset else token) if token else None
    listed = [only] if only else [one.address for one in service.evm.tokens.on_chain(chain.name)]
    asked = known.allowed | usual_rights(discovery.directory(chain), listed)
    if only is not None:
        asked = frozenset(one for one in asked if one.token == only.lower())
    return await _read(service, chain, asked, since, every=only is not None)


async def _known(discovery: Discovery, chain: EvmChain, wallet: str) -> tuple[Known, int | None]:
    """And since which block, where the chain tells its events now."""
    try:
        known = await discovery.catch_up(chain, wallet)
    except ChainError:
        return await discovery.known(chain, wallet), None
    return known, known.covered.low if known.covered else None


async def _read(
    service: EvmService,
    chain: EvmChain,
    asked: frozenset[Allowed],
    since: int | None,
    *,
    every: bool,
) -> ChainRights:
    client, wallet = service.evm.networks[chain.name], service.must_have_address()
    directory = service.discovery.directory(chain)
    keeper = directory.listed(PERMIT2)
    rights = await read_rights(client, wallet, asked, keeper=keeper, now=time.time())
    assets = await _assets(service, chain, rights, every=every)
    told: list[Standing] = []
    for right in rights:
        if (asset := assets.get(right.token)) is not None:
            found = directory.find(right.spender)
            name = found.name if found else None
            told.append(Standing(chain, asset, checksum(right.spender), name, right))
    return ChainRights(chain, tuple(told), len(rights) - len(told), since)


async def _assets(
    service: EvmService, chain: EvmChain, rights: Sequence[Right], *, every: bool
) -> Mapping[str, Asset]:
    """The listed tokens among them; with `every` what the others say of themselves, too.

    Anybody can make a token that tells of rights nobody gave, to lure people to it.
    """
    assets: dict[str, Asset] = {}
    others: list[str] = []
    for address in dict.fromkeys(right.token for right in rights):
        token = service.evm.tokens.by_address(chain.name, address)
        if token is not None:
            assets[address] = token_asset(token)
        else:
            others.append(address)
    if every and others:
        found = await read_metadata(service.evm.networks[chain.name], others)
        for address, said in found.items():
            if said is not None:
                assets[address] = unlisted_asset(chain, said, service.evm.tokens)
    return assets
