"""Text, tool calls and streams through messages."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, cast

from fiscus.core.errors import ModelRefused
from fiscus.core.models.answers import Stop, StreamPart, TextAnswer, ToolCall
from fiscus.core.models.params import Prompted, TextParams, Tool
from fiscus.core.models.registration import ModelHandler, StreamHandler
from fiscus.core.models.vendors import Body, nonsense, object_in
from fiscus.core.settings import Setting
from fiscus.plugins.anthropic.vendor import ANTHROPIC, client_of, cost, speaking, usage_of

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import Message

    from fiscus.core.runtime import AgentRuntime

MAX_TOKENS = 4096
"""Of an answer, where nobody says: what the smallest model can write. Newer ones spend a part of it
on thinking."""
STOPS: Mapping[str, Stop] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tools",
}
CHOICES: Mapping[str, str] = {"auto": "auto", "required": "any", "none": "none"}


def text(slot: Setting) -> ModelHandler:
    """Answers with the model that the setting names."""

    async def handle(runtime: AgentRuntime, params: TextParams) -> TextAnswer:
        client = await client_of(runtime)
        return answer(runtime, await create(client, request(runtime, params, slot)))

    return handle


def stream(slot: Setting) -> StreamHandler:
    """The same, piece by piece."""

    async def handle(runtime: AgentRuntime, params: TextParams) -> AsyncGenerator[StreamPart]:
        client = await client_of(runtime)
        with speaking():
            async with client.messages.stream(**request(runtime, params, slot)) as parts:
                async for piece in parts.text_stream:
                    yield StreamPart(piece)
                message = await parts.get_final_message()
        yield StreamPart(answer=answer(runtime, message))

    return handle


async def create(client: AsyncAnthropic, body: Body) -> Message:
    """One message, for whatever it is used."""
    ask = cast("Callable[..., Awaitable[Message]]", client.messages.create)
    with speaking():
        return await ask(**body)


def request(runtime: AgentRuntime, params: TextParams, slot: Setting) -> Body:
    """The body of a message. The vendor takes no temperature and nothing else of that kind."""
    body = basics(runtime, params, slot)
    body["stop_sequences"] = list(params.stop_sequences) or None
    if params.tools:
        choice = {"type": CHOICES[params.tool_choice]}
        body |= {"tools": [_tool(tool) for tool in params.tools], "tool_choice": choice}
    return {key: value for key, value in body.items() if value is not None}


def basics(runtime: AgentRuntime, params: Prompted, slot: Setting) -> Body:
    """What texts and objects are both asked with."""
    return {
        "model": params.model or ANTHROPIC.text(runtime, slot),
        "max_tokens": params.max_tokens or MAX_TOKENS,
        "messages": [{"role": m.role, "content": m.content} for m in params.conversation],
        "system": params.system,
    }


def answer(runtime: AgentRuntime, message: Message) -> TextAnswer:
    """Raises `BadModelOutput` for what is no message, `ModelRefused` for a refusal."""
    blocks = getattr(message, "content", None)
    if not isinstance(blocks, list) or message.stop_reason is None:
        raise nonsense(ANTHROPIC)
    if message.stop_reason == "refusal":
        raise ModelRefused("Anthropic's rules forbid an answer", hint="Ask in other words.")
    usage = usage_of(message.usage)
    return TextAnswer(
        "".join(block.text for block in message.content if block.type == "text"),
        tool_calls=tuple(
            ToolCall(block.id, block.name, object_in(ANTHROPIC, block.input))
            for block in message.content
            if block.type == "tool_use"
        ),
        stop=STOPS.get(message.stop_reason, "end"),
        model=message.model,
        usage=usage,
        cost=cost(runtime, message.model, usage),
    )


def _tool(tool: Tool) -> Body:
    return {
        "name": tool.name,
        "description": tool.description,
        "input_schema": tool.parameters,
    }
