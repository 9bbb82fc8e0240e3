"""Choices that people are asked to make: each is a task that waits for an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from fiscus.core.bootstrap.scene import scene_of

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store.records import Task

CHOSEN: Final = "option"
"""The key of a task's metadata under which its worker finds what was chosen."""
OPTIONS: Final = "options"
"""The key of a task's metadata: a list of `{"name", "description"}`, or of names."""
CANCEL: Final = "ABORT"
"""An option that every choice has."""
LONGEST: Final = 80
"""Characters of a message that could be a choice."""


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A task that waits, and what can be chosen."""

    task: Task
    options: tuple[Option, ...]

    @property
    def text(self) -> str:
        """The question and its numbered options."""
        lines = [
            f"{number}. {option.name}" + (f": {option.description}" if option.description else "")
            for number, option in enumerate(self.options, start=1)
        ]
        return "\n".join((self.task.description or self.task.name, *lines))

    def option(self, said: str) -> Option | None:
        """What is meant by a number or a name."""
        plain = _plain(said)
        if plain.isdecimal() and 1 <= int(plain) <= len(self.options):
            return self.options[int(plain) - 1]
        found = (option for option in self.options if _plain(option.name) == plain)
        return next(found, Option(CANCEL) if plain == CANCEL.lower() else None)


async def pending_choices(runtime: AgentRuntime, message: Memory) -> tuple[Choice, ...]:
    """The choices that wait in a message's room, the oldest first."""
    tasks = (await scene_of(runtime, message)).waiting
    return tuple(Choice(task, options_of(task)) for task in tasks if options_of(task))


def options_of(task: Task) -> tuple[Option, ...]:
    """A task's options, whichever way they are written."""
    listed = task.metadata.get(OPTIONS)
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return ()
    return tuple(_option(entry) for entry in cast("Sequence[object]", listed))


def chosen(choices: Sequence[Choice], said: str) -> tuple[Choice, Option] | None:
    """The one choice that a message decides; `None` where it decides none, or could several."""
    if len(said) > LONGEST:
        return None
    found = [(choice, option) for choice in choices if (option := choice.option(said))]
    return found[0] if len(found) == 1 else None


def _option(entry: object) -> Option:
    if isinstance(entry, Mapping):
        fields = cast("Mapping[str, object]", entry)
        return Option(str(fields.get("name", "")), str(fields.get("description") or ""))
    return Option(str(entry))


def _plain(text: str) -> str:
    said = re.sub(r"[\s_.!]+", " ", text).strip().lower()
    return re.sub(r"^(?:option|choice|number|choose|select|pick|i choose|#) ?", "", said)
