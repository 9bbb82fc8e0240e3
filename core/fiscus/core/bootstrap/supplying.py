"""Reading a message for those who will act on it: what they know need not be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fiscus.core.bootstrap.answering import Reads
    from fiscus.core.reader.reading import Reading
    from fiscus.core.runtime import AgentRuntime


def read_for(runtime: AgentRuntime, reader: Reads, heard: Sequence[str]) -> Reading:
    """`heard` is the message, then the turns before it. It is read again where all that is missing
    is what the actions know themselves."""
    reading = reader.read(heard[0], heard[1:])
    if reading.action != "clarify":
        return reading
    wanted = reading.params.get("intended_action")
    able = [action for action in runtime.actions.values() if wanted in action.handles]
    supplied = frozenset[str]().union(*(action.supplies(runtime) for action in able))
    if supplied.isdisjoint(reading.missing):
        return reading
    return reader.read(heard[0], heard[1:], supplied=supplied)
