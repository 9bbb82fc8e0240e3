"""CoinGecko on loopback: keeps to the published description, and misbehaves on request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

Reply: TypeAlias = "Callable[[], Awaitable[web.Response]]"

# The query parameters that the description gives these two endpoints.
COMMON = {
    "vs_currencies", "include_market_cap", "include_24hr_vol", "include_24hr_change",
    "include_last_updated_at", "precision",
}  # fmt: skip
COIN_PARAMETERS = COMMON | {"ids", "names", "symbols", "include_tokens"}
TOKEN_PARAMETERS = COMMON | {"contract_addresses"}
PATH_KEY = "s3cretpath0123456789"


@dataclass(slots=True)
class Market:
    """Answers from `rows`, text by id or address; `faults` are used up first."""

    rows: dict[str, str]
    faults: list[Reply] = field(default_factory=list["Reply"])
    requests: list[web.Request] = field(default_factory=list["web.Request"])
    url: str = ""

    @property
    def paths(self) -> list[str]:
        return [request.path.rpartition(f"{PATH_KEY}/")[2] for request in self.requests]

    async def coins(self, request: web.Request) -> web.Response:
        return await self._answer(request, "ids", COIN_PARAMETERS)

    async def tokens(self, request: web.Request) -> web.Response:
        return await self._answer(request, "contract_addresses", TOKEN_PARAMETERS)

    async def _answer(self, request: web.Request, name: str, known: set[str]) -> web.Response:
        self.requests.append(request)
        if self.faults:
            return await self.faults.pop(0)()
        wanted = request.query[name].split(",")
        unlike = set(request.query) - known or request.query["vs_currencies"] != "usd"
        many = name == "contract_addresses" and len(wanted) > 1
        if unlike or many:
            return web.Response(status=400, text='{"error_code": 10012}')
        rows = [f'"{key}": {self.rows[key]}' for key in wanted if key in self.rows]
        return web.Response(text="{" + ", ".join(rows) + "}", content_type="application/json")


def reply(code: int = 200, text: str = "{}", **headers: str) -> Reply:
    async def answer() -> web.Response:
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=code, text=text, headers=shown)

    return answer


def slow(seconds: float, then: Reply) -> Reply:
    async def answer() -> web.Response:
        await asyncio.sleep(seconds)
        return await then()

    return answer


@asynccontextmanager
async def serve(market: Market) -> AsyncGenerator[Market]:
    app = web.Application()
    app.router.add_get("/{key}/simple/price", market.coins)
    app.router.add_get("/{key}/simple/token_price/{platform}", market.tokens)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    market.url = f"http://{host}:{port}/{PATH_KEY}"
    try:
        yield market
    finally:
        await runner.cleanup()
