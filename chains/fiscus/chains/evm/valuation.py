"""Prices of EVM assets: dollars that are dollars by issue, what CoinGecko says, and LI.FI."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.lifi.client import Lifi
from fiscus.chains.lifi.models import NATIVE
from fiscus.chains.prices import CoinGecko
from fiscus.core.desk.adapter import Asset, Quote
from fiscus.core.errors import RpcUnavailable

ONE_DOLLAR = (Quote(Decimal(1), "issuer"),)


@dataclass(frozen=True, slots=True)
class PeggedPrices:
    """One dollar for the tokens whose issuer redeems them for one, known without a network."""

    tokens: TokenList

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        return {asset: ONE_DOLLAR for asset in assets if self._pegged(asset)}

    def _pegged(self, asset: Asset) -> bool:
        token = self.tokens.by_address(asset.chain, asset.address) if asset.address else None
        return token is not None and token.pegged_usd


@dataclass(frozen=True, slots=True)
class CoinGeckoPrices:
    """What CoinGecko says of the assets it lists."""

    gecko: CoinGecko

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        found = await self.gecko.usd([(asset.chain, asset.address) for asset in assets])
        return {
            asset: (Quote(found[key].usd, found[key].source),)
            for asset in assets
            if (key := (asset.chain, asset.address)) in found
        }


LIST_FROM = 4
"""From so many tokens of a chain on, its whole list is asked for, which LI.FI's client keeps."""
LIFI_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class LifiPrices:
    """What LI.FI says of the tokens that it trades."""

    lifi: Lifi

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        """All chains at once. Raises `ChainError` only where no chain's price came."""
        chains = {
            name: [asset for asset in assets if asset.chain == name]
            for name in dict.fromkeys(asset.chain for asset in assets)
            if name in CHAINS and not CHAINS[name].testnet
        }
        asked = (self._on_chain(CHAINS[name].id, wanted) for name, wanted in chains.items())
        try:
            async with asyncio.timeout(LIFI_SECONDS):
                found = await asyncio.gather(*asked)
        except TimeoutError:
            raise RpcUnavailable(
                f"LI.FI gave no prices within {LIFI_SECONDS:g} seconds",
                hint="Its prices are unknown until it answers again.",
            ) from None
        return {asset: (quote,) for quotes in found for asset, quote in quotes.items()}

    async def _on_chain(self, chain_id: int, assets: Sequence[Asset]) -> Mapping[Asset, Quote]:
        places = {asset: (asset.address or NATIVE).lower() for asset in assets}
        if len(assets) >= LIST_FROM:
            listed = await self.lifi.tokens(chain_id)
        else:
            told = await asyncio.gather(*(self.lifi.token(chain_id, at) for at in places.values()))
            listed = [token for token in told if token is not None]
        known = {token.address.lower(): token for token in listed if token.chain_id == chain_id}
        return {
            asset: Quote(price, "lifi")
            for asset, at in places.items()
            # With other decimals it is not the token that is meant.
            if (token := known.get(at)) is not None
            and token.decimals == asset.decimals
            and (price := token.price_usd) is not None
        }
