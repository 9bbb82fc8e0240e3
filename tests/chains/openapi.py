"""Holds requests and answers against an OpenAPI 3.0 description: as much of it as is used here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from numbers import Number
from pathlib import Path
from typing import Any, Final, cast

import pytest
import yaml

SHARED: Final = Path(__file__).parents[3] / "shared/api"
KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "number": (Number,),
    "integer": (int,),
}


def shared(name: str) -> Path:
    """A published description or a recorded answer; skips the test where they are not beside the
    repository."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/api/{name} is not here")
    return path


@dataclass(frozen=True, slots=True)
class Description:
    """A whole API."""

    tree: Mapping[str, Any]

    def faults(self, value: object, schema: Mapping[str, Any], at: str = "$") -> Iterator[str]:
        """Where a value is not what its schema says."""
        schema = self.at(schema)
        if value is None and schema.get("nullable"):
            return
        if (choices := schema.get("oneOf")) is not None:
            if all(list(self.faults(value, choice, at)) for choice in choices):
                yield f"{at} fits none of its forms: {value!r}"
            return
        kind = schema.get("type")
        known = KINDS.get(kind or "")
        if known and (not isinstance(value, known) or (kind == "number" and value is True)):
            yield f"{at} is no {kind}: {value!r}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{at} is none of {schema['enum']}: {value!r}"
        if isinstance(value, dict):
            yield from self._fields(cast("dict[str, object]", value), schema, at)
        elif isinstance(value, list):
            for number, item in enumerate(cast("list[object]", value)):
                yield from self.faults(item, schema.get("items", {}), f"{at}[{number}]")
        elif isinstance(value, (int, float)):
            yield from _bounds(value, schema, at)

    def _fields(
        self, value: Mapping[str, object], schema: Mapping[str, Any], at: str
    ) -> Iterator[str]:
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{at}.{name} is missing"
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from self.faults(value[name], part, f"{at}.{name}")

    def at(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            found: Any = self.tree
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def request_faults(
        self, method: str, path: str, query: Mapping[str, str], body: object
    ) -> list[str]:
        operation = self.tree["paths"][path][method.lower()]
        rows = map(self.at, operation.get("parameters", ()))
        known = {row["name"]: row for row in rows if row["in"] == "query"}
        faults = [f"{name} is no parameter" for name in set(query) - set(known)]
        faults += [
            f"{name} is missing"
            for name, row in known.items()
            if row.get("required") and name not in query
        ]
        for name in set(query) & set(known):
            schema = known[name].get("schema", {})
            faults += self.faults(_plain(query[name], schema), schema, name)
        if (described := operation.get("requestBody")) is not None:
            content = self.at(described)["content"]["application/json"]
            faults += self.faults(body, content["schema"])
        return faults

    def answer_schema(self, method: str, path: str) -> Mapping[str, Any]:
        answer = self.at(self.tree["paths"][path][method.lower()]["responses"]["200"])
        found: Mapping[str, Any] = answer["content"]["application/json"]["schema"]
        return found


def _plain(text: str, schema: Mapping[str, Any]) -> object:
    if schema.get("type") == "boolean":
        return {"true": True, "false": False}.get(text, text)
    kinds = {"number": float, "integer": int}
    return kinds.get(schema.get("type", ""), str)(text)


def _bounds(value: float, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if value < schema.get("minimum", value):
        yield f"{at} is below {schema['minimum']}"
    if value > schema.get("maximum", value):
        yield f"{at} is above {schema['maximum']}"


@cache
def described(name: str) -> Description:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Description(yaml.load(shared(name).read_text(), loader))


def no_faults(faults: Sequence[str]) -> None:
    assert list(faults) == []
