"""JSON-RPC over HTTP on loopback, a websocket beside it, and a clock that makes blocks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Final

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.errors import EngineFailed
from fiscus.chains.sandbox.loopback import Request, Response, serve
from fiscus.chains.sandbox.solana import (
    account_methods,
    chain_methods,
    history,
    levers,
    submission,
)
from fiscus.chains.sandbox.solana.dispatch import answered
from fiscus.chains.sandbox.solana.faults import METHOD_NOT_FOUND, RpcFault
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.sandbox.solana.node import Methods, Node
from fiscus.chains.sandbox.solana.params import Params
from fiscus.chains.sandbox.solana.pubsub import listening

METHODS: Final[Methods] = {
    **account_methods.METHODS,
    **chain_methods.METHODS,
    **history.METHODS,
    **levers.METHODS,
    **submission.METHODS,
}
PORT_TRIES: Final = 50


@asynccontextmanager
async def serving(node: Node, *, block_seconds: float | None) -> AsyncGenerator[str]:
    """The URL at which the node answers, while blocks come every `block_seconds`.

    Subscriptions are at the port after it, as on a validator.
    """
    async with _two_ports(node) as url, ticking(node.ledger, block_seconds):
        yield url


@asynccontextmanager
async def _two_ports(node: Node) -> AsyncGenerator[str]:
    """JSON-RPC at a free port whose neighbour is free, too."""

    async def answer(request: Request) -> Response:
        return respond(node, request)

    for _ in range(PORT_TRIES):
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(serve(answer))
            port = int(url.rpartition(":")[2])
            try:
                await stack.enter_async_context(listening(node, port + 1))
            except OSError:
                continue
            yield url
            return
    raise EngineFailed("No two ports side by side are free", hint="Stop other programs first.")


@asynccontextmanager
async def ticking(ledger: Ledger, seconds: float | None) -> AsyncGenerator[None]:
    """Makes blocks until the end; none where `seconds` is `None`."""
    if seconds is None:
        yield
        return
    clock = asyncio.create_task(_tick(ledger, seconds))
    try:
        yield
    finally:
        clock.cancel()
        with suppress(asyncio.CancelledError):
            await clock


def respond(node: Node, request: Request) -> Response:
    """One HTTP request, with one call or many in it."""
    if request.method == "GET" and request.path == "/health":
        return Response(200, b"ok", "text/plain")
    if request.method != "POST":
        reason = b"Used HTTP Method is not allowed. POST or OPTIONS is required\n"
        return Response(405, reason, "text/plain")
    body = answered(request.body, partial(_method_result, node))
    return Response(200, json.dumps(body, separators=(",", ":")).encode())


async def _tick(ledger: Ledger, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        ledger.advance()


def _method_result(node: Node, name: str, params: Params) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise RpcFault(METHOD_NOT_FOUND, "Method not found")
    return method(node, params)
