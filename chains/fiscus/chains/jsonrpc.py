"""JSON-RPC 2.0 as data: calls, request bodies, answers. Nothing here touches a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from fiscus.chains.nesting import too_deep
from fiscus.core.errors import ChainError, RpcRefused

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Answer: TypeAlias = "Json | RpcRefused"

DETAIL_LENGTH: Final = 300
REVERT_DATA_LENGTH: Final = 8192
BUSY_CODES: Final = frozenset({429, -32005, -32016})
"""Rate limited or catching up: EIP-1474 "limit exceeded", Solana "node is unhealthy" and
"minimum context slot", and the HTTP status that some gateways repeat in the body."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: a method and its positional parameters."""

    method: str
    params: tuple[Json, ...] = ()


class Malformed(ChainError):
    """What came back is no answer to what was asked."""

    code = "MALFORMED_ANSWER"
    retryable = True


class BatchRefused(ChainError):
    """The endpoint answered a batch as a whole, which is how endpoints without batches answer."""


def encode(calls: Sequence[Call]) -> bytes:
    """The body for `calls`; their ids are 1, 2, 3…. A single call is not wrapped in an array."""
    bodies = [
        {"jsonrpc": "2.0", "id": i, "method": call.method, "params": list(call.params)}
        for i, call in enumerate(calls, start=1)
    ]
    return json.dumps(bodies[0] if len(bodies) == 1 else bodies, separators=(",", ":")).encode()


def parse(body: bytes) -> Json:
    """JSON, strictly: no `NaN`, no nesting beyond the interpreter. Raises `Malformed`."""
    if too_deep(body):
        raise Malformed("The answer is nested too deep")
    try:
        parsed: Json = json.loads(body, parse_constant=_no_constant)
    except ValueError:
        raise Malformed("The answer is not JSON") from None
    return parsed


def decode(calls: Sequence[Call], body: Json) -> list[Answer]:
    """Answers in the order of `calls`, matched by id; a call's own error is a value.

    Raises `Malformed` for missing, double or foreign ids, and `BatchRefused` where a batch got
    one error object.
    """
    if len(calls) == 1:
        entry = _entry(body)
        if entry.get("error") is None and entry.get("id") != 1:
            raise Malformed("The answer does not match the call")
        return [_answer(calls[0], entry)]
    if isinstance(body, dict) and body.get("error") is not None:
        if _is_busy(body["error"]):
            return [refused(call, body["error"]) for call in calls]
        raise BatchRefused("The endpoint takes no batches")
    if not isinstance(body, list) or len(body) != len(calls):
        raise Malformed("The answer does not match the batch")
    entries = {entry.get("id"): entry for entry in map(_entry, body) if _is_id(entry.get("id"))}
    if set(entries) != set(range(1, len(calls) + 1)):
        raise Malformed("The answer does not match the batch")
    return [_answer(call, entries[i]) for i, call in enumerate(calls, start=1)]


def is_busy(answer: Answer) -> bool:
    """Whether the node could not answer now and may do so later, or another one at once."""
    if not isinstance(answer, RpcRefused):
        return False
    wide = "query returned more than" in str(answer.context["detail"])
    return answer.context["rpc_code"] in BUSY_CODES and not wide


def refused(call: Call, error: Json) -> RpcRefused:
    """The node's error as ours. Its text is kept apart, escaped and cut: `context["detail"]`.

    `context` also has `rpc_code` (int), `method` and `data` (hex of a revert, or `None`).
    """
    if not isinstance(error, dict):
        raise Malformed("The answer's error is no object")
    code, text = error.get("code"), error.get("message")
    return RpcRefused(
        f"The node refused {call.method!r} with code {code if isinstance(code, int) else 0}",
        rpc_code=code if isinstance(code, int) else 0,
        method=call.method,
        detail=escaped(text) if isinstance(text, str) else "",
        data=_revert_data(error.get("data")),
    )


def escaped(text: str, limit: int = DETAIL_LENGTH) -> str:
    """Foreign text made safe to show: printable, on one line, without links, at most `limit`."""
    words = (("<link>" if "://" in word else word) for word in text[: 4 * limit].split())
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(words))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _no_constant(name: str) -> Json:
    raise ValueError(name)


def _is_id(value: Json | None) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_busy(error: Json) -> bool:
    return isinstance(error, dict) and error.get("code") in BUSY_CODES


def _entry(body: Json) -> dict[str, Json]:
    if not isinstance(body, dict):
        raise Malformed("An answer is no object")
    return body


def _answer(call: Call, entry: dict[str, Json]) -> Answer:
    error = entry.get("error")
    if error is not None:
        if entry.get("result") is not None:
            raise Malformed("An answer has both a result and an error")
        return refused(call, error)
    if "result" not in entry:
        raise Malformed("An answer has neither a result nor an error")
    return entry["result"]


def _revert_data(data: Json) -> str | None:
    """Hex out of the shapes nodes use: a string, `"Reverted 0x…"`, or `{"data": "0x…"}`."""
    if isinstance(data, dict):
        data = data.get("data")
    if not isinstance(data, str):
        return None
    text = data.removeprefix("Reverted ").lower()
    is_hex = text.startswith("0x") and set(text[2:]) <= set("0123456789abcdef")
    return text[:REVERT_DATA_LENGTH] if is_hex and len(text) % 2 == 0 else None
