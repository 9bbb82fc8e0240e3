"""A character from an https address."""

from __future__ import annotations

import json
from typing import Final, cast

from fiscus.core.errors import ConfigError, FetchRefused
from fiscus.core.guarded import Guard

GUARD: Final = Guard()


async def fetch_character(url: str, *, guard: Guard = GUARD) -> object:
    """The JSON at this address. Raises `ConfigError`, which does not show the address."""
    try:
        body = await guard.fetch(url)
    except FetchRefused as refusal:
        raise ConfigError(
            f"the character could not be fetched: {refusal.message}",
            hint="Save it as a .json file.",
        ) from refusal
    try:
        return cast("object", json.loads(body))
    except ValueError as error:
        raise ConfigError("the fetched character is not JSON") from error
