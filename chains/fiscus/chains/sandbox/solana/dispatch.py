"""JSON-RPC 2.0 from bytes to answers: one call or many, whatever carries them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from fiscus.chains.jsonrpc import Json, Malformed, parse
from fiscus.chains.sandbox.solana.faults import (
    INVALID_REQUEST,
    PARSE_ERROR,
    RpcFault,
    invalid,
)
from fiscus.chains.sandbox.solana.params import Params

Run: TypeAlias = Callable[[str, Params], Json]
"""The result of a method of that name. Raises `RpcFault`."""


def answered(body: bytes, run: Run) -> Json:
    """The answer to a body, an array where it was one."""
    try:
        asked = parse(body)
    except Malformed:
        return _failure(None, RpcFault(PARSE_ERROR, "Parse error"))
    if isinstance(asked, list) and asked:
        return [_called(one, run) for one in asked]
    return _called(asked, run)


def _called(call: Json, run: Run) -> Json:
    if not isinstance(call, dict) or not isinstance(name := call.get("method"), str):
        return _failure(None, RpcFault(INVALID_REQUEST, "Invalid request"))
    params = call.get("params")
    try:
        if params is not None and not isinstance(params, list):
            raise invalid("Invalid params: expected a sequence")
        result = run(name, Params(params or []))
    except RpcFault as fault:
        return _failure(call.get("id"), fault)
    return {"jsonrpc": "2.0", "result": result, "id": call.get("id")}


def _failure(call_id: Json, fault: RpcFault) -> Json:
    return {"jsonrpc": "2.0", "error": fault.body(), "id": call_id}
