"""A client of Jupiter's public API: Swap v1, Price v3 and Tokens v2."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from pydantic import ValidationError

from fiscus.chains.api import Api, ServiceRefused
from fiscus.chains.jupiter.answers import Built, Instructions, MintInformation, PriceOf, Quote
from fiscus.core.errors import RequestError
from fiscus.core.secrets import Secret

if TYPE_CHECKING:
    import httpx

PUBLIC_API: Final = "https://api.jup.ag"
"""Wants a key; one is free at https://portal.jup.ag."""
KEYLESS_API: Final = "https://lite-api.jup.ag"
"""The same paths without a key. Jupiter has announced its end, and still answers there."""
SWAP, PRICE, TOKENS = "swap/v1", "price/v3", "tokens/v2"
MOST_PRICES: Final = 50
MOST_PRIORITY_LAMPORTS: Final = 1_000_000
"""0.001 SOL: well below what the desk would sign."""
NO_ROUTE: Final = frozenset(
    {"COULD_NOT_FIND_ANY_ROUTE", "NO_ROUTES_FOUND", "TOKEN_NOT_TRADABLE", "NOT_SUPPORTED"}
)


class NoRoute(RequestError):
    """Jupiter knows no way from the one token to the other, in this amount."""

    code = "NO_ROUTE"


class Jupiter:
    """Every method raises what `Api` raises: `BadServiceAnswer` for what does not fit, too."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str = "",
        key: Secret | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`base_url` empty: Jupiter's own host, the one for keys or the one without."""
        host = base_url or (KEYLESS_API if key is None else PUBLIC_API)
        headers: dict[str, str | Secret] = {"x-api-key": key} if key else {}
        self.api = Api(http, "Jupiter", unversioned(host), "JUPITER_API_URL", headers, clock=clock)

    async def quote(
        self, sold: str, bought: str, units: int, *, slippage_bps: int, exact_out: bool = False
    ) -> Quote:
        """Mints, and base units of the one whose amount is fixed."""
        mode = "ExactOut" if exact_out else "ExactIn"
        query = {
            "inputMint": sold,
            "outputMint": bought,
            "amount": str(units),
            "slippageBps": str(slippage_bps),
            "swapMode": mode,
            "onlyDirectRoutes": "false",
            "asLegacyTransaction": "false",
        }
        try:
            answer = await self.api.get(f"{SWAP}/quote", query)
        except ServiceRefused as refused:
            raise _no_route(refused) from refused
        quote = self.api.read(Quote, answer).model_copy(update={"raw": answer})
        fixed = quote.bought if exact_out else quote.paid
        if (quote.input_mint, quote.output_mint, quote.mode, fixed) != (sold, bought, mode, units):
            raise self.api.malformed("a quote of another swap than was asked for")
        if quote.slippage_bps > slippage_bps or (quote.fee is not None and quote.fee.bps):
            raise self.api.malformed("more slippage, or a fee that nobody asked for")
        return quote

    async def swap(self, quote: Quote, owner: str) -> Built:
        """The transaction of a quote, for `owner` to sign and pay. SOL is wrapped within it."""
        return self.api.read(Built, await self.api.post(f"{SWAP}/swap", {}, _order(quote, owner)))

    async def swap_instructions(self, quote: Quote, owner: str) -> Instructions:
        """The same in parts."""
        answer = await self.api.post(f"{SWAP}/swap-instructions", {}, _order(quote, owner))
        return self.api.read(Instructions, answer)

    async def prices(self, mints: Sequence[str]) -> Mapping[str, PriceOf]:
        """By mint; what has no reliable price is absent."""
        found: dict[str, PriceOf] = {}
        wanted = list(dict.fromkeys(mints))
        for start in range(0, len(wanted), MOST_PRICES):
            some = wanted[start : start + MOST_PRICES]
            answer = await self.api.get(PRICE, {"ids": ",".join(some)})
            if not isinstance(answer, dict):
                raise self.api.malformed("no list of prices")
            rows = cast("dict[str, object]", answer)
            found |= {m: price for m in some if (price := _price(rows.get(m))) is not None}
        return found

    async def search(self, text: str) -> Sequence[MintInformation]:
        """Tokens by symbol, name, or the addresses of up to 100 mints, comma-separated."""
        answer = await self.api.get(f"{TOKENS}/search", {"query": text})
        if not isinstance(answer, list):
            raise self.api.malformed("no list of tokens")
        return [self.api.read(MintInformation, row) for row in cast("list[object]", answer)]

    async def token(self, mint: str) -> MintInformation | None:
        """What Jupiter says of one mint; `None` where it lists none."""
        found = await self.search(mint)
        return next((one for one in found if one.mint == mint), None)


def unversioned(url: str) -> str:
    """The host of an address that may name the version of the swap API, too."""
    return url.rstrip("/").removesuffix(f"/{SWAP}")


def _order(quote: Quote, owner: str) -> dict[str, object]:
    level = {"priorityLevel": "veryHigh", "maxLamports": MOST_PRIORITY_LAMPORTS}
    return {
        "userPublicKey": owner,
        "quoteResponse": quote.raw,
        "wrapAndUnwrapSol": True,
        "dynamicComputeUnitLimit": True,
        "prioritizationFeeLamports": {"priorityLevelWithMaxLamports": level},
    }


def _price(row: object) -> PriceOf | None:
    """`None` where there is no price, or none that could be meant."""
    try:
        return PriceOf.model_validate(row)
    except ValidationError:
        return None


def _no_route(refused: ServiceRefused) -> NoRoute | ServiceRefused:
    if refused.context.get("service_code") not in NO_ROUTE:
        return refused
    return NoRoute(
        "Jupiter knows no way to swap these tokens in this amount",
        hint="Try another amount, or another token in between.",
    )
