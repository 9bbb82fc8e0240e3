"""Whether a message is the agent's business."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.configuration import listed
from fiscus.core.memory import ChannelType
from fiscus.core.settings import BYPASS_SOURCES, BYPASS_TYPES
from fiscus.core.store.records import ParticipantState

if TYPE_CHECKING:
    from fiscus.core.character import Character
    from fiscus.core.runtime import AgentRuntime

ALWAYS_ANSWERED: Final = frozenset(
    {ChannelType.DM, ChannelType.VOICE_DM, ChannelType.SELF, ChannelType.API}
)
ALWAYS_HEARD: Final = frozenset({"client_chat"})
NOT_RESPONDING: Final = frozenset({"IGNORE", "NONE", "STOP"})


def bypasses(runtime: AgentRuntime, room_type: str | None, source: str | None) -> bool:
    """Whether every message of such a room or source is answered (`shouldBypassShouldRespond`)."""
    types = listed(runtime, BYPASS_TYPES)
    kind = (room_type or "").lower()
    if kind in ALWAYS_ANSWERED or kind in types:
        return True
    where = (source or "").lower()
    return where in ALWAYS_HEARD or where in listed(runtime, BYPASS_SOURCES)


def mentions(character: Character, text: str) -> bool:
    """Whether the text names the agent, as a word of its own."""
    return _name(character.name, character.username).search(text) is not None


def unaddressed(character: Character, text: str) -> str:
    """`text` with blanks where it calls the agent: `Ada, send …`, `@ada send …`, `… please, Ada`.

    Every other character stays at its place.
    """
    return _call(character.name, character.username).sub(lambda m: " " * len(m[0]), text)


def responds(decision: str | None) -> bool:
    """What a decision of the model means: anything but to ignore, to do nothing, or to stop.

    No decision is none to respond.
    """
    decided = (decision or "").strip().upper()
    return bool(decided) and decided not in NOT_RESPONDING


def muted(state: str | None, character: Character, text: str) -> bool:
    """Whether a room is closed to this message: muted, and the agent is not named."""
    return state == ParticipantState.MUTED and character.name.lower() not in text.lower()


@lru_cache(maxsize=64)
def _name(*names: str) -> re.Pattern[str]:
    wanted = "|".join(
        re.escape(name) for name in sorted(set(_filled(names)), key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{wanted})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=64)
def _call(*names: str) -> re.Pattern[str]:
    wanted = "|".join(
        re.escape(name) for name in sorted(set(_filled(names)), key=len, reverse=True)
    )
    return re.compile(
        rf"^\s*(?:@(?:{wanted})(?!\w)[,:]?|(?:hey |hi |hello |ok |okay )?(?:{wanted})\s*[,:])"
        rf"|,\s*@?(?:{wanted})\s*[.!?]?\s*$",
        re.IGNORECASE,
    )


def _filled(names: Collection[str]) -> list[str]:
    return [name for name in names if name.strip()]
