"""A text without secrets: no key shows in a log, a reply, a prompt or a memory, however spelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar, cast

from fiscus.core.secrets import Secret
from fiscus.core.settings import SECRETIVE, Settings
from fiscus.core.spellings import literals, parts_of_addresses, patterns

T = TypeVar("T")

HIDDEN: Final = "[secret]"
SHORTEST: Final = 6
"""Characters; a shorter setting is not hidden: it would blank out words."""
MOST_OF_FILE: Final = 4096
"""Bytes of a key file that are looked at."""


class Redactor:
    """Hides secrets that it does not give away."""

    __slots__ = ("_literals", "_patterns")

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        texts = {secret.reveal().strip() for secret in secrets}
        known = [text for text in texts if len(text) >= SHORTEST]
        spelled = {spelling for text in known for spelling in literals(text)}
        usable = (spelling for spelling in spelled if len(spelling) >= SHORTEST)
        # A spelling that holds another one goes first: nothing of it is left over.
        self._literals = sorted(usable, key=len, reverse=True)
        self._patterns = [
            re.compile(pattern, re.IGNORECASE)
            for pattern in sorted({p for text in known for p in patterns(text)}, key=len)[::-1]
        ]

    def hide(self, text: str) -> str:
        """`text` with `[secret]` in place of every spelling of every secret."""
        if len(text) < SHORTEST:
            return text
        for pattern in self._patterns:
            text = pattern.sub(HIDDEN, text)
        for literal in self._literals:
            if literal in text:
                text = text.replace(literal, HIDDEN)
        return text

    def __repr__(self) -> str:
        return "Redactor(…)"

    def __reduce__(self) -> str:
        raise TypeError("what hides secrets is not written anywhere")


@lru_cache(maxsize=32)
def redactor(secrets: tuple[Secret, ...]) -> Redactor:
    """The same for the same secrets: making one takes longer than using it."""
    return Redactor(secrets)


def without(secrets: Collection[Secret], text: str) -> str:
    """`text` with every secret that occurs in it hidden."""
    return redactor(tuple(secrets)).hide(text)


def redactor_of(settings: Settings) -> Redactor:
    """For everything secret that the settings hold or name: keys, key files, passwords, and keys
    in addresses."""
    return Redactor((*settings.secrets(), *map(Secret, _others(settings))))


def hide_within(value: T, hide: Callable[[str], str]) -> T:
    """The same value with every text in it hidden, in tuples, lists, mappings and dataclasses."""
    return cast("T", _hidden(value, hide))


def _others(settings: Settings) -> Iterator[str]:
    for name, value in settings.matching("").items():
        if "://" in value:
            yield from parts_of_addresses(value)
        if name.endswith("_FILE") and SECRETIVE.search(name.removesuffix("_FILE")):
            yield from _content(Path(value).expanduser())


def _content(path: Path) -> Iterator[str]:
    """What a key file holds; one that cannot be read is complained about where it is used."""
    try:
        with path.open("rb") as file:
            yield file.read(MOST_OF_FILE).decode("utf-8", "replace")
    except OSError:
        return


def _hidden(value: object, hide: Callable[[str], str]) -> object:
    if isinstance(value, str):
        # A member of an enumeration is a word of ours.
        return hide(value) if type(value) is str else value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        kept = cast("list[object] | tuple[object, ...]", value)
        return type(kept)(_hidden(part, hide) for part in kept)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        changed = {n: h for n, part in parts.items() if (h := _hidden(part, hide)) != part}
        return replace(value, **changed) if changed else value
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {_hidden(key, hide): _hidden(part, hide) for key, part in pairs}
    return value
