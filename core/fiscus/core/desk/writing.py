"""How values are written in a policy file: amounts, shares, addresses, windows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Final, cast

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from fiscus.core.desk.nearest import nearest

UNIT_MS: Final = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}
WINDOW: Final = re.compile(r"per_([1-9][0-9]{0,4})([mhd])")
"""A rolling window by its length: `per_30m`, `per_1h`, `per_7d`."""
MOST_NAME: Final = 60
_PERCENT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")


def _address(text: str) -> str:
    if not text or "." in text or any(character.isspace() for character in text):
        raise ValueError(f"{text!r} is not an address; names are not looked up here")
    return text


def _rule_name(name: str) -> str:
    if not name or len(name) > MOST_NAME or "." in name or name.isdecimal():
        raise ValueError(f"a rule's name has 1 to {MOST_NAME} characters, no dot, and is no number")
    return name


def _percent(written: object) -> object:
    if isinstance(written, Decimal):
        return written
    match = _PERCENT.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        raise ValueError(f"{written!r} is not a share; write it like 3%")
    return Decimal(match.group(1))


def keys_of(data: object) -> list[str]:
    return (
        [str(key) for key in cast("dict[object, object]", data)] if isinstance(data, dict) else []
    )


def _several(written: object) -> object:
    return (written,) if isinstance(written, str) else written


Amount = Annotated[Decimal, Field(ge=0)]
Address = Annotated[str, AfterValidator(_address)]
Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    PlainSerializer(lambda share: f"{share:f}%", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%$"}),
]
Paths = Annotated[
    tuple[str, ...],
    BeforeValidator(_several),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]
RuleName = Annotated[str, AfterValidator(_rule_name)]


def window_ms(name: str) -> int:
    """`window_ms("per_24h")` is 86,400,000."""
    match = WINDOW.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is no window")
    return int(match.group(1)) * UNIT_MS[match.group(2)]


def unknown_key(key: str, known: Iterable[str]) -> PydanticCustomError:
    """The error for a key that is not there, with the one that was meant."""
    context = {"key": key, "near": nearest(key, known) or ""}
    return PydanticCustomError("unknown_key", "there is no key {key}", context)
