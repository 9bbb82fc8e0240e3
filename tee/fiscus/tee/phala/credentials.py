"""The key of Phala Cloud: out of the settings, or kept in the data folder since the login."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret
from fiscus.core.settings import OTHER_PHALA_KEY, PHALA_KEY, Settings
from fiscus.tee.phala.errors import NoKey

KEPT: Final = Path("phala", "key")
LONGEST: Final = 512


@dataclass(frozen=True, slots=True)
class Credential:
    """A key, and where it is from, for people."""

    key: Secret
    source: str


def credential(settings: Settings) -> Credential:
    """The environment's key, else the kept one. Raises `NoKey`, `ConfigError`."""
    for setting in (PHALA_KEY, OTHER_PHALA_KEY):
        if found := settings.secret(setting):
            return Credential(checked(found.reveal(), setting.name), setting.name)
    path = place(settings)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NoKey(
            "There is no key for Phala Cloud",
            hint=f"`fiscus tee phala auth login`, or set {PHALA_KEY.name}.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The key in {str(path)!r} cannot be read: {type(error).__name__}",
            hint="`fiscus tee phala auth login` writes it anew.",
        ) from error
    if path.stat().st_mode & 0o077:
        raise ConfigError(
            f"Others on this machine can read the key in {str(path)!r}",
            hint=f"`chmod 600 {path}`, and make a new key if others may have seen it.",
        )
    return Credential(checked(text, str(path)), str(path))


def checked(text: str, source: str) -> Secret:
    """Raises `ConfigError` for what can be no key; it does not show it."""
    key = text.strip()
    if not key or len(key) > LONGEST or not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError(
            f"What {source} holds is no key of Phala Cloud",
            hint="Copy it again from the dashboard, API Tokens.",
        )
    return Secret(key)


def place(settings: Settings) -> Path:
    return settings.home / KEPT


def keep(settings: Settings, key: Secret) -> Path:
    """Write the key where only this user reads it, in one step."""
    path = place(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(key.reveal())
    os.replace(beside, path)
    return path


def forget(settings: Settings) -> bool:
    """Whether there was a key."""
    path = place(settings)
    there = path.exists()
    path.unlink(missing_ok=True)
    return there
