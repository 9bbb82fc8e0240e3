"""HTTP for one family: a client that costs nothing before its first request."""

from __future__ import annotations

from typing import Final

import httpx

CONNECT_SECONDS: Final = 3.0
REQUEST_SECONDS: Final = 10.0


class OnDemand(httpx.AsyncBaseTransport):
    """Reads the certificates of the machine when somebody is asked, and not before."""

    def __init__(self, connections: int) -> None:
        self._limits = httpx.Limits(max_connections=connections)
        self._made: httpx.AsyncHTTPTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._made is None:
            self._made = httpx.AsyncHTTPTransport(limits=self._limits, trust_env=False)
        return await self._made.handle_async_request(request)

    async def aclose(self) -> None:
        if self._made is not None:
            await self._made.aclose()


def client(connections: int) -> httpx.AsyncClient:
    """So many connections at once; no redirects, and no proxy out of the environment."""
    return httpx.AsyncClient(
        transport=OnDemand(connections),
        timeout=httpx.Timeout(REQUEST_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
    )
