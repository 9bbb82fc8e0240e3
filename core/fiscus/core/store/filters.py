"""Conditions on what is inside JSON columns, in the words of either database.

A filter is a mapping of dotted paths to a value or to operators: `{"importance": {"$gte": 0.8}}`,
`{"content.actions": {"$contains": "REPLY"}}`, `{"metadata.type": {"$ne": "long_term"}}`. A path
starts with `content`, `metadata` or the name of a column; anything else is in the metadata, which
may be that of the memory or that of its content.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Text, and_, bindparam, exists, func, literal, not_, or_
from sqlalchemy import cast as sql_cast

from fiscus.core.errors import RequestError
from fiscus.core.store.schema import memories
from fiscus.core.store.types import POSTGRESQL, Document

Filter = Mapping[str, object]

COLUMNS: Final[Mapping[str, ColumnElement[Any]]] = {
    "id": memories.c.id,
    "type": memories.c.type,
    "agentId": memories.c.agent_id,
    "entityId": memories.c.entity_id,
    "userId": memories.c.entity_id,
    "roomId": memories.c.room_id,
    "worldId": memories.c.world_id,
    "unique": memories.c.unique,
    "createdAt": memories.c.created_at,
    **{column.name: column for column in memories.c if column.name not in ("content", "metadata")},
}
"""By the documented name, and by our own."""

Compare = Callable[[Any, Any], ColumnElement[bool]]
COMPARE: Final[Mapping[str, Compare]] = {
    "$eq": operator.eq,
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}
KINDS: Final[Mapping[type, tuple[str, ...]]] = {
    bool: ("true", "false", "boolean"),
    int: ("integer", "real", "number"),
    float: ("integer", "real", "number"),
    str: ("text", "string"),
}
"""What each database calls the kinds of JSON values."""


def conditions(wanted: Filter, dialect: str) -> Iterator[ColumnElement[bool]]:
    """All must hold. Raises `RequestError` for an operator that does not exist."""
    for path, condition in wanted.items():
        operators = (
            cast("Mapping[str, object]", condition)
            if isinstance(condition, Mapping)
            else {"$eq": condition}
        )
        for name, value in operators.items():
            yield _condition(path, name, value=value, dialect=dialect)


def has_all(
    column: ColumnElement[Any], values: Iterable[str], dialect: str
) -> Iterator[ColumnElement[bool]]:
    """The JSON array in this column holds all of these texts."""
    for value in values:
        yield _array_has(column, (), value=value, dialect=dialect)


def text_of(dialect: str) -> ColumnElement[str]:
    """The text of a memory."""
    content = memories.c.content
    if dialect == POSTGRESQL:
        return func.jsonb_extract_path_text(content, "text")
    return func.json_extract(content, "$.text")


def value_of(column: ColumnElement[Any], keys: tuple[str, ...], dialect: str) -> ColumnElement[Any]:
    """What is inside a JSON column, as text in PostgreSQL; null where there is nothing."""
    if dialect == POSTGRESQL:
        return func.jsonb_extract_path_text(column, *keys)
    return func.json_extract(column, _path(keys))


def _condition(path: str, name: str, *, value: object, dialect: str) -> ColumnElement[bool]:
    if name == "$in":
        options = cast("Collection[object]", value)
        return or_(
            literal(False),
            *(_condition(path, "$eq", value=option, dialect=dialect) for option in options),
        )
    if name == "$ne":
        same = _condition(path, "$eq", value=value, dialect=dialect)
        return not_(func.coalesce(same, literal(False)))
    if name == "$contains":
        return or_(*(_array_has(*place, value=value, dialect=dialect) for place in _places(path)))
    compare = COMPARE.get(name)
    if compare is None:
        known = ", ".join((*COMPARE, "$ne", "$in", "$contains"))
        raise RequestError(f"{name!r} is no operator of a filter", hint=f"Use one of {known}.")
    if path in COLUMNS:
        column: Any = COLUMNS[path]
        return compare(column, cast("Any", value))
    return or_(*(_compared(*place, compare, value, dialect) for place in _places(path)))


def _places(path: str) -> Iterator[tuple[ColumnElement[Any], tuple[str, ...]]]:
    """Where a path may lead: a column and the keys inside it."""
    first, *rest = path.split(".")
    if first == "content" and rest:
        yield memories.c.content, tuple(rest)
        return
    keys = tuple(rest) if first == "metadata" and rest else (first, *rest)
    yield memories.c.metadata, keys
    yield memories.c.content, ("metadata", *keys)


def _compared(
    column: ColumnElement[Any],
    keys: tuple[str, ...],
    compare: Compare,
    value: object,
    dialect: str,
) -> ColumnElement[bool]:
    if value is None:
        return func.coalesce(_kind(column, keys, dialect), "null") == "null"
    kinds = KINDS.get(type(value))
    if kinds is None:
        raise RequestError(
            f"a filter cannot compare with a {type(value).__name__}",
            hint="Use a text, a number, true, false or null.",
        )
    found = _kind(column, keys, dialect).in_(kinds)
    if dialect == POSTGRESQL:
        inside = func.jsonb_extract_path(column, *keys)
        return and_(found, compare(inside, _json(value)))
    return and_(found, compare(func.json_extract(column, _path(keys)), value))


def _array_has(
    column: ColumnElement[Any], keys: tuple[str, ...], *, value: object, dialect: str
) -> ColumnElement[bool]:
    if dialect == POSTGRESQL:
        inside = func.jsonb_extract_path(column, *keys) if keys else column
        return inside.op("@>", is_comparison=True)(_json([value]))
    each = func.json_each(column, _path(keys)).table_valued("value")
    return exists().select_from(each).where(each.c.value == value)


def _kind(column: ColumnElement[Any], keys: tuple[str, ...], dialect: str) -> ColumnElement[str]:
    if dialect == POSTGRESQL:
        return func.jsonb_typeof(func.jsonb_extract_path(column, *keys))
    return func.json_type(column, _path(keys))


def _json(value: object) -> ColumnElement[Any]:
    return sql_cast(bindparam(None, json.dumps(value), type_=Text), Document)


def _path(keys: tuple[str, ...]) -> str:
    quoted = (json.dumps(key, ensure_ascii=False) for key in keys)
    return "$" + "".join(f".{key}" for key in quoted)
