"""What the market says of tokens on Solana: Birdeye where there is a key for it, and Jupiter.

Jupiter's prices are for people to look at. The desk does not judge by them: they come from whoever
also quotes the swap that is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fiscus.chains.birdeye.client import Birdeye
from fiscus.chains.jupiter.answers import MintInformation
from fiscus.chains.jupiter.client import Jupiter
from fiscus.chains.solana.definitions import MAINNET
from fiscus.chains.solana.programs import WRAPPED_SOL
from fiscus.core.desk.adapter import Asset, PriceSource, Quote
from fiscus.core.errors import ChainError


@dataclass(frozen=True, slots=True)
class BirdeyePrices:
    """A `PriceSource`. What trades only on test clusters has no price."""

    birdeye: Birdeye

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        mints = {asset: mint_of(asset) for asset in assets if asset.chain == MAINNET.name}
        if not mints:
            return {}
        found = await self.birdeye.prices(list(mints.values()))
        return {
            asset: (Quote(found[mint].usd, "birdeye"),)
            for asset, mint in mints.items()
            if mint in found
        }


@dataclass(frozen=True, slots=True)
class Market:
    jupiter: Jupiter
    birdeye: Birdeye | None

    @property
    def price_sources(self) -> tuple[PriceSource, ...]:
        """What the desk may judge by."""
        return (BirdeyePrices(self.birdeye),) if self.birdeye else ()

    async def prices(self, mints: Sequence[str]) -> Mapping[str, Quote]:
        """US dollars of a whole token by mint, and who says so; what has no price is absent.

        Raises `ChainError` where nobody answers.
        """
        told = await self._birdeye(mints)
        missing = [mint for mint in mints if mint not in told]
        if not missing:
            return told
        try:
            found = await self.jupiter.prices(missing)
        except ChainError:
            if told:
                return told
            raise
        return {**told, **{mint: Quote(price.usd, "jupiter") for mint, price in found.items()}}

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        """The same as a `PriceSource`, for people to look at."""
        mints = {asset: mint_of(asset) for asset in assets if asset.chain == MAINNET.name}
        if not mints:
            return {}
        found = await self.prices(list(mints.values()))
        return {asset: (found[mint],) for asset, mint in mints.items() if mint in found}

    async def listing(self, mint: str) -> MintInformation | None:
        """What Jupiter's list says of a token; `None` where it has none."""
        return await self.jupiter.token(mint)

    async def _birdeye(self, mints: Sequence[str]) -> dict[str, Quote]:
        if self.birdeye is None:
            return {}
        try:
            found = await self.birdeye.prices(mints)
        except ChainError:
            return {}  # Jupiter is asked next
        return {mint: Quote(price.usd, "birdeye") for mint, price in found.items()}


def mint_of(asset: Asset) -> str:
    """SOL is traded by its wrapped form."""
    return asset.address or WRAPPED_SOL
