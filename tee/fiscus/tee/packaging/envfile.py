"""The environment that goes into a CVM: encrypted on the way, and known by a token of its own."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fiscus.core.errors import RequestError
from fiscus.tee.packaging.composefile import TOKEN

SHORTEST_TOKEN: Final = 32
LONGEST_VALUE: Final = 128 * 1024
"""Bytes; dstack takes no more."""
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")


def read_env_file(path: Path) -> Mapping[str, str]:
    """Names and values, as they are written. Raises `RequestError`; it shows no value."""
    from dotenv.parser import parse_stream

    try:
        with path.open(encoding="utf-8") as file:
            found = list(parse_stream(file))
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(
            f"The environment file {str(path)!r} cannot be read: {type(error).__name__}",
            hint="--env-file names it.",
        ) from error
    wrong = [binding.original.line for binding in found if binding.error]
    if wrong:
        raise RequestError(
            f"Line {wrong[0]} of {str(path)!r} is no NAME=value", hint="Nothing was sent."
        )
    values = {row.key: row.value for row in found if row.key and row.value}
    for name, value in values.items():
        _check(name, value)
    return values


def new_token() -> str:
    return secrets.token_urlsafe(SHORTEST_TOKEN)


def append_token(path: Path, token: str) -> None:
    """Add the token to an environment file that has none."""
    text = path.read_text(encoding="utf-8")
    gap = "" if not text or text.endswith("\n") else "\n"
    with open(os.open(path, os.O_WRONLY | os.O_APPEND), "a", encoding="utf-8") as file:
        file.write(f"{gap}{TOKEN}={token}\n")


def _check(name: str, value: str) -> None:
    if not _NAME.fullmatch(name):
        raise RequestError(f"{name[:60]!r} is no name for an environment variable")
    if "\n" in value or "\r" in value or "\0" in value:
        raise RequestError(
            f"The value of {name} has several lines, which dstack does not carry over",
            hint="Write it in base64.",
        )
    if len(value.encode()) > LONGEST_VALUE:
        raise RequestError(f"The value of {name} is longer than {LONGEST_VALUE // 1024} kB")
    if name == TOKEN and len(value) < SHORTEST_TOKEN:
        raise RequestError(
            f"{TOKEN} is shorter than {SHORTEST_TOKEN} characters, and its hash is public",
            hint="Take it out of the file: one is made.",
        )
