"""LI.FI's API: quotes and routes over exchanges and bridges, and where a transfer stands.

Endpoints, parameters and shapes are those of its OpenAPI description (https://docs.li.fi). All that
comes back is data: who acts on it looks at it first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar, cast

from pydantic import ValidationError

from fiscus.chains.api import Api, ServiceRefused
from fiscus.chains.lifi.models import (
    Chain,
    Connection,
    Route,
    Status,
    Step,
    Token,
    Tools,
    TransferStatus,
)
from fiscus.chains.lifi.requests import Transfer
from fiscus.core.errors import RequestError
from fiscus.core.secrets import Secret

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

PUBLIC_API: Final = "https://li.quest/v1"
KEPT: Final = 600.0
"""Seconds that lists of chains, tokens and tools are good for."""
LARGEST_LIST: Final = 32 * 1024 * 1024
UNKNOWN: Final = frozenset({400, 404})
NOT_FOUND: Final = 404


class NoRoute(RequestError):
    """LI.FI knows no way for this pair and amount."""

    code = "NO_ROUTE"


@dataclass(frozen=True, slots=True)
class _Kept:
    value: object
    until: float


class Lifi:
    """Every method raises what `Api` raises. `NoRoute` where there is no way."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str = PUBLIC_API,
        key: Secret | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        headers: dict[str, str | Secret] = {"x-lifi-api-key": key} if key else {}
        self.api = Api(http, "LI.FI", versioned(base_url), "LIFI_API_URL", headers, clock=clock)
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def chains(self) -> Sequence[Chain]:
        async def ask() -> Sequence[Chain]:
            answer = await self.api.get("chains", {})
            return [self.api.read(Chain, row) for row in self._rows(answer, "chains")]

        return await self._remembered("chains", ask)

    async def tokens(self, chain_id: int) -> Sequence[Token]:
        """Every token that LI.FI trades on a chain. A row that is wrong is left out."""

        async def ask() -> Sequence[Token]:
            answer = await self.api.get("tokens", {"chains": str(chain_id)}, largest=LARGEST_LIST)
            rows = self._fields(answer, "tokens").get(str(chain_id), [])
            return [
                token
                for row in self._listed(rows, "tokens")
                if (token := _token(row)) is not None and token.chain_id == chain_id
            ]

        return await self._remembered(f"tokens {chain_id}", ask)

    async def token(self, chain_id: int, token: str) -> Token | None:
        """By address or symbol; `None` where LI.FI does not know it."""
        query = {"chain": str(chain_id), "token": token}
        try:
            answer = await self.api.get("token", query)
        except ServiceRefused as refused:
            if refused.context["status"] in UNKNOWN:
                return None
            raise
        return self.api.read(Token, answer)

    async def tools(self) -> Tools:
        async def ask() -> Tools:
            return self.api.read(Tools, await self.api.get("tools", {}))

        return await self._remembered("tools", ask)

    async def connections(
        self,
        from_chain: int,
        to_chain: int,
        *,
        from_token: str | None = None,
        to_token: str | None = None,
    ) -> Sequence[Connection]:
        query = {"fromChain": str(from_chain), "toChain": str(to_chain)}
        given = {"fromToken": from_token, "toToken": to_token}
        query |= {name: token for name, token in given.items() if token}
        answer = await self.api.get("connections", query)
        return [self.api.read(Connection, row) for row in self._rows(answer, "connections")]

    async def quote(self, transfer: Transfer) -> Step:
        """The best way in one transaction, with the transaction. `transfer.units` leave."""
        return await self._quote("quote", transfer.query("fromAmount"))

    async def quote_to_amount(self, transfer: Transfer) -> Step:
        """The same for what must arrive: `transfer.units` are of the token that is bought, and the
        least that comes."""
        return await self._quote("quote/toAmount", transfer.query("toAmount"))

    async def routes(self, transfer: Transfer) -> Sequence[Route]:
        """Ways of one step or several, the best first, without transactions."""
        with _telling_no_route():
            answer = await self.api.post("advanced/routes", {}, transfer.body())
        found = [self.api.read(Route, row) for row in self._rows(answer, "routes")]
        if not found:
            raise _none()
        return found

    async def step_transaction(self, step: Step) -> Step:
        """A step of a route with its transaction."""
        with _telling_no_route():
            answer = await self.api.post("advanced/stepTransaction", {}, step.raw)
        return self.api.read(Step, answer)

    async def status(
        self,
        tx_hash: str,
        *,
        from_chain: int | None = None,
        to_chain: int | None = None,
        bridge: str | None = None,
    ) -> Status:
        """Where a transfer stands. It is LI.FI's word: what arrived is for its chain to tell. What
        LI.FI has not seen yet is `NOT_FOUND`."""
        query = {"txHash": tx_hash}
        query |= {"fromChain": str(from_chain)} if from_chain else {}
        query |= {"toChain": str(to_chain)} if to_chain else {}
        query |= {"bridge": bridge} if bridge else {}
        try:
            answer = await self.api.get("status", query)
        except ServiceRefused as refused:
            if refused.context["status"] == NOT_FOUND:
                return Status(status=TransferStatus.NOT_FOUND)
            raise
        return self.api.read(Status, answer)

    async def _quote(self, path: str, query: Mapping[str, str]) -> Step:
        with _telling_no_route():
            answer = await self.api.get(path, query)
        return self.api.read(Step, answer)

    async def _remembered(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        """One request for all who ask at once."""
        async with self._asking.setdefault(key, asyncio.Lock()):
            known = self._kept.get(key)
            if known is None or known.until <= self._clock():
                known = _Kept(await ask(), self._clock() + KEPT)
                self._kept[key] = known
            return cast("T", known.value)

    def _fields(self, answer: object, name: str) -> Mapping[str, object]:
        found = answer.get(name) if isinstance(answer, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if not isinstance(found, dict):
            raise self.api.malformed(f"wrong or missing: {name}")
        return cast("dict[str, object]", found)

    def _rows(self, answer: object, name: str) -> Sequence[object]:
        found = answer.get(name) if isinstance(answer, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return self._listed(found, name)  # pyright: ignore[reportUnknownArgumentType]

    def _listed(self, rows: object, name: str) -> Sequence[object]:
        if not isinstance(rows, list):
            raise self.api.malformed(f"wrong or missing: {name}")
        return cast("list[object]", rows)


@contextmanager
def _telling_no_route() -> Generator[None]:
    """Turns LI.FI's way to say that there is no way into `NoRoute`."""
    try:
        yield
    except ServiceRefused as refused:
        if refused.context["status"] == NOT_FOUND:
            raise _none() from None
        raise


def _token(row: object) -> Token | None:
    try:
        return Token.model_validate(row)
    except ValidationError:
        return None


def _none() -> NoRoute:
    return NoRoute(
        "LI.FI knows no way for this pair and amount", hint="Try another amount or token."
    )


def versioned(url: str) -> str:
    """The address with the version that all paths begin with, whether it was written or not."""
    base = url.rstrip("/")
    return base if base.endswith("/v1") else f"{base}/v1"
