"""A public service on loopback: it answers what a test says, and keeps what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

Answer: TypeAlias = "Callable[[web.Request], Awaitable[web.StreamResponse]]"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Service:
    """`answers` by path; `faults` are used up first, whatever is asked."""

    answers: dict[str, Answer] = field(default_factory=dict[str, "Answer"])
    faults: list[Answer] = field(default_factory=list["Answer"])
    asked: list[Asked] = field(default_factory=list[Asked])
    url: str = ""

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(
            request.method, request.path, dict(request.query), await request.read(), headers
        )
        self.asked.append(asked)
        if self.faults:
            return await self.faults.pop(0)(request)
        answer = self.answers.get(request.path)
        if answer is None:
            return web.json_response({"message": "nothing here", "code": 1003}, status=404)
        return await answer(request)


def says(text: str, status: int = 200, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(
            text=text, status=status, headers=shown, content_type="application/json"
        )

    return answer


def late(seconds: float, then: Answer) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await then(request)

    return answer


@asynccontextmanager
async def serving(service: Service) -> AsyncGenerator[Service]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    service.url = f"http://{host}:{port}"
    try:
        yield service
    finally:
        await runner.cleanup()
