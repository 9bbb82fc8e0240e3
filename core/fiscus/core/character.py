"""Who an agent is: the static configuration that a runtime is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from fiscus.core.ids import UUID, string_to_uuid
from fiscus.core.jsontext import Json
from fiscus.core.secrets import Secret

Template: TypeAlias = str | Callable[[Mapping[str, object]], str]
"""A text with placeholders, or a function from the state's values to a text."""


_DERIVED = UUID("")


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One line of an example conversation; a person is called `{{user}}`."""

    name: str
    text: str
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A fact, or the place of a file or folder of them, inside the character's folder."""

    text: str | None = None
    path: str | None = None
    shared: bool = False
    """Available to every agent of the store, not to this one alone."""


@dataclass(frozen=True, slots=True)
class Style:
    """How to write: everywhere, in chats, in posts."""

    all: tuple[str, ...] = ()
    chat: tuple[str, ...] = ()
    post: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Character:
    """Name and biography are needed; everything else has a default.

    `read_character` makes one from a file's content and checks it.
    """

    name: str
    bio: tuple[str, ...]
    id: UUID = _DERIVED
    """Derived from the name unless it is given, so that it is the same at every start."""
    username: str = ""
    system: str | None = None
    templates: Mapping[str, Template] = field(default_factory=dict[str, Template])
    adjectives: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    message_examples: tuple[tuple[ExampleLine, ...], ...] = ()
    post_examples: tuple[str, ...] = ()
    style: Style = Style()
    plugins: tuple[str, ...] = ()
    settings: Mapping[str, Json] = field(default_factory=dict[str, Json])
    secrets: Mapping[str, Secret] = field(default_factory=dict[str, Secret])
    folder: Path = field(default=Path(), compare=False)
    """Where its files of knowledge are: beside its own file, or in the working folder."""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", string_to_uuid(self.name))
        if not self.username:
            object.__setattr__(self, "username", "_".join(self.name.lower().split()))

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys, without settings and secrets."""
        return {
            "id": self.id,
            "name": self.name,
            "username": self.username,
            "bio": list(self.bio),
            "topics": list(self.topics),
            "adjectives": list(self.adjectives),
            "plugins": list(self.plugins),
        }
