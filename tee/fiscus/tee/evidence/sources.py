"""Where evidence comes from: a file, or the agent itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fiscus.core.errors import RequestError, RpcUnavailable
from fiscus.tee.evidence.document import LARGEST

if TYPE_CHECKING:
    import httpx

SECONDS: Final = 20.0


def is_address(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def read_file(path: Path) -> bytes:
    """Raises `RequestError`."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from error


async def asked(address: str, nonce: str) -> bytes:
    """An agent's evidence for this very nonce. Raises `RequestError`, `RpcUnavailable`."""
    import httpx

    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(trust_env=True, follow_redirects=False, timeout=SECONDS) as http,
            http.stream("GET", address, params={"nonce": nonce}) as response,
        ):
            return await _body(response)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise RpcUnavailable(
            f"The agent does not answer: {type(error).__name__}",
            hint="Check the address; an agent serves its evidence at /attestation.",
        ) from error


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != 200:
        raise RequestError(f"The agent answers with HTTP {response.status_code} and no evidence")
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LARGEST:
            break
    return bytes(body)
