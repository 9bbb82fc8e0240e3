"""Actions offered to a model as tools, and what it makes of them: proposals, never acts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, cast

from fiscus.core.action import AnyAction
from fiscus.core.errors import BadModelOutput
from fiscus.core.jsontext import Json, JsonObject
from fiscus.core.models.answers import ToolCall
from fiscus.core.models.params import Tool

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from fiscus.core.reader.reading import ParamValue

NOTHING: JsonObject = {"type": "object", "properties": {}, "additionalProperties": False}
LONGEST_NAME = 64
"""Characters a vendor allows in the name of a tool."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One action a model wants, with its parameters by the reader's names.

    They are checked against the action's model, and say nothing of whose word they are.
    """

    action: AnyAction
    params: Mapping[str, ParamValue] = field(default_factory=dict[str, "ParamValue"])
    missing: tuple[str, ...] = ()
    """Required parameters the model left out: something to ask the person."""


def tools_for(actions: Iterable[AnyAction]) -> tuple[Tool, ...]:
    """The actions as functions of a model: the schema is that of their pydantic model."""
    return tuple(Tool(_tool_name(a.name), a.description, _schema(a)) for a in actions)


def proposals_of(calls: Sequence[ToolCall], actions: Collection[AnyAction]) -> tuple[Proposal, ...]:
    """What the calls propose. Raises `BadModelOutput` for a tool that was not offered and for
    arguments that its parameters do not take."""
    return tuple(proposal(call.name, call.arguments, actions) for call in calls)


def proposal(
    name: str, arguments: Mapping[str, object], actions: Collection[AnyAction]
) -> Proposal:
    """The action of that name or simile with these arguments. Raises `BadModelOutput`."""
    action = _named(name, actions)
    if action is None:
        raise BadModelOutput(
            "the model named an action that was not offered",
            hint=f"Offered: {', '.join(sorted(a.name for a in actions)) or 'none'}.",
        )
    if action.params is None:
        return Proposal(action)
    given = {key: value for key, value in arguments.items() if not _is_nothing(value)}
    from pydantic import ValidationError

    try:
        action.params.model_validate(given)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        return Proposal(action, _values(action, given), _missing(action, problems))
    return Proposal(action, _values(action, given))


def _missing(action: AnyAction, problems: Sequence[ErrorDetails]) -> tuple[str, ...]:
    """Raises `BadModelOutput` where more is wrong than something that is not there."""
    wrong = {str(p["loc"][0]) for p in problems if p["type"] != "missing" and p["loc"]}
    if wrong or any(not p["loc"] for p in problems):
        known = sorted(wrong & fields_of(action))
        raise BadModelOutput(
            f"the model's parameters do not fit {action.name}",
            hint=f"Wrong: {', '.join(known)}." if known else None,
        )
    return tuple(str(p["loc"][0]) for p in problems)


def _values(action: AnyAction, given: Mapping[str, object]) -> Mapping[str, ParamValue]:
    fields = fields_of(action)
    return {key: _value(value) for key, value in given.items() if key in fields}


def _value(value: object) -> ParamValue:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(map(str, cast("Sequence[object]", value)))
    if isinstance(value, Mapping):
        return {k: str(v) for k, v in cast("Mapping[str, object]", value).items()}
    return str(value).lower() if isinstance(value, bool) else str(value)


def fields_of(action: AnyAction) -> frozenset[str]:
    """The names of an action's parameters."""
    return frozenset(action.params.model_fields) if action.params else frozenset()


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in {"", "null"})


def _named(name: str, actions: Collection[AnyAction]) -> AnyAction | None:
    wanted = _plain(name)
    for action in actions:
        if wanted in {_plain(action.name), _plain(_tool_name(action.name))}:
            return action
    return next((a for a in actions if wanted in map(_plain, a.similes)), None)


def _plain(name: str) -> str:
    return name.replace("_", "").strip().lower()


def _tool_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:LONGEST_NAME]


def _schema(action: AnyAction) -> JsonObject:
    if action.params is None:
        return NOTHING
    return _schema_of(cast("type[BaseModel]", action.params))


@cache
def _schema_of(params: type[BaseModel]) -> JsonObject:
    """The same for every message; pydantic takes a millisecond for it."""
    schema = cast("dict[str, Json]", params.model_json_schema())
    schema.pop("title", None)
    schema.pop("description", None)
    return schema
