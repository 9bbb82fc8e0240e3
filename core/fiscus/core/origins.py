"""Whose word a value is. The desk trusts a value by its origin, never by its text."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """Where a value of an intent comes from.

    `USER` only where the reader gives the value that role of that action, in a clause of the
    authenticated person's own turn that is neither negated, quoted nor forwarded.
    """

    USER = "user"
    BOOK = "book"
    DEFAULT = "default"
    RESOLVED = "resolved"
    STRATEGY = "strategy"
    MODEL = "model"
    MEMORY = "memory"
    TOOL = "tool"

    @property
    def needs_approval(self) -> bool:
        """Nobody with authority said it."""
        return self in {Origin.MODEL, Origin.MEMORY, Origin.TOOL}
