"""Characters from JSON, TOML and Python files: read, checked, completed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fiscus.core.character import Character
from fiscus.core.discovery import is_path
from fiscus.core.errors import ConfigError
from fiscus.core.ids import string_to_uuid
from fiscus.core.scripts import module_at
from fiscus.core.settings import AGENT_BIO, AGENT_ID, AGENT_NAME, CHARACTER, Settings

if TYPE_CHECKING:
    from fiscus.core.guarded import Guard

DEFAULT_NAME = "DefaultAgent"
DEFAULT_BIO = "A helpful assistant"
TREASURER = Character(
    name="Fiscus", bio=("Keeps a treasury: pays what its owner asks for, and nothing else.",)
)
"""Who an agent is that nobody described."""


@dataclass(frozen=True, slots=True)
class Validation:
    """Whether a character is valid, and what is wrong where it is not."""

    valid: bool
    errors: tuple[str, ...] = ()


def validate_character(raw: object) -> Validation:
    """Judge a character as a file holds it. No error shows a value, which may be a secret."""
    errors = _missing(raw) or _malformed(raw)
    return Validation(not errors, errors)


def read_character(raw: object) -> Character:
    """The character of a file's content, or a `Character` as it is.

    Raises `ConfigError`: `Character name is required`, `Character bio is required`, or
    `Character validation failed: …`.
    """
    if isinstance(raw, Character):
        return raw
    if missing := _missing(raw):
        raise ConfigError(missing[0], hint='The least is {"name": "…", "bio": "…"}.')
    if errors := _malformed(raw):
        raise ConfigError(f"Character validation failed: {', '.join(errors)}")
    from fiscus.core.character_schema import CharacterFile

    return CharacterFile.model_validate(raw).character()


def default_character(settings: Settings) -> Character:
    """The character of `AGENT_NAME` and `AGENT_BIO`, or the plainest one."""
    return Character(
        name=settings.get(AGENT_NAME) or DEFAULT_NAME,
        bio=(settings.get(AGENT_BIO) or DEFAULT_BIO,),
    )


async def configured_character(settings: Settings) -> Character:
    """The one that FISCUS_CHARACTER names, that of AGENT_NAME, or a plain treasurer."""
    if source := settings.get(CHARACTER):
        character = await find_character(source)
    elif settings.get(AGENT_NAME) or settings.get(AGENT_BIO):
        character = default_character(settings)
    else:
        character = TREASURER
    named = settings.get(AGENT_ID)
    return replace(character, id=string_to_uuid(named)) if named else character


async def find_character(source: str, *, guard: Guard | None = None) -> Character:
    """Read a file, or fetch JSON from an https address, which brings no code of its own and
    names no files of this machine.

    `guard` says what may be fetched; by default what is public. Raises `ConfigError`.
    """
    if not source.startswith(("http://", "https://")):
        return load_character(source)
    from fiscus.core.fetching import GUARD, fetch_character

    character = read_character(await fetch_character(source, guard=guard or GUARD))
    if any(map(is_path, character.plugins)):
        raise ConfigError(
            "the fetched character names a plugin by its path",
            hint="Save it as a .json file, and look at the plugin first.",
        )
    if any(item.path for item in character.knowledge):
        raise ConfigError(
            "the fetched character names files of knowledge",
            hint="Save it as a .json file, with the files in the same folder.",
        )
    return character


def load_character(source: str) -> Character:
    """Read a `.json`, `.toml` or `.py` file; a Python file names its character `character`.

    A Python file is run: load only what you would run. Raises `ConfigError`.
    """
    path = Path(source)
    readers = {".json": _from_json, ".toml": _from_toml, ".py": _from_python}
    reader = readers.get(path.suffix)
    if reader is None:
        raise ConfigError(
            f"Unknown character source: {source}", hint="It can be a .json, .toml or .py file."
        )
    if not path.is_file():
        raise ConfigError(f"character file {source!r} does not exist")
    return replace(read_character(reader(path)), folder=path.absolute().parent)


def _from_json(path: Path) -> object:
    try:
        return cast("object", json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ConfigError(f"character file {path.name!r} is not JSON") from error


def _from_toml(path: Path) -> object:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigError(f"character file {path.name!r} is not TOML") from error


def _from_python(path: Path) -> object:
    found = module_at(path, name=f"fiscus_character_{path.stem}").get("character")
    if found is None:
        raise ConfigError(
            f"character file {path.name!r} names no character",
            hint="Write `character = Character(…)`, or a dictionary.",
        )
    return found


def _missing(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, Mapping):
        return ("Character name is required", "Character bio is required")
    fields = cast("Mapping[str, object]", raw)
    return tuple(
        f"Character {name} is required" for name in ("name", "bio") if not _filled(fields.get(name))
    )


def _filled(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, (list, tuple)):
        return any(map(_filled, cast("list[object]", value)))
    return value is not None


def _malformed(raw: object) -> tuple[str, ...]:
    from pydantic import ValidationError

    from fiscus.core.character_schema import CharacterFile

    try:
        CharacterFile.model_validate(raw)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        return tuple(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in problems)
    return ()
