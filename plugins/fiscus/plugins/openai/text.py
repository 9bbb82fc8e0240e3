"""Text, tool calls and streams through chat completions."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from fiscus.core.errors import BadModelOutput, ModelRefused
from fiscus.core.models.answers import Stop, StreamPart, TextAnswer, ToolCall, Usage
from fiscus.core.models.params import Message, Prompted, TextParams, Tool
from fiscus.core.models.registration import ModelHandler, StreamHandler
from fiscus.core.models.vendors import Body, nonsense, object_in
from fiscus.core.settings import Setting
from fiscus.plugins.openai.vendor import OPENAI, client_of, cost, is_own, speaking, usage_of

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletion, ChatCompletionChunk
    from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

    from fiscus.core.runtime import AgentRuntime

THINKERS = re.compile(r"^(o\d|gpt-[5-9])")
"""Models that choose their words in one way only."""
STOPS: Mapping[str, Stop] = {"stop": "end", "length": "length", "tool_calls": "tools"}


def text(slot: Setting) -> ModelHandler:
    """Answers with the model that the setting names."""

    async def handle(runtime: AgentRuntime, params: TextParams) -> TextAnswer:
        client = await client_of(runtime)
        return answer(runtime, await complete(client, request(runtime, params, slot)))

    return handle


def stream(slot: Setting) -> StreamHandler:
    """The same, piece by piece."""

    async def handle(runtime: AgentRuntime, params: TextParams) -> AsyncGenerator[StreamPart]:
        client = await client_of(runtime)
        written = Written()
        body: Body = {**request(runtime, params, slot), "stream": True}
        body["stream_options"] = {"include_usage": True}
        with speaking():
            async with await _open(client, body) as chunks:
                async for chunk in chunks:
                    if piece := written.add(chunk):
                        yield StreamPart(piece)
        yield StreamPart(answer=written.answer(runtime))

    return handle


async def complete(client: AsyncOpenAI, body: Body) -> ChatCompletion:
    """One chat completion, for whatever it is used."""
    create = cast("Callable[..., Awaitable[ChatCompletion]]", client.chat.completions.create)
    with speaking():
        return await create(**body)


async def _open(client: AsyncOpenAI, body: Body) -> AsyncStream[ChatCompletionChunk]:
    create = cast("Callable[..., Awaitable[object]]", client.chat.completions.create)
    return cast("AsyncStream[ChatCompletionChunk]", await create(**body))


def request(runtime: AgentRuntime, params: TextParams, slot: Setting) -> Body:
    """The body of a chat completion; what was not given is left out."""
    body = basics(runtime, params, slot)
    if not THINKERS.match(body["model"]):
        body["top_p"] = params.top_p
        body["frequency_penalty"] = params.frequency_penalty
        body["presence_penalty"] = params.presence_penalty
        body["stop"] = list(params.stop_sequences) or None
    if params.tools:
        body |= {"tools": [_tool(tool) for tool in params.tools], "tool_choice": params.tool_choice}
    return {key: value for key, value in body.items() if value is not None}


def basics(runtime: AgentRuntime, params: Prompted, slot: Setting) -> Body:
    """What texts and objects are both asked with."""
    limit = "max_completion_tokens" if is_own(runtime) else "max_tokens"
    model = params.model or OPENAI.text(runtime, slot)
    return {
        "model": model,
        "messages": messages(params),
        "temperature": None if THINKERS.match(model) else params.temperature,
        limit: params.max_tokens,
    }


def messages(params: Prompted) -> list[dict[str, str]]:
    system = [Message("system", params.system)] if params.system else []
    return [{"role": m.role, "content": m.content} for m in (*system, *params.conversation)]


def answer(runtime: AgentRuntime, completion: ChatCompletion) -> TextAnswer:
    """Raises `BadModelOutput` for what is no completion, `ModelRefused` for a refusal."""
    if not getattr(completion, "choices", None):
        raise nonsense(OPENAI)
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise refusal()
    calls = [c for c in choice.message.tool_calls or () if c.type == "function"]
    usage = usage_of(completion.usage)
    return TextAnswer(
        choice.message.content or "",
        tool_calls=tuple(called(c.id, c.function.name, c.function.arguments) for c in calls),
        stop=STOPS.get(choice.finish_reason, "end"),
        model=completion.model,
        usage=usage,
        cost=cost(runtime, completion.model, usage),
    )


def refusal() -> ModelRefused:
    return ModelRefused("OpenAI's rules forbid an answer", hint="Ask in other words.")


def called(call_id: str, name: str, arguments: str) -> ToolCall:
    return ToolCall(call_id, name, object_in(OPENAI, arguments or "{}"))


def _tool(tool: Tool) -> Body:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    }
    return {"type": "function", "function": function}


@dataclass(slots=True)
class Written:
    """What has arrived of a stream."""

    pieces: list[str] = field(default_factory=list[str])
    calls: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """Id, name and arguments of each call."""
    model: str | None = None
    usage: Usage | None = None
    finish: str | None = None

    def add(self, chunk: ChatCompletionChunk) -> str:
        """Take a chunk in; answers with its text."""
        self.model = chunk.model or self.model
        self.usage = usage_of(chunk.usage) or self.usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish = choice.finish_reason or self.finish
        if choice.delta.refusal or choice.finish_reason == "content_filter":
            raise refusal()
        for piece in cast("Sequence[ChoiceDeltaToolCall]", choice.delta.tool_calls or ()):
            self._call(piece)
        self.pieces.append(choice.delta.content or "")
        return self.pieces[-1]

    def _call(self, piece: ChoiceDeltaToolCall) -> None:
        call = self.calls.setdefault(piece.index, ["", "", ""])
        call[0] += piece.id or ""
        if piece.function is not None:
            call[1] += piece.function.name or ""
            call[2] += piece.function.arguments or ""

    def answer(self, runtime: AgentRuntime) -> TextAnswer:
        """Raises `BadModelOutput` where the stream ended before the answer did."""
        if self.finish is None:
            raise BadModelOutput("OpenAI's answer broke off", hint="Ask again.")
        return TextAnswer(
            "".join(self.pieces),
            tool_calls=tuple(called(*parts) for _, parts in sorted(self.calls.items())),
            stop=STOPS.get(self.finish, "end"),
            model=self.model,
            usage=self.usage,
            cost=cost(runtime, self.model, self.usage),
        )
