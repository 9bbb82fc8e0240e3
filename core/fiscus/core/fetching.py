"""A character from an https address that the operator names."""

from __future__ import annotations

import json
from typing import cast

import httpx

from fiscus.core.errors import ConfigError

DEADLINE = 10.0
"""Seconds."""
LARGEST = 1_000_000
"""Bytes."""
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


async def fetch_character(url: str) -> object:
    """The JSON at this address. No redirect is followed.

    Raises `ConfigError`, which does not show the address.
    """
    if httpx.URL(url).scheme != "https" and httpx.URL(url).host not in LOCAL:
        raise ConfigError(
            "a character is fetched over https only", hint="Or save it as a .json file."
        )
    try:
        return cast("object", json.loads(await _body(url)))
    except httpx.HTTPError as error:
        raise ConfigError(
            f"the character could not be fetched: {type(error).__name__}",
            hint="Save it as a .json file.",
        ) from error
    except ValueError as error:
        raise ConfigError("the fetched character is not JSON") from error


async def _body(url: str) -> bytes:
    body = b""
    async with (
        httpx.AsyncClient(timeout=DEADLINE) as client,
        client.stream("GET", url) as response,
    ):
        if response.status_code != 200:
            raise ConfigError(f"the character could not be fetched: HTTP {response.status_code}")
        async for part in response.aiter_bytes():
            body += part
            if len(body) > LARGEST:
                raise ConfigError("the fetched character is larger than 1 MB")
    return body
