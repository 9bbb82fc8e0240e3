"""Vendors of models on loopback. They take what the real ones take, and answer as they are told."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from aiohttp import web

from fiscus.core.models import ToolCall

KEY = "sk-live-0123456789abcdefSECRET"
Body: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: JSON, raw bytes, or the lines of a stream."""

    body: object = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    seconds: float = 0.0
    """How long it takes to begin."""


@dataclass(frozen=True, slots=True)
class Events:
    """Server-sent events; with `hangs`, the connection then stays open and silent."""

    lines: Sequence[str]
    hangs: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    body: Body


class Wire(Protocol):
    """How one vendor writes what all vendors say."""

    @property
    def name(self) -> str: ...

    @property
    def base(self) -> str:
        """What comes after the host in a base URL."""
        ...

    @property
    def closing(self) -> int:
        """How many lines of a stream, at its end, say that the answer is whole."""
        ...

    def problem(self, asked: Asked) -> str | None:
        """What the real vendor would not take; `None` where it is fine."""
        ...

    def refusal(self, problem: str) -> Reply: ...

    def text(self, text: str, *, calls: Sequence[ToolCall] = (), stop: str = "") -> Reply: ...

    def object(self, value: Mapping[str, object]) -> Reply: ...

    def stream(self, pieces: Sequence[str], *, calls: Sequence[ToolCall] = ()) -> Events: ...

    def error(self, status: int, **headers: str) -> Reply: ...

    def broke(self) -> Reply:
        """Out of money."""
        ...


@dataclass(slots=True)
class StandIn:
    """Answers what it was told, one after another; a request it did not expect gets a 599."""

    wire: Wire
    replies: deque[Reply | Events] = field(default_factory=deque["Reply | Events"])
    asked: list[Asked] = field(default_factory=list[Asked])
    url: str = ""
    embeds: bool = False
    """Answers embeddings without being told what."""

    @property
    def talks(self) -> list[Asked]:
        """What was asked, but for embeddings."""
        return [asked for asked in self.asked if not asked.path.endswith("/embeddings")]

    def says(self, *replies: Reply | Events) -> None:
        self.replies.extend(replies)

    @property
    def last(self) -> Body:
        return self.asked[-1].body

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        asked = Asked(request.path, dict(request.headers), body)
        self.asked.append(asked)
        problem = self.wire.problem(asked)
        if problem is not None:
            return _plain(self.wire.refusal(problem))
        if asked.path.endswith("/embeddings") and self.embeds:
            return _plain(_vectors(body["input"]))
        reply = self.replies.popleft() if self.replies else Reply(b"nobody expected this", 599)
        if isinstance(reply, Events):
            return await _streamed(request, reply)
        await asyncio.sleep(reply.seconds)
        return _plain(reply)


async def _body(request: web.Request) -> Body:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = await request.post()
    return dict(form.items())


def _plain(reply: Reply) -> web.Response:
    if isinstance(reply.body, bytes):
        headers = {"content-type": "application/json", **reply.headers}
        return web.Response(status=reply.status, body=reply.body, headers=headers)
    return web.json_response(reply.body, status=reply.status, headers=dict(reply.headers))


async def _streamed(request: web.Request, events: Events) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
    await response.prepare(request)
    for line in events.lines:
        await response.write(f"{line}\n\n".encode())
    if events.hangs:
        await asyncio.sleep(5)
    return response


def _vectors(texts: Sequence[str]) -> Reply:
    data = [
        {"object": "embedding", "index": index, "embedding": [1.0, *[0.0] * 383]}
        for index, _ in enumerate(texts)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return Reply({"object": "list", "data": data, "model": "m", "usage": usage})


def shown(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


@asynccontextmanager
async def serve(wire: Wire) -> AsyncGenerator[StandIn]:
    stand_in = StandIn(wire)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand_in.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    stand_in.url = f"http://{host}:{port}{wire.base}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
