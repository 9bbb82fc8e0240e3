"""Requests about the conversation itself, in plain words: understood without a model.

Only a message that says this and nothing else is one; whatever is more goes to the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fiscus.core.character import Character

LONGEST: Final = 200
_ROOM: Final = r"(?: (?:this |the |our )?(?:room|channel|chat|conversation|group))"
_WAITING: Final = (
    "(?: (?:scheduled|waiting|recurring|planned|pending)"
    "(?: (?:tasks?|payments?|transfers?|swaps?|orders?|requests?))?"
    "| (?:tasks?|standing orders?))"
)
"""What waits is a task; without a word for that, payments are those that were made."""
_WORDS: Final = tuple(
    (action, re.compile(pattern))
    for action, pattern in (
        ("UNMUTE_ROOM", rf"unmute(?:{_ROOM}| yourself)?|(?:you )?(?:can|may) (?:talk|speak) again"),
        (
            "MUTE_ROOM",
            rf"(?:mute(?:{_ROOM}| yourself)|be quiet|keep quiet|stay quiet|go silent|be silent"
            rf"|silence|shut up|stop talking|hush)(?: in{_ROOM})?",
        ),
        ("UNFOLLOW_ROOM", rf"(?:unfollow|stop following){_ROOM}"),
        ("FOLLOW_ROOM", rf"follow{_ROOM}"),
        (
            "UPDATE_ROLE",
            r"(?:make|set) (?P<entity>[\w .@-]{1,60}?) (?:an? |the |to )?"
            r"(?P<role>owner|admin|none)",
        ),
        (
            "UPDATE_SETTINGS",
            r"set (?:the )?(?P<name>[a-z][a-z _-]{2,60}) to (?P<value>[\w.-]{1,60})",
        ),
        (
            "LIST_SCHEDULED",
            rf"(?:list|show|tell)(?: me)?(?: all)?(?: of)?(?: my| the)?{_WAITING}"
            rf"|what(?: is|'s| are)(?: my| the)?{_WAITING}|what (?:is|are you) waiting(?: for)?"
            rf"|(?:what|which){_WAITING} are (?:there|waiting|left)|are there(?: any)?{_WAITING}",
        ),
        (
            "CANCEL_SCHEDULED",
            rf"(?:cancel|stop|delete|remove|call off)(?: my| the)?"
            rf"(?: task|{_WAITING})(?: #?(?P<task>[0-9a-f-]{{4,36}}))?",
        ),
    )
)  # fmt: skip
_PLEASE: Final = re.compile(r"^(?:please|pls|hey|ok|okay|now|can you|could you|would you)\b[ ,]*")
_THANKS: Final = re.compile(r"[ ,]*\b(?:please|pls|now|thanks|thank you)$")


@dataclass(frozen=True, slots=True)
class RoomRequest:
    """An action about the conversation, and what was said for it."""

    action: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])


def room_request(text: str, character: Character) -> RoomRequest | None:
    """What the whole message asks for; `None` where it is anything else."""
    if len(text) > LONGEST:
        return None
    said = " ".join(text.split()).strip(" .!?").removeprefix("@")
    core = _core(said.lower(), character)
    for action, pattern in _WORDS:
        if found := pattern.fullmatch(core):
            return RoomRequest(action, _as_written(found, core, said))
    return None


def _core(said: str, character: Character) -> str:
    """Without the agent's name, please and thanks around it."""
    names = {character.name.lower(), character.username.lower()}
    before = ""
    while said != before:
        before = said
        for name in names:
            if said.startswith((f"{name} ", f"{name},")):
                said = said[len(name) :].strip(" ,:")
            if said.endswith((f" {name}", f",{name}")):
                said = said[: -len(name)].strip(" ,:")
        said = _THANKS.sub("", _PLEASE.sub("", said)).strip(" ,:.!?")
    return said


def _as_written(found: re.Match[str], core: str, said: str) -> Mapping[str, str]:
    """The named parts in the writer's own capitals."""
    start = said.lower().find(core)
    return {
        role: said[start + found.start(role) : start + found.end(role)]
        for role, value in found.groupdict().items()
        if value
    }
