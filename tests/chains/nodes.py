"""JSON-RPC nodes on loopback that misbehave on request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

from fiscus.chains.jsonrpc import Json

Reply: TypeAlias = "Callable[[Json], Awaitable[web.Response]]"


@dataclass(slots=True)
class Node:
    """Answers `answers[method]`; `faults` are used up first, one a post, `None` for none.

    A method without an answer is refused with -32601.
    """

    answers: dict[str, Json]
    faults: list[Reply | None] = field(default_factory=list["Reply | None"])
    posts: list[Json] = field(default_factory=list["Json"])
    url: str = ""

    @property
    def methods(self) -> list[list[str]]:
        """The methods of every post so far."""
        return [
            [str(call["method"]) for call in (post if isinstance(post, list) else [post])
             if isinstance(call, dict)]
            for post in self.posts
        ]  # fmt: skip

    async def handle(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        self.posts.append(body)
        fault = self.faults.pop(0) if self.faults else None
        return await fault(body) if fault else web.json_response(self.reply(body))

    def reply(self, body: Json) -> Json:
        if isinstance(body, list):
            return [self.reply(call) for call in body]
        assert isinstance(body, dict)
        method = body["method"]
        assert isinstance(method, str)
        missing: Json = {"code": -32601, "message": "Method not found"}
        answer = self.answers.get(method, missing)
        key = "error" if isinstance(answer, dict) and "code" in answer else "result"
        return {"jsonrpc": "2.0", "id": body["id"], key: answer}


@asynccontextmanager
async def serve(node: Node) -> AsyncGenerator[Node]:
    app = web.Application()
    app.router.add_post("/{key:.*}", node.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    node.url = f"http://{host}:{port}/v2/{KEY}"
    try:
        yield node
    finally:
        await runner.cleanup()


KEY = "s3cretkey0123456789"


def status(code: int, text: str = "", **headers: str) -> Reply:
    async def reply(_: Json) -> web.Response:
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=code, text=text, headers=shown)

    return reply


def body(text: str) -> Reply:
    return status(200, text)


def value(answer: Json) -> Reply:
    return body(json.dumps(answer))


def hang(seconds: float = 5.0) -> Reply:
    async def reply(_: Json) -> web.Response:
        await asyncio.sleep(seconds)
        return web.Response(status=500)

    return reply


def edited(change: Callable[[list[Json]], Json], node: Node) -> Reply:
    """The right answer to a batch, changed."""

    async def reply(asked: Json) -> web.Response:
        answer = node.reply(asked)
        assert isinstance(answer, list)
        return web.json_response(change(answer))

    return reply


def no_batches(node: Node, code: int = 200) -> Reply:
    """One error object, or status `code`, for an array."""

    async def reply(asked: Json) -> web.Response:
        if not isinstance(asked, list):
            return web.json_response(node.reply(asked))
        error: Json = {"code": -32600, "message": "batches are not supported"}
        return web.json_response({"jsonrpc": "2.0", "id": None, "error": error}, status=code)

    return reply
