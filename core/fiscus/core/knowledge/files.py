"""The texts of a character's knowledge, read from its own folder and from nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from fiscus.core.character import Character, Knowledge

SUFFIXES: Final = frozenset({".md", ".markdown", ".txt", ".text", ".rst", ".adoc", ".csv", ".tsv"})
"""What people write to be read. Formats of settings are left out: they may hold secrets."""
LARGEST: Final = 1_000_000
"""Bytes of one file."""
MOST_FILES: Final = 500
"""Texts of one character, and `MOST_TEXT` characters in all of them."""
MOST_TEXT: Final = 10_000_000
MOST_ENTRIES: Final = 10_000
"""That are looked at in one folder and those inside it."""
INLINE: Final = "character"
"""The source of what the character says itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text, and where it is from: a path from the character's folder, or `character`."""

    name: str
    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that is not read, and why. It shows nothing of a content."""

    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What was read, and what was not."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]


def collect(character: Character) -> Collected:
    """Everything that the character knows. It reads files: call it off the event loop."""
    root = character.folder.resolve()
    sources: list[Source] = []
    problems: list[Problem] = []
    size = 0
    for found in (each for item in character.knowledge for each in _item(root, item)):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        size += len(found.text)
        if len(sources) == MOST_FILES or size > MOST_TEXT:
            read = f"only the first {len(sources)} texts are read"
            problems.append(Problem(read, "Name fewer files, or shorter ones."))
            break
        sources.append(found)
    return Collected(tuple(sources), tuple(problems))


def _item(root: Path, item: Knowledge) -> Iterator[Source | Problem]:
    if item.text:
        yield Source(INLINE, item.text, item.shared)
    if not item.path:
        return
    path = root / item.path
    if problem := _misplaced(root, path, named=item.path):
        yield problem
    elif path.is_dir():
        yield from _folder(root, path, item)
    else:
        yield _file(path, named=item.path, shared=item.shared)


def _misplaced(root: Path, path: Path, *, named: str) -> Problem | None:
    """Why this place is not looked at, whatever is there."""
    plain = Path(os.path.normpath(path))
    if not (plain.is_relative_to(root) and path.resolve().is_relative_to(root)):
        hint = "Copy what the agent has to know beside the character's file."
        return Problem(f"{named} is outside of the character's folder", hint)
    if any(part.startswith(".") for part in plain.relative_to(root).parts):
        return Problem(f"{named} is hidden", "Hidden files and folders are not read: rename it.")
    if not path.exists():
        return Problem(f"{named} does not exist", f"Paths begin at {root}.")
    return None


def _folder(root: Path, folder: Path, item: Knowledge) -> Iterator[Source | Problem]:
    """The text files in it and below, by name; other kinds of files are passed over."""
    own, some = folder.resolve(), False
    paths = list(islice(_below(own), MOST_ENTRIES + 1))
    for path in paths[:MOST_ENTRIES]:
        if path.suffix.lower() not in SUFFIXES:
            continue
        some, named = True, path.relative_to(root).as_posix()
        if path.resolve().is_relative_to(own):
            yield _file(path, named=named, shared=item.shared)
        else:
            yield Problem(f"{named} leads out of its folder", "Copy the file, do not link it.")
    if len(paths) > MOST_ENTRIES:
        hint = "Give what the agent has to know a folder of its own."
        yield Problem(f"{item.path} has more than {MOST_ENTRIES} files", hint)
    elif not some:
        yield Problem(f"{item.path} has no text files", f"They end in {_suffixes()}.")


def _below(folder: Path) -> Iterator[Path]:
    """Every file that is not hidden. Linked folders are not entered."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def _file(path: Path, *, named: str, shared: bool) -> Source | Problem:
    if {path.suffix.lower(), path.resolve().suffix.lower()} - SUFFIXES or not path.is_file():
        return Problem(f"{named} is no text file", f"Those that are read end in {_suffixes()}.")
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        return Problem(f"{named} cannot be read: {type(error).__name__}", "Check its rights.")
    if len(content) > LARGEST:
        return Problem(f"{named} is larger than {LARGEST // 1_000_000} MB", "Split it.")
    try:
        return Source(named, content.decode("utf-8-sig"), shared)
    except UnicodeDecodeError:
        return Problem(f"{named} is not UTF-8", "Save it as UTF-8.")


def _suffixes() -> str:
    return ", ".join(sorted(SUFFIXES))
