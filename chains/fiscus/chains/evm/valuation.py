"""Prices of EVM assets: dollars that are dollars by issue, what CoinGecko says, and LI.FI."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.lifi.client import Lifi
from fiscus.chains.lifi.models import NATIVE
from fiscus.chains.prices import CoinGecko
from fiscus.core.desk.adapter import Asset, Quote
from fiscus.core.errors import ChainError, RpcUnavailable

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


LIST_FROM: Final = 4
"""From so many tokens of a chain on, its whole list is asked for, which LI.FI's client keeps."""
LIFI_SECONDS: Final = 3.0
UNKNOWN_UNTIL: Final = "Its prices are unknown until it answers again."


FRESH: Final = 30.0
"""Seconds that a price is good for, as CoinGecko's are."""
PAUSE: Final = 10.0
"""Seconds without a question after one that failed: no payment waits for each."""


@dataclass(slots=True)
class LifiPrices:
    """What LI.FI says of the tokens that it trades."""

    lifi: Lifi
    clock: Callable[[], float] = time.monotonic
    _known: dict[Asset, _Known] = field(default_factory=dict[Asset, "_Known"])
    _silent_until: float = 0.0

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        """All chains at once. Raises `ChainError` where one does not answer, and for a while after
        that without asking."""
        now = self.clock()
        self._known = {asset: known for asset, known in self._known.items() if known.until > now}
        if missing := [asset for asset in assets if _trades(asset) and asset not in self._known]:
            found = await self._asked(missing)
            self._known |= {asset: _Known(found.get(asset), now + FRESH) for asset in missing}
        known = ((asset, self._known.get(asset)) for asset in assets)
        return {asset: (entry.quote,) for asset, entry in known if entry and entry.quote}

    async def _asked(self, assets: Sequence[Asset]) -> Mapping[Asset, Quote]:
        if self.clock() < self._silent_until:
            raise RpcUnavailable("LI.FI failed a moment ago", hint=UNKNOWN_UNTIL)
        names = dict.fromkeys(asset.chain for asset in assets)
        asked = (
            self._on_chain(CHAINS[name].id, [asset for asset in assets if asset.chain == name])
            for name in names
        )
        try:
            async with asyncio.timeout(LIFI_SECONDS):
                found = await asyncio.gather(*asked)
        except TimeoutError:
            self._silent_until = self.clock() + PAUSE
            raise RpcUnavailable(
                f"LI.FI gave no prices within {LIFI_SECONDS:g} seconds", hint=UNKNOWN_UNTIL
            ) from None
        except ChainError:
            self._silent_until = self.clock() + PAUSE
            raise
        return {asset: quote for quotes in found for asset, quote in quotes.items()}

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


@dataclass(frozen=True, slots=True)
class _Known:
    """`None` where LI.FI does not price it."""

    quote: Quote | None
    until: float


def _trades(asset: Asset) -> bool:
    return asset.chain in CHAINS and not CHAINS[asset.chain].testnet
