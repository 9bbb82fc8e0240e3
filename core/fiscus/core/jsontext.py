"""JSON values, and how the suite's own become them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias, cast

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = "Mapping[str, Json]"


def to_json(value: object) -> Json:
    """`value` as JSON: decimals become exact text, times ISO 8601; whatever else has a `to_json`.

    Raises `TypeError` for anything without a faithful form: nothing is written by its `repr`.
    """
    if isinstance(value, Enum):
        return to_json(value.value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {str(key): to_json(item) for key, item in items}
    return _of_object(value)


def _of_object(value: object) -> Json:
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in cast("Sequence[object]", value)]
    convert = getattr(value, "to_json", None)
    if callable(convert):
        return to_json(convert())
    raise TypeError(f"{type(value).__name__} has no JSON form")
