"""What chains tell by themselves: JSON-RPC subscriptions over a websocket, taken up again whenever
it is lost. The shape is that of `eth_subscribe` and of Solana's `…Subscribe` alike.

Nothing that is told here is proof of anything: it says when to ask the nodes that are believed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

from fiscus.chains.jsonrpc import Call, Json, Malformed, parse, refused
from fiscus.core.errors import ChainError

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection, connect

log = logging.getLogger(__name__)

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 5.0
PING_SECONDS: Final = 10.0
"""Between two signs of life, and for the answer to one: a line that died silently is found out."""
CLOSE_SECONDS: Final = 1.0
LARGEST: Final = 4 * 1024 * 1024
MOST_EARLY: Final = 1000
"""Messages that are kept while subscriptions are still being taken up."""


@dataclass(frozen=True, slots=True)
class Joined:
    """All subscriptions stand. What happened before is not told: it has to be read."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a node says of one of the subscriptions, by its place."""

    place: int
    result: Json


Heard: TypeAlias = Joined | Told


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds before a lost line is taken up again: twice as long with every failure."""

    first: float = 0.25
    longest: float = 30.0

    def after(self, failures: int) -> float:
        """Never the same for everybody who lost it at the same time."""
        whole = min(self.first * 2.0 ** min(failures, 20), self.longest)
        return whole * random.uniform(0.5, 1.0)


class Feed:
    """Subscriptions to one chain at one of several addresses, the next one after each loss."""

    def __init__(
        self, name: str, urls: Sequence[str], calls: Sequence[Call], *, pauses: Pauses | None = None
    ) -> None:
        self._name = name
        self._urls = tuple(urls)
        self._calls = tuple(calls)
        self._pauses = pauses or Pauses()

    async def run(self, hear: Callable[[Heard], None]) -> NoReturn:
        """Listens until it is cancelled. `hear` gets everything, in order."""
        from websockets.exceptions import WebSocketException

        failures = turn = 0
        while True:
            try:
                async with _connection(self._urls[turn % len(self._urls)]) as connection:
                    early = await self._subscribed(connection)
                    failures = 0
                    hear(Joined())
                    await _listen(connection, early, hear)
            except (OSError, TimeoutError, WebSocketException, ChainError) as exc:
                # What it says may hold the address, and a key in it.
                reason = exc.code if isinstance(exc, ChainError) else type(exc).__name__
                log.info("the websocket of %s is lost: %s", self._name, reason)
            await asyncio.sleep(self._pauses.after(failures))
            failures, turn = failures + 1, turn + 1

    async def _subscribed(self, connection: ClientConnection) -> _Line:
        """Take up every subscription. Raises `RpcRefused` where the node declines one."""
        for number, call in enumerate(self._calls):
            body = {"jsonrpc": "2.0", "id": number, "method": call.method, "params": call.params}
            await connection.send(json.dumps(body, separators=(",", ":")))
        line = _Line()
        async with asyncio.timeout(ANSWER_SECONDS):
            while len(line.places) < len(self._calls):
                self._take(line, await _received(connection))
        return line

    def _take(self, line: _Line, message: dict[str, Json]) -> None:
        if "method" in message:
            line.early.append(message)
            if len(line.early) > MOST_EARLY:
                raise Malformed("The node talks without answering")
            return
        number, subscription = message.get("id"), message.get("result")
        if not isinstance(number, int) or not 0 <= number < len(self._calls):
            raise Malformed("The answer does not match a subscription")
        if message.get("error") is not None:
            raise refused(self._calls[number], message["error"])
        if not isinstance(subscription, int | str) or subscription in line.places:
            raise Malformed("The answer is no subscription")
        line.places[subscription] = number


class _Line:
    """What the node calls each subscription, and what it said before all of them stood."""

    def __init__(self) -> None:
        self.places: dict[int | str, int] = {}
        self.early: list[dict[str, Json]] = []

    def told(self, message: dict[str, Json]) -> Told | None:
        """`None` for what belongs to no subscription of ours."""
        params = message.get("params")
        if not isinstance(params, dict):
            return None
        subscription = params.get("subscription")
        place = self.places.get(subscription) if isinstance(subscription, int | str) else None
        return None if place is None else Told(place, params.get("result"))


async def _listen(
    connection: ClientConnection, line: _Line, hear: Callable[[Heard], None]
) -> NoReturn:
    for message in line.early:
        if (told := line.told(message)) is not None:
            hear(told)
    while True:
        if (told := line.told(await _received(connection))) is not None:
            hear(told)


async def _received(connection: ClientConnection) -> dict[str, Json]:
    """Raises `Malformed` for what is no JSON object, and what `websockets` raises at the end."""
    raw = await connection.recv(decode=False)
    message = parse(raw)
    if not isinstance(message, dict):
        raise Malformed("The message is no object")
    return message


def _connection(url: str) -> connect:
    from websockets.asyncio import client

    class Straight(client.connect):
        """Goes where it is sent by the operator, and nowhere else."""

        def process_redirect(self, exc: Exception) -> Exception:
            return exc

    return Straight(
        url,
        proxy=None,
        open_timeout=CONNECT_SECONDS,
        ping_interval=PING_SECONDS,
        ping_timeout=PING_SECONDS,
        close_timeout=CLOSE_SECONDS,
        max_size=LARGEST,
        # Its own logger shows addresses, which may hold keys.
        logger=logging.Logger("websockets", logging.CRITICAL + 1),
    )
