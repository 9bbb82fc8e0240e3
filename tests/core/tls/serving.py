"""An https server on loopback with a certificate of its own, and how it is reached by a name."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from aiohttp import web

from fiscus.core.guarded import Guard

HERE = Path(__file__).parent
HOST = "site.example"
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Site:
    """Requests it got, and what names were looked up. `addresses` is what a lookup finds."""

    port: int = 0
    addresses: Sequence[str] = ("127.0.0.1",)
    requests: list[web.Request] = field(default_factory=list[web.Request])
    lookups: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/agent"

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.lookups.append(host)
        return self.addresses

    def guard(self, **more: Any) -> Guard:
        """A guard that takes 127.0.0.1, and nothing else, for the internet."""
        trust = ssl.create_default_context(cafile=str(HERE / "certificate.pem"))
        guard = Guard(port=self.port, resolve=self.resolve, trust=trust, public="127.0.0.1".__eq__)
        return replace(guard, **more)


@asynccontextmanager
async def serving(handler: Handler) -> AsyncGenerator[Site]:
    site = Site()

    async def handle(request: web.Request) -> web.StreamResponse:
        site.requests.append(request)
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    secured = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secured.load_cert_chain(HERE / "certificate.pem", HERE / "key.pem")
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=secured).start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()
