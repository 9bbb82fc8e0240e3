"""OpenAI's language: chat completions, embeddings, images, audio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fiscus.core.models import ToolCall
from tests.plugins.models.standins import KEY, Asked, Body, Events, Reply, shown

MODEL = "gpt-4o-2024-08-06"
KNOWN = {
    "/v1/chat/completions": {
        "model", "messages", "temperature", "top_p", "frequency_penalty", "presence_penalty",
        "stop", "max_tokens", "max_completion_tokens", "tools", "tool_choice", "response_format",
        "stream", "stream_options",
    },
    "/v1/embeddings": {"model", "input", "dimensions", "encoding_format"},
    "/v1/images/generations": {"model", "prompt", "size"},
    "/v1/audio/transcriptions": {"model", "file", "response_format", "language", "temperature"},
    "/v1/audio/speech": {"model", "voice", "input", "response_format"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenAIWire:
    name: str = "openai"
    base: str = "/v1"
    closing: int = 3

    def problem(self, asked: Asked) -> str | None:
        """The rules of the reference that our requests could break."""
        body = asked.body
        if asked.headers.get("Authorization") != f"Bearer {KEY}":
            return "Incorrect API key provided"
        if asked.path not in KNOWN:
            return "Invalid URL"
        if unknown := set(body) - KNOWN[asked.path]:
            return f"Unrecognized request arguments supplied: {sorted(unknown)}"
        if None in body.values() or "model" not in body:
            return "you must provide a model parameter, and no nulls"
        return self._chat_problem(body) if asked.path == "/v1/chat/completions" else None

    def _chat_problem(self, body: Body) -> str | None:
        lines: list[Body] = body.get("messages") or []
        if not lines or any(set(line) != {"role", "content"} for line in lines):
            return "messages need a role and content"
        for tool in body.get("tools", []):
            if tool["type"] != "function" or tool["function"]["parameters"]["type"] != "object":
                return "tools are functions with an object of parameters"
        if "tool_choice" in body and "tools" not in body:
            return "'tool_choice' is only allowed when 'tools' are specified"
        form = body.get("response_format", {"type": "text"})
        if form["type"] == "json_schema":
            return _strict_problem(form["json_schema"])
        if form["type"] == "json_object" and "json" not in shown(lines).lower():
            return "'messages' must contain the word 'json'"
        return None

    def refusal(self, problem: str) -> Reply:
        status = 401 if "key" in problem else 404 if "URL" in problem else 400
        kind = {"message": f"{problem} ({KEY[:9]}***)", "type": "invalid_request_error"}
        return Reply({"error": {**kind, "param": None, "code": None}}, status)

    def text(self, text: str, *, calls: Sequence[ToolCall] = (), stop: str = "") -> Reply:
        message: dict[str, object] = {
            "role": "assistant",
            "content": text or None,
            "refusal": "I can't help with that." if stop == "refusal" else None,
            "annotations": [],
        }
        if calls:
            message["tool_calls"] = [
                {"id": c.id, "type": "function", "function": _function(c)} for c in calls
            ]
        finish = {"length": "length", "refusal": "stop"}.get(
            stop, "tool_calls" if calls else "stop"
        )
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return Reply(_completion("chat.completion", choices=[choice], usage=USAGE))

    def object(self, value: Mapping[str, object]) -> Reply:
        return self.text(shown(value))

    def stream(self, pieces: Sequence[str], *, calls: Sequence[ToolCall] = ()) -> Events:
        return Events([*self._chunks(pieces, calls), "data: [DONE]"])

    def _chunks(self, pieces: Sequence[str], calls: Sequence[ToolCall]) -> Iterator[str]:
        yield _chunk({"role": "assistant", "content": "", "refusal": None})
        for piece in pieces:
            yield _chunk({"content": piece})
        for index, call in enumerate(calls):
            start = {"index": index, "id": call.id, "type": "function"}
            yield _chunk(
                {"tool_calls": [{**start, "function": {"name": call.name, "arguments": ""}}]}
            )
            written = shown(call.arguments)
            for half in (written[: len(written) // 2], written[len(written) // 2 :]):
                yield _chunk({"tool_calls": [{"index": index, "function": {"arguments": half}}]})
        yield _chunk({}, finish="tool_calls" if calls else "stop")
        yield f"data: {shown(_completion('chat.completion.chunk', choices=[], usage=USAGE))}"

    def error(self, status: int, **headers: str) -> Reply:
        kind = {429: "rate_limit_exceeded"}.get(status)
        said = f"Request for {KEY} failed in organization org-SECRETORG"
        body = {"message": said, "type": "tokens", "param": None, "code": kind}
        return Reply({"error": body}, status, _named(headers))

    def broke(self) -> Reply:
        body = {
            "message": "You exceeded your current quota",
            "type": "insufficient_quota",
            "param": None,
            "code": "insufficient_quota",
        }
        return Reply({"error": body}, 429)


USAGE = {
    "prompt_tokens": 20,
    "completion_tokens": 5,
    "total_tokens": 25,
    "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}


def _completion(kind: str, **more: object) -> dict[str, object]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1741570283, "model": MODEL, **more}


def _chunk(delta: Mapping[str, object], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    chunk = _completion("chat.completion.chunk", choices=[choice], usage=None)
    return f"data: {shown(chunk)}"


def _function(call: ToolCall) -> Mapping[str, str]:
    return {"name": call.name, "arguments": shown(call.arguments)}


def _strict_problem(described: Mapping[str, Any]) -> str | None:
    schema = described["schema"]
    if not described.get("strict"):
        return None
    every = set(schema["properties"]) == set(schema.get("required", ()))
    if not every or schema.get("additionalProperties") is not False:
        return "Invalid schema for response_format: every property is required, and no other"
    return None


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
