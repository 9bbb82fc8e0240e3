"""JSON over HTTP with Phala Cloud: questions are asked twice where that helps, orders only once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar
from urllib.parse import urlsplit

from fiscus.chains.api import BadServiceAnswer, ServiceBusy, ServiceUnavailable, parsed, written
from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret
from fiscus.core.settings import PHALA_PREFIX
from fiscus.tee.phala.errors import NAME, Unknown, refusal

if TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel

    M = TypeVar("M", bound=BaseModel)

log = logging.getLogger(__name__)

VERSION: Final = "2026-01-21"
"""Of the API, in the header X-Phala-Version."""
QUESTION_SECONDS: Final = 20.0
ORDER_SECONDS: Final = 60.0
"""Making a CVM takes its time, and giving up on it leaves open whether it is there."""
BACKOFF: Final = 0.5
LARGEST: Final = 8 * 1024 * 1024
LONGEST_PAUSE: Final = 600.0
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Order:
    """A request that changes something."""

    method: str
    path: str
    body: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    retry_after: float
    body: bytes


@dataclass(slots=True)
class Wire:
    """`base_url` ends in the version of the paths, like `…/api/v1`."""

    http: httpx.AsyncClient = field(repr=False)
    key: Secret
    base_url: str = PHALA_PREFIX.default

    def __post_init__(self) -> None:
        place = urlsplit(self.base_url)
        if place.scheme != "https" and place.hostname not in LOOPBACK:
            raise ConfigError(
                f"{PHALA_PREFIX.name} is no https address",
                hint=f"The key would be readable on the way. Leave it out for {NAME}'s own.",
            )

    async def ask(self, path: str, query: Mapping[str, str | int] | None = None) -> object:
        """The answer to a question. Raises the errors of `phala.errors`."""
        try:
            async with asyncio.timeout(QUESTION_SECONDS):
                return self._answer(await self._twice(path, query or {}))
        except TimeoutError:
            raise _unavailable("gave no answer in time") from None

    async def order(self, order: Order) -> object:
        """The answer to an order; `None` where it is empty. It is sent exactly once.

        Raises `Unknown` where nobody knows whether it was carried out.
        """
        try:
            async with asyncio.timeout(ORDER_SECONDS):
                reply = await self._send(order.method, order.path, {}, order.body)
        except (TimeoutError, ServiceUnavailable) as error:
            if isinstance(error, ServiceUnavailable) and error.context.get("unsent"):
                raise
            _not_known("No answer came")
        if reply.status >= 500:
            _not_known(f"It answered HTTP {reply.status}")
        return self._answer(reply)

    def read(self, model: type[M], value: object) -> M:
        """Raises `BadServiceAnswer`: it names the fields that are wrong, never what they hold."""
        from pydantic import ValidationError

        try:
            return model.model_validate(value)
        except ValidationError as exc:
            problems = exc.errors(include_url=False, include_input=False, include_context=False)
            places = sorted({".".join(map(str, problem["loc"])) for problem in problems})
            raise _malformed(f"wrong or missing: {', '.join(places[:5])}") from None

    async def _twice(self, path: str, query: Mapping[str, str | int]) -> _Reply:
        try:
            reply = await self._send("GET", path, query, None)
        except ServiceUnavailable:
            await asyncio.sleep(BACKOFF)
            return await self._send("GET", path, query, None)
        if reply.status < 500:
            return reply
        await asyncio.sleep(BACKOFF)
        return await self._send("GET", path, query, None)

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int],
        body: Mapping[str, object] | None,
    ) -> _Reply:
        import httpx

        try:
            async with self.http.stream(
                method,
                f"{self.base_url.rstrip('/')}/{path}",
                params=dict(query),
                headers=self._headers(),
                content=None if body is None else written(body),
                follow_redirects=False,
            ) as response:
                log.debug("%s %s: HTTP %d", method, path, response.status_code)
                return await _read(response)
        except httpx.ConnectError as exc:
            raise _unavailable("cannot be reached", unsent=True) from exc
        except httpx.TimeoutException as exc:
            raise TimeoutError from exc
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise _unavailable("broke the connection off") from exc

    def _headers(self) -> dict[str, str]:
        return {
            "X-API-Key": self.key.reveal(),
            "X-Phala-Version": VERSION,
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "fiscus",
        }

    def _answer(self, reply: _Reply) -> object:
        if reply.status == 429:
            raise ServiceBusy(
                f"{NAME} was asked too often",
                hint=f"Ask again in {reply.retry_after or 60:.0f} seconds.",
                retry_after=reply.retry_after or 60.0,
            )
        if reply.status >= 500:
            raise _unavailable(f"answered HTTP {reply.status}")
        if not 200 <= reply.status < 300:
            raise refusal(reply.status, _parsed_or_none(reply.body))
        if not reply.body:
            return None
        try:
            return parsed(reply.body)
        except (ValueError, ArithmeticError):
            raise _malformed("no JSON") from None


async def _read(response: httpx.Response) -> _Reply:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > LARGEST:
            raise _malformed(f"more than {LARGEST} bytes")
    told = response.headers.get("retry-after", "")
    wait = float(told) if told.isascii() and told.isdigit() else 0.0
    return _Reply(response.status_code, min(wait, LONGEST_PAUSE), bytes(content))


def _parsed_or_none(body: bytes) -> object:
    try:
        return parsed(body)
    except (ValueError, ArithmeticError):
        return None


def _malformed(what: str) -> BadServiceAnswer:
    return BadServiceAnswer(
        f"{NAME} gave an answer that cannot be used ({what})",
        hint="Its API may be newer than this program: `fiscus tee phala help` says what else there"
        " is.",
    )


def _unavailable(what: str, *, unsent: bool = False) -> ServiceUnavailable:
    return ServiceUnavailable(
        f"{NAME} {what}",
        hint=f"Try again later; check the network. {PHALA_PREFIX.name} names its address.",
        unsent=unsent,
    )


def _not_known(what: str) -> NoReturn:
    raise Unknown(
        f"{what}, so it is not known whether {NAME} did it",
        hint="The same command again goes on where this one stopped.",
    ) from None
