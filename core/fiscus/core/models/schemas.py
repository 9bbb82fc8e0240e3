"""JSON schemas for models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from fiscus.core.jsontext import Json, JsonObject

if TYPE_CHECKING:
    from fiscus.core.models.params import Schema

UNSAID = frozenset({"default", "title"})
"""Words that strict schemas do not allow, or that say nothing to a model."""
GROUPS = frozenset({"$defs", "properties"})
"""Hold schemas by name."""


def schema_of(schema: Schema) -> JsonObject:
    """The JSON schema of a pydantic model; one that is given as such stays as it is."""
    if isinstance(schema, Mapping):
        return schema
    return cast("JsonObject", schema.model_json_schema())


def strict(schema: JsonObject) -> JsonObject | None:
    """The schema in which every property is required and no other allowed, as strict structured
    output wants it; `None` where it has objects with keys of any name."""
    if schema.get("type") != "object" or not schema.get("properties"):
        return None
    exact = _strict(schema)
    return cast("JsonObject", exact) if exact is not None else None


def _strict(node: Json) -> Json:
    """`None` where a part cannot be strict."""
    if isinstance(node, Mapping):
        return _strict_object(node)
    if isinstance(node, Sequence) and not isinstance(node, str):
        parts = [_strict(part) for part in node]
        return None if any(part is None for part in parts) else parts
    return node


def _strict_object(node: JsonObject) -> JsonObject | None:
    named = node.get("type") != "object" or bool(node.get("properties"))
    if not named or node.get("additionalProperties", False) is not False:
        return None
    made: dict[str, Json] = {}
    for key, value in node.items():
        if key in GROUPS and isinstance(value, Mapping):
            part: Json = {name: _strict(inner) for name, inner in value.items()}
            if any(inner is None for inner in cast("Mapping[str, Json]", part).values()):
                return None
        elif key in UNSAID:
            continue
        else:
            part = _strict(value)
            if part is None and value is not None:
                return None
        made[key] = part
    if isinstance(made.get("properties"), Mapping):
        made["additionalProperties"] = False
        made["required"] = list(cast("Mapping[str, Json]", made["properties"]))
    return made
