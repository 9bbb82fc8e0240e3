"""`GET /attestation?nonce=…`: an agent's evidence for whoever asks, and nothing else."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import AF_INET, AF_INET6, create_server
from typing import Final, TypeAlias

from fiscus.core.attestation import Place
from fiscus.core.errors import ConfigError, FiscusError, RequestError
from fiscus.core.isolation import settle, where
from fiscus.core.serving import Bounds, Request, Response, serve_on

log = logging.getLogger(__name__)

PATH: Final = "/attestation"
BURST: Final = 10
SECONDS_FOR_ONE: Final = 1.0
"""Ten questions at once, and one more a second: the machine signs each answer."""
BOUNDS: Final = Bounds(body=0, seconds=10.0, connections=64, grace=2.0)

Evidence: TypeAlias = Mapping[str, object]
Attest: TypeAlias = Callable[[str], Awaitable[Evidence]]
"""The evidence for a nonce. Raises `RequestError` for one that is none."""


@dataclass(slots=True)
class Pace:
    """How many questions are answered: it says no instead of letting them wait."""

    now: Callable[[], float] = time.monotonic
    _left: float = BURST
    _at: float = field(default=0.0)

    def allows(self) -> bool:
        passed = self.now() - self._at
        self._at += passed
        self._left = min(BURST, self._left + passed / SECONDS_FOR_ONE)
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass(frozen=True, slots=True)
class Listener:
    """Answers requests by `attest`; what it says to strangers names no file and no address."""

    attest: Attest
    pace: Pace = field(default_factory=Pace)

    async def answer(self, request: Request) -> Response:
        if request.path != PATH:
            return _refusal(404, "NOT_FOUND", f"There is only {PATH} here")
        if request.method != "GET":
            return _refusal(405, "METHOD_NOT_ALLOWED", f"{PATH} is asked with GET")
        if "nonce" not in request.query:
            return _refusal(400, RequestError.code, f"Ask with a nonce: {PATH}?nonce=…")
        if not self.pace.allows():
            return _refusal(429, "RATE_LIMITED", "Too many questions; ask again in some seconds")
        (evidence,) = await settle(self.attest(request.query["nonce"]))
        if isinstance(evidence, Exception):
            return _failed(evidence)
        return Response(200, json.dumps(evidence).encode())


def _failed(error: Exception) -> Response:
    if isinstance(error, RequestError):
        return _refusal(400, error.code, error.message)
    said = error.message if isinstance(error, FiscusError) else where(error)
    log.error("no evidence could be made: %s", said)
    if isinstance(error, FiscusError):
        return _refusal(503, error.code, "There is no evidence now; the operator's log says why")
    return _refusal(500, "INTERNAL", "It is a fault of the program, not of your question")


def _refusal(status: int, code: str, message: str) -> Response:
    return Response(status, json.dumps({"error": {"code": code, "message": message}}).encode())


@asynccontextmanager
async def listening(attest: Attest, at: Place) -> AsyncGenerator[str]:
    """The address where evidence is to be had, for as long as the block runs. Raises `ConfigError`
    where nobody can listen there."""
    family = AF_INET6 if ":" in at.host else AF_INET
    try:
        socket = create_server((at.host, at.port), family=family)
    except OSError as error:
        raise ConfigError(
            f"Port {at.port} of {at.host} cannot be used: {error.strerror}"
        ) from error
    host = f"[{at.host}]" if family == AF_INET6 else at.host
    async with serve_on(socket, Listener(attest).answer, BOUNDS):
        yield f"http://{host}:{socket.getsockname()[1]}{PATH}"
