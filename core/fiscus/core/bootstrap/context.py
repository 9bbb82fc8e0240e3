"""What was said before, as far as it may be used to understand a message."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from fiscus.core.ids import UUID
from fiscus.core.memory import Memory

ASSISTANT = "(assistant) "
"""Marks the agent's own lines in a context."""
CONTEXT_MESSAGES = 16
"""The newest messages of the person and the agent that are looked at."""
CONTEXT_MS = 60 * 60 * 1000
"""An earlier turn counts for an hour: nobody means yesterday's recipient by "send it"."""


HEARD_MOST: Final = 10_000
"""Messages whose words are known to have been heard."""


@dataclass(slots=True)
class Heard:
    """What owners really said to this process, by the message's id: a store can be written to."""

    _texts: OrderedDict[UUID, str] = field(default_factory=OrderedDict[UUID, str])

    def note(self, message: Memory) -> None:
        """Keep in mind what a message says, as it is remembered."""
        self._texts[message.id] = message.content.text
        if len(self._texts) > HEARD_MOST:
            self._texts.popitem(last=False)

    def said(self, memory: Memory) -> bool:
        return self._texts.get(memory.id) == memory.content.text


@dataclass(frozen=True, slots=True)
class Context:
    """One person's conversation with the agent, oldest line first."""

    lines: tuple[str, ...] = ()
    """The person's turns as they were written, the agent's with `ASSISTANT` before them."""
    own_turns: tuple[str, ...] = ()
    """The person's turns alone, the newest first. One that this process did not hear itself is
    empty: it helps to understand, and is nobody's word."""
    last: Memory | None = None
    """The newest line, where it is the agent's."""


def conversation(memories: Sequence[Memory], *, person: UUID, agent: UUID, heard: Heard) -> Context:
    """The person's own turns among `memories`, and what the agent answered to them.

    Nobody else's turns are part of it, nor answers to them: in a shared room the words of one
    person never complete the request of another.
    """
    own = {m.id for m in memories if m.entity_id == person}
    lines: list[str] = []
    turns: list[str] = []
    last: Memory | None = None
    for memory in memories:
        text = memory.content.text
        if memory.id in own and not _pretends(text):
            lines.append(text)
            turns.append(text if heard.said(memory) else "")
            last = None
        elif memory.entity_id == agent and memory.content.in_reply_to in own:
            lines.append(f"{ASSISTANT}{text}")
            last = memory
    return Context(tuple(lines), tuple(reversed(turns)), last)


def _pretends(text: str) -> bool:
    """A person's line that would be taken for the agent's."""
    return text.lstrip().lower().startswith(ASSISTANT.strip())
