"""A node's console: calls to a node that this program started, which must all succeed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.chains.jsonrpc import Call, Json, decode, encode, parse
from fiscus.chains.sandbox.errors import EngineFailed
from fiscus.core.errors import ChainError

if TYPE_CHECKING:
    import httpx

SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Console:
    """Asks once: a node on this machine that does not answer is no node."""

    http: httpx.AsyncClient
    url: str

    async def ask(self, calls: Sequence[Call]) -> list[Json]:
        """The results in order, in one HTTP request. Raises `EngineFailed`."""
        results: list[Json] = []
        for answer in await self.try_all(calls):
            if isinstance(answer, ChainError):
                raise _no_answer(calls) from answer
            results.append(answer)
        return results

    async def try_all(self, calls: Sequence[Call]) -> list[Json | ChainError]:
        """The same, with the node's refusals among the results."""
        import httpx

        try:
            response = await self.http.post(
                self.url,
                content=encode(calls),
                headers={"content-type": "application/json"},
                timeout=SECONDS,
            )
            return [*decode(calls, parse(response.content))]
        except (httpx.HTTPError, ChainError) as exc:
            raise _no_answer(calls) from exc


@asynccontextmanager
async def open_console(url: str) -> AsyncGenerator[Console]:
    """A console of the node at `url`, for as long as the block runs."""
    import httpx

    # Loopback needs neither a proxy nor certificates, which take long to load.
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        yield Console(http, url)


def _no_answer(calls: Sequence[Call]) -> EngineFailed:
    return EngineFailed(
        f"The sandbox chain did not do {calls[0].method!r} and what came with it",
        hint="Start it again; if that does not help, let anvil be fetched anew.",
    )
