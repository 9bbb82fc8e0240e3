"""A JSON-RPC proxy on loopback in front of a real node: counts what passes, and goes wrong on
request.

`python -m tests.chains.proxy UPSTREAM SECONDS` runs one that only delays, in a process of its own,
and says its counts at `/counts`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import aiohttp
from aiohttp import web

from fiscus.chains.jsonrpc import Json

Fault: TypeAlias = "Callable[[Post], Awaitable[web.Response]]"
"""Answers a post instead of the node, or after it."""
Change: TypeAlias = "Callable[[list[Json], Json], Json]"
"""Given the parameters of a call and the node's result, the result to show."""
ANY = "*"


class Refusal(Exception):
    """Raised by a `Change`: the call is answered with this error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.error: Json = {"code": code, "message": message}


@dataclass(slots=True)
class Proxy:
    """`faults` and `changes` are by method; a fault is used once, by a post that holds the method.

    Faults under `ANY` are used by any post, before the others. Changes stay until they are taken
    away.
    """

    upstream: str
    delay: float = 0.0
    """Seconds that every post takes on top."""
    faults: dict[str, list[Fault]] = field(default_factory=dict[str, "list[Fault]"])
    changes: dict[str, Change] = field(default_factory=dict[str, "Change"])
    posts: list[list[str]] = field(default_factory=list[list[str]])
    """The methods of every post so far."""
    url: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def requests(self) -> int:
        return sum(map(len, self.posts))

    @property
    def round_trips(self) -> int:
        return len(self.posts)

    async def seen(self, method: str, times: int) -> None:
        """Wait until the method was asked so often."""
        while self.count(method) < times:
            self.news.clear()
            await self.news.wait()

    def count(self, method: str) -> int:
        """How often it was asked."""
        return sum(methods.count(method) for methods in self.posts)

    def fault(self, method: str = ANY) -> Fault | None:
        """The next fault for a post that holds this method, used up."""
        queue = self.faults.get(method)
        return queue.pop(0) if queue else None


@dataclass(frozen=True, slots=True)
class Post:
    """One HTTP post on its way to the node."""

    proxy: Proxy
    request: web.Request
    http: aiohttp.ClientSession
    body: Json

    @property
    def calls(self) -> list[dict[str, Json]]:
        calls = self.body if isinstance(self.body, list) else [self.body]
        return [call for call in calls if isinstance(call, dict)]

    @property
    def methods(self) -> list[str]:
        return [str(call["method"]) for call in self.calls]

    async def forwarded(self) -> Json:
        """What the node says, with the proxy's changes."""
        async with self.http.post(self.proxy.upstream, json=self.body) as response:
            answer: Json = await response.json()
        answers = answer if isinstance(answer, list) else [answer]
        by_id = {entry["id"]: entry for entry in answers if isinstance(entry, dict)}
        for call in self.calls:
            change = self.proxy.changes.get(str(call["method"]))
            if change is not None:
                _change(call, by_id[call["id"]], change)
        return answer

    async def answered(self) -> web.Response:
        fault = self.proxy.fault()
        for method in dict.fromkeys(self.methods):
            fault = fault or self.proxy.fault(method)
        return await fault(self) if fault else web.json_response(await self.forwarded())


def _change(call: dict[str, Json], entry: dict[str, Json], change: Change) -> None:
    params = call["params"]
    assert isinstance(params, list)
    try:
        shown = change(params, entry.get("result"))
    except Refusal as refusal:
        entry.pop("result", None)
        entry["error"] = refusal.error
    else:
        entry.pop("error", None)
        entry["result"] = shown


def status(code: int, text: str = "") -> Fault:
    """That HTTP status, and the node hears nothing."""

    async def fault(post: Post) -> web.Response:
        return web.Response(status=code, text=text)

    return fault


def hang(seconds: float = 30.0) -> Fault:
    """Nothing for a long time, and the node hears nothing."""

    async def fault(post: Post) -> web.Response:
        await asyncio.sleep(seconds)
        return web.Response(status=500)

    return fault


async def dropped(post: Post) -> web.Response:
    """The connection breaks, and the node hears nothing."""
    assert post.request.transport is not None
    post.request.transport.abort()
    return web.Response()


def after(fault: Fault) -> Fault:
    """The node gets the post and acts on it; the answer goes wrong."""

    async def later(post: Post) -> web.Response:
        await post.forwarded()
        return await fault(post)

    return later


async def twice(post: Post) -> web.Response:
    """The node gets the post two times; the second answer is shown."""
    await post.forwarded()
    return web.json_response(await post.forwarded())


def always(answer: Json) -> Change:
    """This result, whatever the node says."""
    return lambda params, result: answer


def first(times: int, change: Change) -> Change:
    """The change for that many calls, then the truth."""
    left = times

    def changing(params: list[Json], result: Json) -> Json:
        nonlocal left
        left -= 1
        return change(params, result) if left >= 0 else result

    return changing


def refusing(code: int, message: str) -> Change:
    """An error instead of a result."""

    def change(params: list[Json], result: Json) -> Json:
        raise Refusal(code, message)

    return change


@asynccontextmanager
async def proxied(upstream: str, *, delay: float = 0.0) -> AsyncGenerator[Proxy]:
    """A proxy in front of `upstream`, for as long as the block runs."""
    proxy = Proxy(upstream, delay)
    async with aiohttp.ClientSession() as http:

        async def handle(request: web.Request) -> web.Response:
            post = Post(proxy, request, http, await request.json())
            proxy.posts.append(post.methods)
            proxy.news.set()
            await asyncio.sleep(proxy.delay)
            return await post.answered()

        async def counted(request: web.Request) -> web.Response:
            return web.json_response([proxy.requests, proxy.round_trips])

        app = web.Application()
        app.router.add_post("/{key:.*}", handle)
        app.router.add_get("/counts", counted)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        proxy.url = f"http://{host}:{port}/v2/s3cretkey0123456789"
        try:
            yield proxy
        finally:
            await runner.cleanup()


async def _run(upstream: str, delay: float) -> None:
    async with proxied(upstream, delay=delay) as proxy:
        sys.stdout.write(f"{proxy.url}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], float(sys.argv[2])))
