"""Bebop's RFQ API: firm quotes of market makers, which the taker broadcasts.

Paths, parameters and shapes are those of its documentation (docs.bebop.xyz); docs/evm.md says what
could not be held against the live service. All that comes back is data.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from fiscus.chains.api import Api, ServiceRefused
from fiscus.chains.bebop.models import Quote
from fiscus.core.errors import RequestError
from fiscus.core.secrets import Secret

if TYPE_CHECKING:
    import httpx

PUBLIC_API: Final = "https://api.bebop.xyz"
KEPT: Final = 600.0
"""Seconds that the list of chains is good for."""
SOURCE: Final = "fiscus"
DECLINED: Final = frozenset({102, 103, 104, 105, 106, 107, 108})
"""Its error codes for what it does not trade now: no liquidity, another token, too little …"""


class NoQuote(RequestError):
    """No market maker of Bebop's trades this pair and amount."""

    code = "NO_ROUTE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One of `sell_units` and `buy_units` is given. Tokens are addresses; `NATIVE` is the coin."""

    chain_id: int
    sell_token: str
    buy_token: str
    taker: str
    sell_units: int | None = None
    buy_units: int | None = None

    def query(self) -> Mapping[str, str]:
        """Self-executed, with the settlement contract's own right to spend, in one transaction."""
        amount = (
            {"sell_amounts": str(self.sell_units)}
            if self.sell_units is not None
            else {"buy_amounts": str(self.buy_units)}
        )
        return {
            "sell_tokens": self.sell_token,
            "buy_tokens": self.buy_token,
            **amount,
            "taker_address": self.taker,
            "receiver_address": self.taker,
            "approval_type": "Standard",
            "gasless": "false",
            "skip_validation": "true",
        }


class Bebop:
    """Every method raises what `Api` raises. `NoQuote` where nobody trades it."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str = PUBLIC_API,
        key: Secret | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        headers: dict[str, str | Secret] = {"source-auth": key} if key else {}
        base = base_url.rstrip("/")
        self.api = Api(http, "Bebop", base, "BEBOP_API_URL", headers, clock=clock)
        self._source = {"source": SOURCE} if key else {}
        self._clock = clock
        self._lock = asyncio.Lock()
        self._names: Mapping[int, str] = {}
        self._until = 0.0

    async def chains(self) -> Mapping[int, str]:
        """Bebop's names of the chains that it trades on, by chain id; asked for now and then."""
        async with self._lock:
            if self._until <= self._clock():
                answer = await self.api.get("pmm/chains", {})
                if not isinstance(answer, dict):
                    raise self.api.malformed("the list of chains is none")
                rows = cast("dict[str, object]", answer).items()
                self._names = {
                    number: name
                    for name, number in rows
                    if isinstance(number, int) and name.isascii() and name.isalnum()
                }
                self._until = self._clock() + KEPT
            return self._names

    async def quote(self, wish: Wish) -> Quote:
        """A firm quote with its transaction."""
        name = (await self.chains()).get(wish.chain_id)
        if name is None:
            raise NoQuote("Bebop does not trade on this chain", hint="Trade somewhere else.")
        query = {**wish.query(), **self._source}
        try:
            answer = await self.api.get(f"pmm/{name}/v3/quote", query)
        except ServiceRefused as refused:
            if refused.context.get("service_code") in DECLINED:
                raise _none() from None
            raise
        told = cast("dict[str, object]", answer) if isinstance(answer, dict) else {}
        if "error" in told:
            raise _none()
        return self.api.read(Quote, told)


def _none() -> NoQuote:
    return NoQuote(
        "No market maker of Bebop's trades this pair and amount", hint="Try another amount."
    )
