"""What containers of a CVM logged. It is at addresses that Phala Cloud names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fiscus.core.errors import FetchRefused, RequestError, RpcUnavailable
from fiscus.core.guarded import JSON_TYPES, Guard
from fiscus.tee.phala.models import Composition

GUARD: Final = Guard(seconds=20.0, most_bytes=4_000_000, types=JSON_TYPES | {""})
"""The addresses are data: only the internet's, over https, and without the key."""


def open_logs(
    composition: Composition, cvm: str, container: str | None
) -> Sequence[tuple[str, str]]:
    """Names of containers, with the addresses of their logs.

    Raises `RequestError` where there is none, or none that may be read.
    """
    named = {
        (held.names[0].lstrip("/") if held.names else held.id[:12]): held.log_endpoint
        for held in composition.containers or ()
    }
    if container is not None and container not in named:
        raise RequestError(
            f"{cvm!r} runs no container {container[:60]!r}",
            hint=f"It runs {', '.join(sorted(named))}." if named else "It runs none yet.",
        )
    wanted = {name: at for name, at in named.items() if container in (None, name)}
    found = [(name, endpoint) for name, endpoint in wanted.items() if endpoint]
    if not found:
        raise RequestError(
            f"The logs of {cvm!r} are closed, or nothing runs there",
            hint="`deploy --public-logs` opens them to everybody who knows their address.",
        )
    return found


async def log_of(endpoint: str, tail: int) -> str:
    """The last lines. They are foreign text. Raises `RpcUnavailable`."""
    mark = "&" if "?" in endpoint else "?"
    try:
        body = await GUARD.fetch(f"{endpoint}{mark}text&bare&tail={tail}&lines={tail}")
    except FetchRefused as refused:
        raise RpcUnavailable(
            f"The log was not fetched: {refused.message}", hint="Is the CVM running?"
        ) from refused
    return body.decode("utf-8", "replace")
