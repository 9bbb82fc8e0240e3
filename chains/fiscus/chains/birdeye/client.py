"""A client of Birdeye's public API."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar, cast

from pydantic import BaseModel, ValidationError

from fiscus.chains.api import Api
from fiscus.chains.birdeye.answers import Metadata, PriceAt, Wallet, WalletItem
from fiscus.core.secrets import Secret

if TYPE_CHECKING:
    import httpx

PUBLIC_API: Final = "https://public-api.birdeye.so"
MOST_PRICES: Final = 100
MOST_METADATA: Final = 50

M = TypeVar("M", bound=BaseModel)


class Birdeye:
    """Every method raises what `Api` raises."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        key: Secret,
        base_url: str = PUBLIC_API,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        headers: dict[str, str | Secret] = {"X-API-KEY": key, "x-chain": "solana"}
        url = base_url.rstrip("/")
        self.api = Api(http, "Birdeye", url, "BIRDEYE_API_URL", headers, clock=clock)

    async def price(self, mint: str) -> PriceAt | None:
        """`None` where it has none."""
        return _one(PriceAt, await self._data("defi/price", {"address": mint}))

    async def prices(self, mints: Sequence[str]) -> Mapping[str, PriceAt]:
        """By mint; what has no price is absent."""
        return await self._listed("defi/multi_price", mints, PriceAt, MOST_PRICES)

    async def wallet(self, owner: str) -> Sequence[WalletItem]:
        """Everything that a wallet holds, SOL as the mint of its wrapped form."""
        data = await self._data("v1/wallet/token_list", {"wallet": owner})
        return self.api.read(Wallet, data).items

    async def metadata(self, mints: Sequence[str]) -> Mapping[str, Metadata]:
        """By mint; a token that it does not know is absent."""
        path = "defi/v3/token/meta-data/multiple"
        return await self._listed(path, mints, Metadata, MOST_METADATA)

    async def _listed(
        self, path: str, mints: Sequence[str], kind: type[M], most: int
    ) -> Mapping[str, M]:
        found: dict[str, M] = {}
        wanted = list(dict.fromkeys(mints))
        for start in range(0, len(wanted), most):
            some = wanted[start : start + most]
            data = await self._data(path, {"list_address": ",".join(some)})
            rows = cast("dict[str, object]", data) if isinstance(data, dict) else {}
            for mint in some:
                if (row := _one(kind, rows.get(mint))) is not None:
                    found[mint] = row
        return found

    async def _data(self, path: str, query: Mapping[str, str]) -> object:
        answer = await self.api.get(path, query)
        told = cast("dict[str, object]", answer) if isinstance(answer, dict) else {}
        if told.get("success") is not True:
            raise self.api.malformed("no success")
        return told.get("data")


def _one(kind: type[M], row: object) -> M | None:
    """`None` where nothing is known, or nothing that could be meant."""
    try:
        return kind.model_validate(row)
    except ValidationError:
        return None
