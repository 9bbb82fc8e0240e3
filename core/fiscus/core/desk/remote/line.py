"""The connection to a desk that is a process of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fiscus.core.desk.remote.faults import fault_in
from fiscus.core.desk.remote.methods import A, Method, R
from fiscus.core.errors import AnswerLost, DeskUnavailable

if TYPE_CHECKING:
    import httpx

ANSWER_SECONDS: Final = 600.0
"""A payment is waited for until it is in a block, behind others of its wallet."""
CONNECT_SECONDS: Final = 5.0
KEPT_SECONDS: Final = 10.0
"""A connection that is not used; the desk closes it later."""
MOST_CONNECTIONS: Final = 16
PATIENCE: Final = 20.0
"""A desk that starts, or starts again, has this long to come."""
PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Line:
    """Asks, and brings the answer or the refusal. `patience` are seconds."""

    http: httpx.AsyncClient
    path: Path
    patience: float = PATIENCE

    async def ask(self, method: Method[A, R], asked: A) -> R:
        """Raises what the desk refuses with, `DeskUnavailable` where nothing was asked, and
        `AnswerLost` where it may have been."""
        body = asked.model_dump_json().encode()
        response = await self._sent(method.path, body)
        if response.status_code != 200:
            raise fault_in(response.content)
        return method.understand(response.content)

    async def ask_again(self, method: Method[A, R], asked: A) -> R:
        """The same of what acts once: a lost answer is asked for again."""
        until = time.monotonic() + self.patience
        while True:
            try:
                return await self.ask(method, asked)
            except AnswerLost:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(PAUSE)

    async def _sent(self, path: str, body: bytes) -> httpx.Response:
        import httpx

        until = time.monotonic() + self.patience
        while True:
            try:
                return await self.http.post(path, content=body)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as exc:
                if time.monotonic() > until:
                    raise DeskUnavailable(
                        f"No desk answers at {str(self.path)!r}",
                        hint="Start `fiscus desk` there; FISCUS_DESK names its socket.",
                    ) from exc
            except httpx.TransportError as exc:
                raise AnswerLost(
                    "The desk broke off before it answered",
                    hint="A payment may be under way: see `fiscus wallet history` before you ask"
                    " again.",
                ) from exc
            await asyncio.sleep(PAUSE)


@asynccontextmanager
async def open_line(path: Path, *, patience: float = PATIENCE) -> AsyncGenerator[Line]:
    """Connect with the first question, and stay connected."""
    import httpx

    limits = httpx.Limits(max_connections=MOST_CONNECTIONS, keepalive_expiry=KEPT_SECONDS)
    async with httpx.AsyncClient(
        # There is no TLS within a machine: what would verify it need not be loaded.
        transport=httpx.AsyncHTTPTransport(uds=str(path), limits=limits, verify=False),
        base_url="http://desk",
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        trust_env=False,
    ) as http:
        yield Line(http, path, patience)
