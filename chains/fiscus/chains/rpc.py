"""Several JSON-RPC endpoints of one chain as one: deadlines, failover, and proof of identity.

Reads are asked again until they are answered or time is up. A write is offered to every endpoint at
once, and to each once; whoever sent it decides what an unanswered one means.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from fiscus.chains.jsonrpc import Answer, Call, Json, escaped
from fiscus.chains.transport import AttemptFailed, Endpoint, Traffic, endpoint_url
from fiscus.core.errors import ChainMismatch, ConfigError, RpcRefused, RpcUnavailable

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

DEADLINE: Final = 12.0
ATTEMPT: Final = 4.0
"""Seconds for all attempts, and for one."""
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
MISMATCH_PAUSE: Final = 300.0
STRAGGLERS: Final = 0.3
"""Seconds that a write which one node took is still given to reach the others."""


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """How an endpoint shows which chain it serves.

    `read` turns the answer to `call` into a short text to compare with `expected`, or `None`
    where it is not one.
    """

    chain: str
    call: Call
    expected: str
    read: Callable[[Json], str | None]


def _never(refused: RpcRefused) -> bool:
    return False


class RpcPool:
    """The endpoints of one chain, in order of preference.

    With `identity`, no answer of an endpoint is believed before it has shown that it serves the
    chain: the question rides in the same HTTP request as the first calls.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        http: httpx.AsyncClient,
        identity: IdentityCheck | None = None,
        deadline: float | None = None,
        attempt_timeout: float | None = None,
    ) -> None:
        self._identity = identity
        self._deadline = deadline or DEADLINE
        self._attempt_timeout = attempt_timeout or ATTEMPT
        self.stats = Traffic()
        if not urls:
            raise ConfigError(f"{self.name!r} has no RPC", hint="Set an address for it.")
        labels = [f"RPC {i} of {len(urls)}" for i in range(1, len(urls) + 1)]
        self._endpoints = tuple(
            Endpoint(label, endpoint_url(f"{label} of {self.name!r}", url), http, self.stats)
            for label, url in zip(labels, urls, strict=True)
        )

    @property
    def name(self) -> str:
        return self._identity.chain if self._identity else "chain"

    @property
    def size(self) -> int:
        """How many endpoints there are."""
        return len(self._endpoints)

    async def batch(
        self,
        calls: Sequence[Call],
        *,
        deadline: float | None = None,
        fresh_identity: bool = False,
    ) -> list[Answer]:
        """Reads, in one HTTP request an attempt: results in order, a call's own error as a value.

        Tried again at the next endpoint within `deadline` seconds. `fresh_identity` asks again
        which chain this is, in the same request. Raises `RpcUnavailable` or `ChainMismatch`.
        """
        if not calls:
            return []
        turn = Turn(self._endpoints, self._until(deadline))
        while (endpoint := await turn.next()) is not None:
            try:
                return await self._believed(endpoint, calls, turn.until, fresh=fresh_identity)
            except AttemptFailed as failure:
                endpoint.failed(failure)
        raise self._nobody(calls[0].method)

    async def request(self, method: str, *params: Json) -> Json:
        """One read. Raises `RpcRefused` for the node's own error."""
        answer = (await self.batch([Call(method, params)]))[0]
        if isinstance(answer, RpcRefused):
            raise answer
        return answer

    async def send(
        self,
        call: Call,
        *,
        deadline: float | None = None,
        attempt_timeout: float | None = None,
        taken: Callable[[RpcRefused], bool] = _never,
    ) -> Json:
        """One write, posted once to every endpoint that proves its chain, to all at once.

        The first that takes it is enough; `None` where that one said so by a refusal that `taken`
        knows. The others get `STRAGGLERS` seconds more. Raises `RpcRefused` where all that answered
        refused it, and `RpcUnavailable` where none answered. `context["uncertain"]` of both says
        whether some endpoint may have taken it; it is false only where no request can have arrived.
        """
        until = self._until(deadline)
        patience = attempt_timeout or self._attempt_timeout
        offers = [self._offer(e, call, until, patience) for e in in_order(self._endpoints)]
        answers = await first_of(offers, lambda answer: _is_taken(answer, taken), STRAGGLERS)
        for answer in answers:
            if not isinstance(answer, RpcRefused | AttemptFailed):
                return answer
            if _is_taken(answer, taken):
                return None
        uncertain = any(isinstance(a, AttemptFailed) and a.reached for a in answers)
        refused = next((a for a in answers if isinstance(a, RpcRefused)), None)
        error = refused or self._nobody(call.method)
        error.context["uncertain"] = uncertain
        raise error

    def alone(self) -> list[RpcPool]:
        """A pool for every endpoint: what one node says, whatever the others would."""
        return [self._of(endpoint) for endpoint in in_order(self._endpoints)]

    def by_host(self) -> list[RpcPool]:
        """A pool for every host: nodes of one host are one source."""
        hosts = dict.fromkeys(endpoint.url.host for endpoint in self._endpoints)
        return [self._of(*(e for e in self._endpoints if e.url.host == host)) for host in hosts]

    def _of(self, *endpoints: Endpoint) -> RpcPool:
        """Some of the endpoints, less patiently: others can be asked as well."""
        pool = copy(self)
        pool._endpoints = endpoints
        pool._deadline = min(self._deadline, 1.5 * self._attempt_timeout)
        return pool

    async def _offer(
        self, endpoint: Endpoint, call: Call, until: float, patience: float
    ) -> Answer | AttemptFailed:
        try:
            await self._prove(endpoint, until)
        except AttemptFailed as failure:
            endpoint.failed(failure)
            return AttemptFailed(failure.message, reached=False)
        try:
            return (await endpoint.ask([call], within=_left(until, patience)))[0]
        except AttemptFailed as failure:
            endpoint.failed(failure)
            return failure

    async def _prove(self, endpoint: Endpoint, until: float) -> None:
        if self._identity and not endpoint.proven:
            await self._believed(endpoint, [], until, fresh=True)

    async def _believed(
        self, endpoint: Endpoint, calls: Sequence[Call], until: float, *, fresh: bool
    ) -> list[Answer]:
        within = _left(until, self._attempt_timeout)
        check = self._identity if fresh or not endpoint.proven else None
        if check is None:
            answers = await endpoint.ask(calls, within=within)
        else:
            shown, *answers = await endpoint.ask([check.call, *calls], within=within)
            _compare(endpoint, check, shown)
        endpoint.worked()
        return answers

    def _until(self, deadline: float | None) -> float:
        return time.monotonic() + (self._deadline if deadline is None else deadline)

    def _nobody(self, method: str) -> ChainMismatch | RpcUnavailable:
        troubles = "; ".join(f"{e.label}: {e.trouble}" for e in self._endpoints if e.trouble)
        now = time.monotonic()
        if self._identity and all(e.mismatched_until > now for e in self._endpoints):
            return ChainMismatch(
                f"No RPC of {self.name!r} serves chain {self._identity.expected} ({troubles})",
                hint="Nothing was believed and nothing was sent. Correct the address of its RPC.",
                chain=self.name,
                expected=self._identity.expected,
            )
        return RpcUnavailable(
            f"No RPC of {self.name!r} answered {method!r} ({troubles or 'no time left'})",
            hint="Try again, or configure another RPC for this chain.",
            chain=self.name,
            method=method,
        )

    def __repr__(self) -> str:
        return f"RpcPool({self.name!r}, {self.size} endpoints)"


class Turn:
    """Whose turn it is: each endpoint once a round, and a growing pause between rounds."""

    def __init__(self, endpoints: Sequence[Endpoint], until: float) -> None:
        self.until = until
        self._endpoints = endpoints
        self._queue: list[Endpoint] = []
        self._round = 0

    async def next(self) -> Endpoint | None:
        """The next endpoint to ask, or `None` where none can be asked in time."""
        while not self._queue:
            if not await self._paused():
                return None
            self._queue = in_order(self._endpoints, patient=True)
            self._round += 1
        return self._queue.pop(0) if time.monotonic() < self.until else None

    async def _paused(self) -> bool:
        """Wait until a round makes sense. False where that is after the deadline."""
        now = time.monotonic()
        usable = [e.paused_until for e in self._endpoints if e.mismatched_until <= now]
        if not usable:
            return False
        pause = max(min(usable) - now, 0.0)
        if self._round:
            backoff = min(FIRST_PAUSE * 2 ** (self._round - 1), LONGEST_PAUSE)
            pause = max(pause, backoff * random.uniform(0.5, 1.0))
        if now + pause >= self.until:
            return False
        await asyncio.sleep(pause)
        return True


def in_order(endpoints: Sequence[Endpoint], *, patient: bool = False) -> list[Endpoint]:
    """Endpoints of the right chain, those in trouble last; `patient` leaves paused ones out."""
    now = time.monotonic()
    usable = [e for e in endpoints if e.mismatched_until <= now]
    if patient:
        usable = [e for e in usable if e.paused_until <= now]
    return sorted(usable, key=lambda e: e.cool_until if e.cool_until > now else 0.0)


def _is_taken(answer: Answer | AttemptFailed, taken: Callable[[RpcRefused], bool]) -> bool:
    if isinstance(answer, RpcRefused):
        return taken(answer)
    return not isinstance(answer, AttemptFailed)


async def first_of(
    offers: Sequence[Coroutine[object, object, T]], good: Callable[[T], bool], grace: float
) -> list[T]:
    """Run all at once until one result is good, and `grace` seconds on. Results in their order."""
    tasks = [asyncio.ensure_future(offer) for offer in offers]
    waiting, enough = set(tasks), False
    try:
        while waiting and not enough:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            enough = any(good(task.result()) for task in done)
        if waiting:
            await asyncio.wait(waiting, timeout=grace)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [task.result() for task in tasks if not task.cancelled()]


def _compare(endpoint: Endpoint, check: IdentityCheck, shown: Answer) -> None:
    served = None if isinstance(shown, RpcRefused) else check.read(shown)
    endpoint.proven = served == check.expected
    if served is None:
        raise AttemptFailed("does not say which chain it serves")
    if not endpoint.proven:
        endpoint.mismatched_until = time.monotonic() + MISMATCH_PAUSE
        raise AttemptFailed(f"serves chain {escaped(served, 60)}")


def _left(until: float, at_most: float) -> float:
    return max(min(at_most, until - time.monotonic()), 0.001)


__all__ = ["Answer", "Call", "IdentityCheck", "Json", "RpcPool"]
