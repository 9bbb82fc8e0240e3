"""Settings that people may change from a chat, for their room. There are no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.configuration import LONGEST_CONVERSATION, conversation_length
from fiscus.core.errors import RequestError
from fiscus.core.settings import CONVERSATION_LENGTH

if TYPE_CHECKING:
    from fiscus.core.jsontext import Json
    from fiscus.core.runtime import AgentRuntime


def _length(text: str) -> Json:
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    if not 1 <= number <= LONGEST_CONVERSATION:
        raise RequestError(
            f"{CONVERSATION_LENGTH.name} cannot be {text!r}",
            hint=f"It is a whole number from 1 to {LONGEST_CONVERSATION}.",
        )
    return number


ROOM_SETTINGS: Final[Mapping[str, Callable[[str], Json]]] = {CONVERSATION_LENGTH.name: _length}
"""Each with what makes a value of a text. Keys, secrets, limits and slippage are never here."""


def parsed(name: str, text: str) -> tuple[str, Json]:
    """The setting's own name and the value. Raises `RequestError`."""
    key = name.strip().upper().replace(" ", "_").replace("-", "_")
    parse = ROOM_SETTINGS.get(key)
    if parse is None:
        raise RequestError(
            f"{name!r} cannot be changed from a chat",
            hint=f"These can: {', '.join(ROOM_SETTINGS)}.",
        )
    return key, parse(text.strip())


def current(runtime: AgentRuntime, room: Mapping[str, Json], name: str) -> Json:
    """What holds in a room now."""
    if name == CONVERSATION_LENGTH.name:
        return conversation_length(runtime, room)
    return room.get(name)
