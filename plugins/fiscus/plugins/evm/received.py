"""Tokens that came to the wallet, as events tell it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.assets import token_asset, unlisted_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.sightings import Arrival
from fiscus.chains.evm.strangers import suspicion
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.amounts import shown
from fiscus.plugins.evm.remembered import Known
from fiscus.plugins.evm.service import EvmService


@dataclass(frozen=True, slots=True)
class Received:
    """One arrival of a token that is shown."""

    chain: EvmChain
    asset: Asset
    arrival: Arrival

    @property
    def link(self) -> str:
        return self.chain.transaction_url(self.arrival.transaction) or self.arrival.transaction

    def line(self) -> str:
        amount = shown(self.arrival.units, self.asset.decimals, self.asset.symbol)
        return f"{amount} from {checksum(self.arrival.sender)} on {self.chain.title} {self.link}"

    def row(self) -> dict[str, object]:
        return {
            "chain": self.chain.name,
            "token": self.asset.symbol,
            "token_address": self.asset.address,
            "units": self.arrival.units,
            "from": checksum(self.arrival.sender),
            "hash": self.arrival.transaction,
            "block": self.arrival.block,
            "explorer_url": self.link,
        }


@dataclass(frozen=True, slots=True)
class Came:
    """On every chain, the newest of each chain first."""

    tokens: tuple[Received, ...] = ()
    remarks: tuple[str, ...] = ()
    """What the list does not cover."""


async def received(service: EvmService, chains: Sequence[EvmChain]) -> Came:
    """All chains at once; one that does not answer is told of as it was known before."""
    wallet = service.must_have_address()
    await service.discover([chain.name for chain in chains])
    known = await asyncio.gather(*(service.discovery.known(chain, wallet) for chain in chains))
    tokens, hidden, unseen = list[Received](), 0, list[str]()
    for chain, found in zip(chains, known, strict=True):
        if found.covered is None:
            unseen.append(chain.title)
        assets = _assets(service, chain, found)
        # Nothing of a real token is a lure, too: it puts its sender's address into the history.
        there = [one for one in found.arrivals if one.token in assets and one.units]
        tokens += [Received(chain, assets[one.token], one) for one in there]
        hidden += len(found.arrivals) - len(there)
    remarks = [f"{title} tells no events: what came there is not known." for title in unseen]
    if hidden:
        what = "1 arrival" if hidden == 1 else f"{hidden} arrivals"
        remarks.append(f"{what} of hidden tokens, or of nothing, left out.")
    return Came(tuple(tokens), tuple(remarks))


def _assets(service: EvmService, chain: EvmChain, known: Known) -> dict[str, Asset]:
    """Of the tokens that are shown, by address in lower case."""
    tokens, vouched = service.evm.tokens, service.discovery.vouched(chain.name)
    assets = {
        stranger.address: unlisted_asset(chain, stranger.found, tokens)
        for stranger in known.strangers
        if stranger.found is not None and suspicion(chain, stranger, tokens, vouched) is None
    }
    for address in {one.token for one in known.arrivals}:
        token = tokens.by_address(chain.name, address)
        if token is not None:
            assets[address] = token_asset(token)
    return assets
