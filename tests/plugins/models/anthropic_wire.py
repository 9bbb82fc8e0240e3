"""Anthropic's language: messages, in the version of October 2026."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fiscus.core.models import ToolCall
from tests.plugins.models.standins import KEY, Asked, Events, Reply, shown

MODEL = "claude-3-5-sonnet-20241022"
KNOWN = {
    "model", "max_tokens", "messages", "system", "stop_sequences", "tools", "tool_choice",
    "output_config", "stream",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnthropicWire:
    name: str = "anthropic"
    base: str = ""
    closing: int = 2

    def problem(self, asked: Asked) -> str | None:
        """The rules of the reference that our requests could break."""
        body, headers = asked.body, {k.lower(): v for k, v in asked.headers.items()}
        if KEY not in {headers.get("x-api-key"), headers.get("authorization", "")[7:]}:
            return "authentication_error: invalid x-api-key"
        if asked.path != "/v1/messages":
            return "not_found_error: no such address"
        if headers.get("anthropic-version") != "2026-10-21":
            return "invalid_request_error: anthropic-version: header is required"
        if unknown := set(body) - KNOWN:
            return f"invalid_request_error: {sorted(unknown)}: Extra inputs are not permitted"
        if not {"model", "max_tokens", "messages"} <= set(body) or None in body.values():
            return "invalid_request_error: field required"
        if any(line["role"] not in {"user", "assistant"} for line in body["messages"]):
            return "invalid_request_error: messages: unexpected role"
        if any(tool["input_schema"]["type"] != "object" for tool in body.get("tools", [])):
            return "invalid_request_error: tools.0.input_schema.type: should be 'object'"
        return None

    def refusal(self, problem: str) -> Reply:
        kind, _, said = problem.partition(": ")
        status = {"authentication_error": 401, "not_found_error": 404}.get(kind, 400)
        return Reply(_error(kind, f"{said} {KEY}"), status)

    def text(self, text: str, *, calls: Sequence[ToolCall] = (), stop: str = "") -> Reply:
        content: list[object] = [{"type": "text", "text": text, "citations": None}] if text else []
        content += [
            {"type": "tool_use", "id": c.id, "name": c.name, "input": c.arguments} for c in calls
        ]
        reason = {"length": "max_tokens", "refusal": "refusal"}.get(
            stop, "tool_use" if calls else "end_turn"
        )
        return Reply(_message(content, reason, USAGE))

    def object(self, value: Mapping[str, object]) -> Reply:
        return self.text("", calls=[ToolCall("toolu_1", "answer", value)])  # type: ignore[arg-type]

    def stream(self, pieces: Sequence[str], *, calls: Sequence[ToolCall] = ()) -> Events:
        return Events(list(self._events(pieces, calls)))

    def _events(self, pieces: Sequence[str], calls: Sequence[ToolCall]) -> Iterator[str]:
        start = _message([], None, {**USAGE, "output_tokens": 1})
        yield _event("message_start", message=start)
        yield _event("ping")
        yield from _block(
            0,
            {"type": "text", "text": ""},
            [{"type": "text_delta", "text": piece} for piece in pieces],
        )
        for index, call in enumerate(calls, start=1):
            block: dict[str, object] = {
                "type": "tool_use",
                "id": call.id,
                "name": call.name,
                "input": {},
            }
            written = shown(call.arguments)
            halves = ("", written[: len(written) // 2], written[len(written) // 2 :])
            deltas = [{"type": "input_json_delta", "partial_json": half} for half in halves]
            yield from _block(index, block, deltas)
        delta = {"stop_reason": "tool_use" if calls else "end_turn", "stop_sequence": None}
        yield _event("message_delta", delta=delta, usage={"output_tokens": 5})
        yield _event("message_stop")

    def error(self, status: int, **headers: str) -> Reply:
        kind = {429: "rate_limit_error", 529: "overloaded_error"}.get(status, "api_error")
        shown_headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return Reply(_error(kind, f"Request for {KEY} failed"), status, shown_headers)

    def broke(self) -> Reply:
        return Reply(_error("billing_error", "Your credit balance is too low"), 402)


USAGE: Mapping[str, object] = {
    "input_tokens": 12,
    "output_tokens": 5,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 8,
    "service_tier": "standard",
}


def _message(
    content: Sequence[object], reason: str | None, usage: Mapping[str, object]
) -> dict[str, object]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": usage,
    }


def _event(kind: str, **more: object) -> str:
    return f"event: {kind}\ndata: {shown({'type': kind, **more})}"


def _block(
    index: int, block: Mapping[str, object], deltas: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    yield _event("content_block_start", index=index, content_block=block)
    for delta in deltas:
        yield _event("content_block_delta", index=index, delta=delta)
    yield _event("content_block_stop", index=index)


def _error(kind: str, message: str) -> dict[str, object]:
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
