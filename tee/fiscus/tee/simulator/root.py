"""The secret that everything in a simulator follows from, kept in its folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret

FILE: Final = "root.key"
BYTES: Final = 32


def root_secret(folder: Path) -> Secret:
    """That of `folder`, 32 bytes in hex, made where there is none. Raises `ConfigError`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    made = secrets.token_hex(BYTES)
    with os.fdopen(descriptor, "w") as file:
        file.write(made + "\n")
        file.flush()
        os.fsync(descriptor)
    return Secret(made)


def _read(path: Path) -> Secret:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        content = file.read(2 * BYTES + 2).strip()
    if mode & 0o077:
        raise ConfigError(
            f"The simulator's secret {str(path)!r} can be read by others",
            hint=f"Run: chmod 600 {path}",
        )
    try:
        whole = len(bytes.fromhex(content.decode("ascii", "replace"))) == BYTES
    except ValueError:
        whole = False
    if not whole:
        raise ConfigError(
            f"{str(path)!r} holds no secret of a simulator",
            hint="Remove it to begin anew, with other wallets.",
        )
    return Secret(content.decode())
