"""Prices of assets on Solana: dollars that are dollars by issue, and what CoinGecko says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscus.chains.prices import CoinGecko
from fiscus.chains.solana.definitions import CHAINS
from fiscus.chains.solana.tokens import TokenList
from fiscus.core.desk.adapter import Asset, Quote

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
    """What CoinGecko says of the assets it lists; assets of other families are left to them."""

    gecko: CoinGecko

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        mine = [asset for asset in assets if asset.chain in CHAINS]
        found = await self.gecko.usd([(asset.chain, asset.address) for asset in mine])
        return {
            asset: (Quote(found[key].usd, found[key].source),)
            for asset in mine
            if (key := (asset.chain, asset.address)) in found
        }
