"""JSON-RPC over HTTP on loopback, and a clock that makes blocks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

from fiscus.chains.jsonrpc import Json, Malformed, parse
from fiscus.chains.sandbox.loopback import Request, Response, serve
from fiscus.chains.sandbox.solana import (
    account_methods,
    chain_methods,
    history,
    levers,
    submission,
)
from fiscus.chains.sandbox.solana.faults import (
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    RpcFault,
    invalid,
)
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.sandbox.solana.node import Methods, Node
from fiscus.chains.sandbox.solana.params import Params

METHODS: Final[Methods] = {
    **account_methods.METHODS,
    **chain_methods.METHODS,
    **history.METHODS,
    **levers.METHODS,
    **submission.METHODS,
}


@asynccontextmanager
async def serving(node: Node, *, block_seconds: float | None) -> AsyncGenerator[str]:
    """The URL at which the node answers, while blocks come every `block_seconds`."""

    async def answer(request: Request) -> Response:
        return respond(node, request)

    async with serve(answer) as url, ticking(node.ledger, block_seconds):
        yield url


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
    try:
        asked = parse(request.body)
    except Malformed:
        return _written(_failure(None, RpcFault(PARSE_ERROR, "Parse error")))
    if isinstance(asked, list) and asked:
        return _written([_called(node, one) for one in asked])
    return _written(_called(node, asked))


async def _tick(ledger: Ledger, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        ledger.advance()


def _called(node: Node, call: Json) -> Json:
    if not isinstance(call, dict) or not isinstance(name := call.get("method"), str):
        return _failure(None, RpcFault(INVALID_REQUEST, "Invalid request"))
    try:
        result = _method_result(node, name, call.get("params"))
    except RpcFault as fault:
        return _failure(call.get("id"), fault)
    return {"jsonrpc": "2.0", "result": result, "id": call.get("id")}


def _method_result(node: Node, name: str, params: Json) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise RpcFault(METHOD_NOT_FOUND, "Method not found")
    if params is not None and not isinstance(params, list):
        raise invalid("Invalid params: expected a sequence")
    return method(node, Params(params or []))


def _failure(call_id: Json, fault: RpcFault) -> Json:
    return {"jsonrpc": "2.0", "error": fault.body(), "id": call_id}


def _written(body: Json) -> Response:
    return Response(200, json.dumps(body, separators=(",", ":")).encode())
