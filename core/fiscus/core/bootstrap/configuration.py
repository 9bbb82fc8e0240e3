"""The pipeline's settings, as the character, the operator or a room give them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from fiscus.core.settings import CONVERSATION_LENGTH, RESPONSE_TIMEOUT, Setting

if TYPE_CHECKING:
    from fiscus.core.jsontext import Json
    from fiscus.core.runtime import AgentRuntime

LONGEST_CONVERSATION: Final = 500
CHARACTERS_OWN: Final = "conversationLength"
"""The character's setting; it wins over `CONVERSATION_LENGTH`."""


def conversation_length(runtime: AgentRuntime, room: Mapping[str, Json] | None = None) -> int:
    """How many messages of a room the state holds; `room` are the room's own settings."""
    asked = (
        (room or {}).get(CONVERSATION_LENGTH.name),
        runtime.get_setting(CHARACTERS_OWN),
        runtime.get_setting(CONVERSATION_LENGTH.name),
    )
    found = next((number for value in asked if (number := _whole(value))), None)
    return min(found or int(CONVERSATION_LENGTH.default), LONGEST_CONVERSATION)


def response_seconds(runtime: AgentRuntime) -> float:
    """How long an answer may take."""
    found = _whole(runtime.get_setting(RESPONSE_TIMEOUT.name))
    return (found or int(RESPONSE_TIMEOUT.default)) / 1000


def listed(runtime: AgentRuntime, setting: Setting) -> frozenset[str]:
    """The entries of a list, in lower case: a JSON array, a list, or text with commas."""
    return frozenset(entry.lower() for entry in _entries(runtime.get_setting(setting.name)))


def _entries(value: Json) -> Sequence[str]:
    if isinstance(value, str):
        text = value.strip()
        value = _parsed(text) if text.startswith("[") else text.split(",")
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return [entry.strip() for entry in value if isinstance(entry, str) and entry.strip()]


def _parsed(text: str) -> Json:
    """A JSON array; one that is broken is read as text with commas."""
    try:
        return cast("Json", json.loads(text))
    except ValueError:
        return [part.strip("[]\"' ") for part in text.split(",")]


def _whole(value: Json) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int) and value > 0:
        return value
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value) or None
    return None
