"""One JSON-RPC endpoint over HTTP: one post, its answers or the reason why there are none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from fiscus.chains.jsonrpc import (
    Answer,
    BatchRefused,
    Call,
    Json,
    Malformed,
    decode,
    encode,
    escaped,
    is_busy,
    parse,
)
from fiscus.core.errors import ConfigError, RpcRefused, RpcUnavailable

MAX_ANSWER: Final = 8 * 1024 * 1024
SINGLES_AT_ONCE: Final = 8
SMALL_BATCH: Final = 30
"""A larger batch may be refused for its size, which says nothing about smaller ones."""
SINGLES_PAUSE: Final = 600.0
COOL_DOWN: Final = 10.0
NO_ACCESS_PAUSE: Final = 15.0
MAX_RETRY_AFTER: Final = 120.0
NO_ACCESS: Final = frozenset({401, 402, 403, 407})
TRY_LATER: Final = frozenset({408, 425, 429})
NEVER_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
HEADERS: Final = {"content-type": "application/json", "accept": "application/json"}


class AttemptFailed(RpcUnavailable):
    """One attempt at one endpoint came to nothing.

    `reached` is false only where the node cannot have seen the request; `pause` is how many
    seconds the endpoint must not be asked again.
    """

    def __init__(self, reason: str, *, reached: bool = True, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.reached = reached
        self.pause = pause


class HiddenUrl(httpx.URL):
    """A URL that shows neither user, path nor query: that is where providers put keys."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}/…"

    def __repr__(self) -> str:
        return f"HiddenUrl({str(self)!r})"


@dataclass(slots=True)
class Traffic:
    """What was sent: JSON-RPC calls, and the HTTP posts that carried them."""

    requests: int = 0
    round_trips: int = 0


@dataclass(slots=True)
class Endpoint:
    """One node. Remembers whether it takes batches, what it proved and how it behaved."""

    label: str
    """`"RPC 1 of 3"`: what it is called wherever people can read it."""
    url: HiddenUrl = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)
    traffic: Traffic = field(repr=False)
    singles_until: float = 0.0
    """It took no batch lately; until then it gets single calls at once."""
    proven: bool = False
    cool_until: float = 0.0
    paused_until: float = 0.0
    mismatched_until: float = 0.0
    trouble: str = ""
    """Why it failed last, in our words."""

    async def ask(self, calls: Sequence[Call], *, within: float) -> list[Answer]:
        """Answers in order, all within `within` seconds. Raises `AttemptFailed`."""
        try:
            async with asyncio.timeout(within):
                answers = await self._ask(calls)
        except TimeoutError:
            raise AttemptFailed("no answer in time") from None
        except Malformed as exc:
            raise AttemptFailed("malformed answer") from exc
        if any(is_busy(answer) for answer in answers):
            raise AttemptFailed("busy")
        return [self._scrubbed(answer) for answer in answers]

    def failed(self, failure: AttemptFailed) -> None:
        """Put this endpoint behind the others for a while."""
        now = time.monotonic()
        self.trouble = failure.message
        self.cool_until = now + COOL_DOWN
        self.paused_until = now + failure.pause

    def worked(self) -> None:
        self.trouble = ""
        self.cool_until = self.paused_until = 0.0

    async def _ask(self, calls: Sequence[Call]) -> list[Answer]:
        if len(calls) == 1:
            return await self._post(calls)
        if self.singles_until <= time.monotonic():
            try:
                return await self._post(calls)
            except BatchRefused:
                pass
        answers = await self._singles(calls)
        if len(calls) <= SMALL_BATCH:
            self.singles_until = time.monotonic() + SINGLES_PAUSE
        return answers

    async def _singles(self, calls: Sequence[Call]) -> list[Answer]:
        slots = asyncio.Semaphore(SINGLES_AT_ONCE)

        async def single(call: Call) -> Answer | AttemptFailed:
            try:
                async with slots:
                    return (await self._post([call]))[0]
            except AttemptFailed as failure:
                return failure
            except Malformed:
                return AttemptFailed("malformed answer")

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(single(call)) for call in calls]
        answers: list[Answer] = []
        for task in tasks:
            answer = task.result()
            if isinstance(answer, AttemptFailed):
                raise answer
            answers.append(answer)
        return answers

    async def _post(self, calls: Sequence[Call]) -> list[Answer]:
        self.traffic.requests += len(calls)
        self.traffic.round_trips += 1
        request = self.http.build_request(
            "POST", self.url, content=encode(calls), headers=HEADERS, timeout=None
        )
        request.url = self.url  # httpx logs the request's URL, and made a plain one of it
        try:
            response = await self.http.send(request, stream=True, follow_redirects=False)
            try:
                return await _read(calls, response)
            finally:
                await response.aclose()
        except NEVER_REACHED as exc:
            raise AttemptFailed("no connection", reached=False) from exc
        except httpx.HTTPError as exc:
            raise AttemptFailed("the connection broke") from exc

    def _scrubbed(self, answer: Answer) -> Answer:
        """Nodes repeat keys in their errors; ours must not."""
        if isinstance(answer, RpcRefused):
            detail = str(answer.context["detail"])
            for part in _secret_parts(self.url):
                detail = detail.replace(part, "…")
            answer.context["detail"] = detail
        return answer


def endpoint_url(label: str, url: str) -> HiddenUrl:
    """Checks that `url` is an http(s) address. Raises `ConfigError`, which does not repeat it."""
    try:
        parsed = HiddenUrl(url)
    except httpx.InvalidURL:
        parsed = HiddenUrl("")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ConfigError(
            f"{label} is no http(s) address",
            hint="Write it like https://host/path, several separated by commas.",
        )
    return parsed


async def _read(calls: Sequence[Call], response: httpx.Response) -> list[Answer]:
    status = response.status_code
    if status in TRY_LATER:
        raise AttemptFailed(f"HTTP {status}", pause=_retry_after(response))
    if status in NO_ACCESS:
        raise AttemptFailed(f"HTTP {status}", pause=NO_ACCESS_PAUSE)
    if not (200 <= status < 300 or 400 <= status < 500):
        raise AttemptFailed(f"HTTP {status}")
    body = await _body(response)
    if status < 300:
        return decode(calls, parse(body))
    return _decode_refused(calls, body, status)


def _decode_refused(calls: Sequence[Call], body: bytes, status: int) -> list[Answer]:
    """Some gateways answer a JSON-RPC error with status 4xx; for a batch 4xx means "no batches"."""
    if len(calls) > 1:
        raise BatchRefused("The endpoint takes no batches")
    try:
        return decode(calls, parse(body))
    except Malformed:
        raise AttemptFailed(f"HTTP {status}") from None


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER:
            raise AttemptFailed(f"answer over {MAX_ANSWER} bytes")
    return bytes(body)


def _retry_after(response: httpx.Response) -> float:
    """Seconds out of `Retry-After` (RFC 9110: seconds or a date), 0 where it is absent or odd."""
    text = response.headers.get("retry-after", "")
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, min(seconds, MAX_RETRY_AFTER))


def _secret_parts(url: httpx.URL) -> list[str]:
    parts = [url.password, *url.path.split("/"), *(value for _, value in url.params.multi_items())]
    return [escaped(part) for part in parts if len(part) >= 8]


__all__ = ["Answer", "AttemptFailed", "Call", "Endpoint", "Json", "Traffic", "endpoint_url"]
