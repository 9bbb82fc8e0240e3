"""The form of a character file, with the documented keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr
from pydantic.alias_generators import to_camel

from fiscus.core.character import Character, ExampleLine, Knowledge, Style, Template
from fiscus.core.ids import UUID, string_to_uuid
from fiscus.core.jsontext import Json
from fiscus.core.secrets import Secret


class _Form(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class LineContent(_Form):
    text: str = ""
    actions: tuple[str, ...] = ()


class Line(_Form):
    name: str = Field(alias="name", validation_alias="name")
    content: LineContent


class StyleForm(_Form):
    all: tuple[str, ...] = ()
    chat: tuple[str, ...] = ()
    post: tuple[str, ...] = ()


class KnowledgeForm(_Form):
    path: str | None = None
    directory: str | None = None
    shared: bool = False


class CharacterFile(_Form):
    """A character as files hold it. Keys that are not known here are left alone."""

    name: str
    bio: str | tuple[str, ...]
    id: str | None = None
    username: str | None = None
    system: str | None = None
    templates: dict[str, str | Callable[[Mapping[str, object]], str]] = {}
    adjectives: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    knowledge: tuple[str | KnowledgeForm, ...] = ()
    message_examples: tuple[tuple[Line, ...], ...] = ()
    post_examples: tuple[str, ...] = ()
    style: StyleForm = StyleForm()
    plugins: tuple[str, ...] = ()
    settings: dict[str, JsonValue] = Field(default={}, repr=False)
    secrets: dict[str, SecretStr] = {}

    def character(self) -> Character:
        return Character(
            name=self.name,
            bio=(self.bio,) if isinstance(self.bio, str) else self.bio,
            id=string_to_uuid(self.id) if self.id else UUID(""),
            username=self.username or "",
            system=self.system,
            templates=cast("Mapping[str, Template]", self.templates),
            adjectives=self.adjectives,
            topics=self.topics,
            knowledge=tuple(map(_knowledge, self.knowledge)),
            message_examples=tuple(tuple(map(_line, talk)) for talk in self.message_examples),
            post_examples=self.post_examples,
            style=Style(self.style.all, self.style.chat, self.style.post),
            plugins=self.plugins,
            settings=_settings(self.settings),
            secrets=_secrets(self),
        )


def _line(line: Line) -> ExampleLine:
    return ExampleLine(line.name, line.content.text, line.content.actions)


def _knowledge(item: str | KnowledgeForm) -> Knowledge:
    if isinstance(item, str):
        return Knowledge(text=item)
    return Knowledge(path=item.path or item.directory, shared=item.shared)


def _settings(settings: Mapping[str, JsonValue]) -> Mapping[str, Json]:
    return {key: cast("Json", value) for key, value in settings.items() if key != "secrets"}


def _secrets(form: CharacterFile) -> Mapping[str, Secret]:
    """Those of `secrets` win over those of `settings.secrets`."""
    nested = form.settings.get("secrets")
    found = (
        {key: Secret(str(value)) for key, value in nested.items()}
        if isinstance(nested, dict)
        else {}
    )
    return {**found, **{key: Secret(item.get_secret_value()) for key, item in form.secrets.items()}}
