"""What was meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like it, if any does."""
    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower, n=5, cutoff=0.6)
    # Two letters in the wrong order are the likeliest slip.
    near.sort(key=lambda one: sorted(one) != sorted(name.lower()))
    return by_lower[near[0]] if near else None
