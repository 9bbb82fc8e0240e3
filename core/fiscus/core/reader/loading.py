"""The reader with every lexicon that is installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points

from fiscus.core.reader.lexicon import Lexicon
from fiscus.core.reader.reader import Reader

GROUP = "fiscus.lexicons"


def load_lexicons() -> tuple[Lexicon, ...]:
    """All lexicons of the entry-point group, by name, so that the order never varies."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    loaded: list[Lexicon] = []
    for point in found:
        lexicon: object = point.load()
        if not isinstance(lexicon, Lexicon):
            raise TypeError(f"entry point {point.name!r} of {GROUP!r} is no Lexicon")
        loaded.append(lexicon)
    return tuple(loaded)


def load_reader(lexicons: Sequence[Lexicon] | None = None) -> Reader:
    """A reader that knows the chains and tokens of every installed family."""
    return Reader(lexicons if lexicons is not None else load_lexicons())
