"""JSON over HTTP with a public service: one question, its answer, or the reason why there is none.

For the typed clients of aggregators. What a service says in its errors is foreign text: nothing of
it but codes gets into an error of ours.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar, cast

from fiscus.chains.nesting import too_deep
from fiscus.core.errors import ChainError
from fiscus.core.secrets import Secret

if TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel

    M = TypeVar("M", bound=BaseModel)

DEADLINE: Final = 10.0
"""Seconds for an answer, one retry included: aggregators ask many others first."""
BACKOFF: Final = 0.25
PAUSE: Final = 10.0
LONGEST_PAUSE: Final = 120.0
LARGEST_ANSWER: Final = 2 * 1024 * 1024
MOST_ZEROS: Final = 100
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,59}")


class ServiceUnavailable(ChainError):
    """No answer in time, or not now: worth asking again later."""

    code = "SERVICE_UNAVAILABLE"
    retryable = True


class ServiceBusy(ServiceUnavailable):
    """Asked too often. `context["retry_after"]` is how many seconds to wait."""

    code = "SERVICE_BUSY"


class ServiceRefused(ChainError):
    """The service understood and declined. `context` has `status`, and its `code` where it gave
    one."""

    code = "SERVICE_REFUSED"


class BadServiceAnswer(ChainError):
    """The answer is not what the service's description says."""

    code = "BAD_SERVICE_ANSWER"


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    retry_after: float
    body: bytes

    @property
    def worth_another_try(self) -> bool:
        return self.status == 429 or self.status >= 500


@dataclass(slots=True)
class Api:
    """One service. After a failure it is left alone for a while, or for as long as it asks for."""

    http: httpx.AsyncClient = field(repr=False)
    name: str
    """As people know it."""
    base_url: str = field(repr=False)
    setting: str
    """That names its address."""
    headers: Mapping[str, str | Secret] = field(default_factory=dict[str, "str | Secret"])
    deadline: float = DEADLINE
    clock: Callable[[], float] = time.monotonic
    requests: int = 0
    """How many were sent."""
    _paused_until: float = 0.0

    async def get(
        self, path: str, query: Mapping[str, str], *, largest: int = LARGEST_ANSWER
    ) -> object:
        """Raises the errors above."""
        return await self._ask("GET", path, query, None, largest)

    async def post(self, path: str, query: Mapping[str, str], body: object) -> object:
        """The same with a JSON body."""
        return await self._ask("POST", path, query, written(body), LARGEST_ANSWER)

    def read(self, model: type[M], value: object) -> M:
        """Raises `BadServiceAnswer`: it names the fields that are wrong, never what they hold."""
        from pydantic import ValidationError

        try:
            return model.model_validate(value)
        except ValidationError as exc:
            problems = exc.errors(include_url=False, include_input=False, include_context=False)
            places = sorted({".".join(map(str, problem["loc"])) for problem in problems})
            raise self.malformed(f"wrong or missing: {', '.join(places[:5])}") from None

    def malformed(self, what: str) -> BadServiceAnswer:
        return BadServiceAnswer(
            f"{self.name} gave an answer that cannot be used ({what})",
            hint="Nothing was signed. Ask again, or trade without it.",
        )

    async def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes | None,
        largest: int,
    ) -> object:
        try:
            async with asyncio.timeout(self.deadline):
                self._refuse_while_paused()
                reply = await self._twice(method, path, query, body, largest)
        except TimeoutError:
            raise self._failed(f"gave no answer within {self.deadline:g} seconds") from None
        if reply.status == 429:
            raise self._busy(reply.retry_after or PAUSE)
        if reply.status >= 500:
            raise self._failed(f"answered HTTP {reply.status}", pause=reply.retry_after)
        found = self._parsed(reply.body) if reply.status == 200 else _parsed_or_none(reply.body)
        if reply.status != 200:
            raise self._refusal(reply.status, found)
        return found

    async def _twice(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None, largest: int
    ) -> _Reply:
        started = time.monotonic()
        reply = await self._send(method, path, query, body, largest)
        wait = reply.retry_after or BACKOFF
        if not reply.worth_another_try or time.monotonic() - started + wait >= self.deadline / 2:
            return reply
        await asyncio.sleep(wait)
        return await self._send(method, path, query, body, largest)

    async def _send(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None, largest: int
    ) -> _Reply:
        import httpx

        self.requests += 1
        try:
            async with self.http.stream(
                method,
                f"{self.base_url}/{path}",
                params=query,
                headers=self._revealed(body),
                content=body,
                follow_redirects=False,
            ) as response:
                content = bytearray()
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > largest:
                        raise self._failed(f"sent more than {largest} bytes")
                return _Reply(response.status_code, _retry_after(response), bytes(content))
        except httpx.TimeoutException as exc:
            raise TimeoutError from exc
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise self._failed("cannot be reached") from exc

    def _revealed(self, body: bytes | None) -> dict[str, str]:
        told = {"accept": "application/json", "user-agent": "fiscus"}
        if body is not None:
            told["content-type"] = "application/json"
        for name, value in self.headers.items():
            told[name] = value.reveal() if isinstance(value, Secret) else value
        return told

    def _parsed(self, body: bytes) -> object:
        try:
            return parsed(body)
        except (ValueError, ArithmeticError):
            raise self.malformed("no JSON") from None

    def _refusal(self, status: int, answer: object) -> ServiceRefused:
        given = _codes(cast("dict[str, object]", answer) if isinstance(answer, dict) else {})
        hint = "Ask for something else."
        if status in {401, 403}:
            hint = f"{self.setting} and the key must fit each other."
        return ServiceRefused(
            f"{self.name} refused the request with HTTP {status}", hint=hint, status=status, **given
        )

    def _refuse_while_paused(self) -> None:
        left = self._paused_until - self.clock()
        if left > 0:
            raise ServiceBusy(
                f"{self.name} failed a moment ago, or was asked too often",
                hint=f"It is asked again in {left:.0f} seconds.",
                retry_after=left,
            )

    def _busy(self, wait: float) -> ServiceBusy:
        self._paused_until = self.clock() + wait
        return ServiceBusy(
            f"{self.name} was asked too often",
            hint=f"Ask again in {wait:.0f} seconds; a key of your own allows more.",
            retry_after=wait,
        )

    def _failed(self, what: str, *, pause: float = 0.0) -> ServiceUnavailable:
        self._paused_until = self.clock() + pause
        return ServiceUnavailable(
            f"{self.name} {what}", hint=f"Ask again later; {self.setting} names its address."
        )


def parsed(body: bytes) -> object:
    """JSON with exact numbers. Raises `ValueError` for what is none, or nested too deep."""
    if too_deep(body):
        raise ValueError("nested too deep")
    return json.loads(body, parse_float=exact, parse_constant=_refuse)


def exact(text: str) -> Decimal:
    """A number that can be written out. Raises `ValueError` for another."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError("no number") from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_ZEROS:
        raise ValueError("no number that could be meant")
    return number


def written(value: object) -> bytes:
    """JSON out of what `parsed` gave, or of plain values."""
    return json.dumps(value, default=_number, separators=(",", ":")).encode()


def _number(value: object) -> object:
    """Services read numbers as doubles: the double is what they themselves sent."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no JSON")
    return float(value)


def _codes(answer: Mapping[str, object]) -> Mapping[str, int | str]:
    """What a service calls its refusal: a number, or a word in capitals."""
    inner = answer.get("error")
    told = cast("dict[str, object]", inner) if isinstance(inner, dict) else answer
    word = told.get("errorCode")
    number = told.get("code", word)
    if isinstance(number, int):
        return {"service_code": number}
    return {"service_code": word} if isinstance(word, str) and _CODE.fullmatch(word) else {}


def _parsed_or_none(body: bytes) -> object:
    try:
        return parsed(body)
    except (ValueError, ArithmeticError):
        return None


def _refuse(text: str) -> object:
    raise ValueError(f"{text} is no JSON")


def _retry_after(response: httpx.Response) -> float:
    """Seconds of `Retry-After`; 0 where it is absent, or no plain number."""
    text = response.headers.get("retry-after", "")
    plain = text.isascii() and text.isdigit()
    return min(float(text), LONGEST_PAUSE) if plain else 0.0
