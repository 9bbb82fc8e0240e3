"""Prices of EVM assets: dollars that are dollars by issue, and what CoinGecko says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.prices import CoinGecko
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
    """What CoinGecko says of the assets it lists."""

    gecko: CoinGecko

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        found = await self.gecko.usd([(asset.chain, asset.address) for asset in assets])
        return {
            asset: (Quote(found[key].usd, found[key].source),)
            for asset in assets
            if (key := (asset.chain, asset.address)) in found
        }
