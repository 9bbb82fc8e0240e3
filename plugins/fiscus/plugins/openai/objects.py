"""Objects, by the vendor's structured output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fiscus.core.errors import BadModelOutput
from fiscus.core.jsontext import Json, JsonObject
from fiscus.core.models.answers import ObjectAnswer
from fiscus.core.models.params import ObjectParams
from fiscus.core.models.registration import ModelHandler
from fiscus.core.models.schemas import schema_of, strict
from fiscus.core.models.vendors import Body, object_in
from fiscus.core.settings import Setting
from fiscus.plugins.openai.text import answer, basics, complete
from fiscus.plugins.openai.vendor import OPENAI, client_of

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

IN_JSON = "Answer with one JSON object and nothing else."


def objects(slot: Setting) -> ModelHandler:
    """Answers with the model that the setting names."""

    async def handle(runtime: AgentRuntime, params: ObjectParams) -> ObjectAnswer:
        client = await client_of(runtime)
        body: Body = {**basics(runtime, params, slot), "response_format": response_format(params)}
        if params.schema is None:
            system = {"role": "system", "content": IN_JSON}
            body["messages"] = [system, *body["messages"]]
        given = {key: value for key, value in body.items() if value is not None}
        text = answer(runtime, await complete(client, given))
        if text.stop == "length":
            raise BadModelOutput("OpenAI's object was cut off", hint="Allow more tokens.")
        return ObjectAnswer(
            object_in(OPENAI, text.text), model=text.model, usage=text.usage, cost=text.cost
        )

    return handle


def response_format(params: ObjectParams) -> JsonObject:
    """Strict where the schema can be, so that the vendor itself keeps to it."""
    if params.schema is None:
        return {"type": "json_object"}
    schema = schema_of(params.schema)
    exact = strict(schema)
    name = "answer" if isinstance(params.schema, Mapping) else params.schema.__name__
    described: dict[str, Json] = {"name": name, "schema": exact or schema}
    if exact is not None:
        described["strict"] = True
    return {"type": "json_schema", "json_schema": described}
