"""The libraries of an image: each by its version, and by the hashes of its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fiscus.core.errors import RequestError

HOW: Final = (
    "`uv pip compile pyproject.toml --generate-hashes -o requirements.lock` makes one"
    " (or pip-compile, with the same options)."
)
_JOINED: Final = re.compile(r"\\[ \t]*\n")
_ENTRY: Final = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(\[[\w.,-]*\])?==(?P<version>[\w.!+-]+)\s*(;[^-]*)?"
    r"(?P<hashes>(\s*--hash=sha256:[0-9a-f]{64})+)\s*(#.*)?"
)
_HASH: Final = re.compile(r"sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """A library. One of the hashes is that of the file that is installed."""

    name: str
    version: str
    sha256: tuple[str, ...]


def read_lock(path: Path) -> Sequence[Locked]:
    """Sorted by name. Raises `RequestError` where anything in it is not held by a hash."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(
            f"There is no lock file {str(path)!r} that can be read", hint=HOW
        ) from error
    found = [_locked(line, path) for line in _lines(text)]
    if not found:
        raise RequestError(f"The lock file {str(path)!r} is empty", hint=HOW)
    return sorted(found, key=lambda locked: (locked.name, locked.version))


def _lines(text: str) -> list[str]:
    joined = _JOINED.sub(" ", text)
    return [line.strip() for line in joined.splitlines() if line.strip() and line.strip()[0] != "#"]


def _locked(line: str, path: Path) -> Locked:
    entry = _ENTRY.fullmatch(line)
    if entry is None:
        raise RequestError(
            f"{line.split()[0][:60]!r} in {str(path)!r} is not held by a version and a hash",
            hint=HOW,
        )
    name = re.sub(r"[-_.]+", "-", entry["name"]).lower()
    return Locked(name, entry["version"], tuple(sorted(_HASH.findall(entry["hashes"]))))
