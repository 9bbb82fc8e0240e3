"""Objects: by structured output, or as the arguments of a tool that has to be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscus.core.errors import BadModelOutput
from fiscus.core.jsontext import JsonObject
from fiscus.core.models.answers import ObjectAnswer
from fiscus.core.models.params import ObjectParams
from fiscus.core.models.registration import ModelHandler
from fiscus.core.models.schemas import schema_of, strict
from fiscus.core.models.vendors import Body, object_in
from fiscus.core.settings import Setting
from fiscus.plugins.anthropic.text import answer, basics, create
from fiscus.plugins.anthropic.vendor import ANTHROPIC, client_of

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

ANSWER = "answer"
ANYTHING: JsonObject = {"type": "object", "additionalProperties": True}
WITHOUT_FORMATS = ("claude-3", "claude-sonnet-4-20", "claude-opus-4-20")
"""Models that know no format of output: they have to call a tool."""


def objects(slot: Setting) -> ModelHandler:
    """Answers with the model that the setting names."""

    async def handle(runtime: AgentRuntime, params: ObjectParams) -> ObjectAnswer:
        client = await client_of(runtime)
        body = {**basics(runtime, params, slot), **shape(runtime, params, slot)}
        given = {key: value for key, value in body.items() if value is not None}
        text = answer(runtime, await create(client, given))
        if text.stop == "length":
            raise BadModelOutput("Anthropic's object was cut off", hint="Allow more tokens.")
        value = text.tool_calls[0].arguments if text.tool_calls else object_in(ANTHROPIC, text.text)
        return ObjectAnswer(value, model=text.model, usage=text.usage, cost=text.cost)

    return handle


def shape(runtime: AgentRuntime, params: ObjectParams, slot: Setting) -> Body:
    """How the answer has to look: a format where model and schema allow it, else a tool."""
    schema = ANYTHING if params.schema is None else schema_of(params.schema)
    exact = strict(schema)
    model = params.model or ANTHROPIC.text(runtime, slot)
    if exact is not None and not model.startswith(WITHOUT_FORMATS):
        return {"output_config": {"format": {"type": "json_schema", "schema": exact}}}
    tool = {"name": ANSWER, "description": "Gives the answer.", "input_schema": schema}
    return {"tools": [tool], "tool_choice": {"type": "tool", "name": ANSWER}}
