"""What goes wrong between a wallet and its nodes, and on the chains themselves.

Every fault is drawn from the soak's seed and counted when it really happened.
"""

from __future__ import annotations

import asyncio
import base64
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from eth_hash.auto import keccak

from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana.addresses import encode as base58
from tests.chains.proxy import (
    ANY,
    Change,
    Fault,
    Post,
    Proxy,
    after,
    dropped,
    hang,
    status,
    twice,
)

PAUSE: Final = (0.02, 0.12)
"""Seconds between two faults that are put in the way."""
SENDS: Final = {"evm": "eth_sendRawTransaction", "solana": "sendTransaction"}
SOFT: Final = 0.3
"""Seconds that an answer is late, and that a fault of a node lasts."""


async def swallowed(post: Post) -> web.Response:
    """The node says that it took the bytes, and did not."""
    [call] = post.calls
    params = call["params"]
    assert isinstance(params, list) and isinstance(params[0], str)
    if call["method"] == SENDS["evm"]:
        said = "0x" + keccak(bytes.fromhex(params[0][2:])).hex()
    else:
        said = base58(base64.b64decode(params[0])[1:65])
    return web.json_response({"jsonrpc": "2.0", "id": call["id"], "result": said})


async def refused(post: Post) -> web.Response:
    """The node refuses the bytes, and passed them on all the same."""
    await post.forwarded()
    error: Json = {"code": -32000, "message": "internal error"}
    return web.json_response({"jsonrpc": "2.0", "id": post.calls[0]["id"], "error": error})


def late(seconds: float) -> Fault:
    """The answer comes, and late."""

    async def fault(post: Post) -> web.Response:
        answer = await post.forwarded()
        await asyncio.sleep(seconds)
        return web.json_response(answer)

    return fault


READING: Final[Mapping[str, Fault]] = {
    "429": status(429),
    "500": status(500),
    "connection dropped": dropped,
    "late answer": late(SOFT),
    "no answer": hang(SOFT),
}
"""Faults of any request."""
UNSENT: Final = status(500)
"""Of a node that takes nothing."""
SENDING: Final[Mapping[str, Fault]] = {
    "broadcast 429": status(429),
    "broadcast 500": status(500),
    "broadcast dropped": dropped,
    "broadcast swallowed": swallowed,
    "broadcast twice": twice,
    "broadcast refused, and passed on": refused,
    "answer lost after broadcast": after(dropped),
    "500 after broadcast": after(status(500)),
    "no answer after broadcast": after(hang(SOFT)),
}


def stale(count: Callable[[], None], rng: random.Random) -> Change:
    """A node that is one transaction behind, now and then."""

    def change(params: list[Json], result: Json) -> Json:
        if not isinstance(result, str) or int(result, 16) == 0 or rng.random() > 0.1:
            return result
        count()
        return hex(int(result, 16) - 1)

    return change


MANY: Final = 1000


@dataclass(slots=True)
class Weather:
    """The faults of one chain's nodes. `happened` counts those that took place, by name."""

    family: str
    proxies: list[Proxy]
    rng: random.Random
    happened: Counter[str] = field(default_factory=Counter[str])
    events: list[tuple[float, Callable[[], Awaitable[str | None]]]] = field(
        default_factory=list[tuple[float, Callable[[], Awaitable[str | None]]]]
    )
    """What happens to the chain itself: how likely at each turn, and the name if it happened."""
    calm: bool = False

    def begin(self) -> None:
        if self.family == "evm":
            for proxy in self.proxies:
                proxy.changes["eth_getTransactionCount"] = stale(
                    self._counter("stale nonce"), self.rng
                )

    async def blow(self) -> None:
        """Put faults in the way, until the weather is calm."""
        while True:
            await asyncio.sleep(self.rng.uniform(*PAUSE))
            if self.calm:
                return
            self._fault()
            for chance, event in self.events:
                if self.rng.random() < chance and (name := await event()):
                    self.happened[name] += 1

    @contextmanager
    def only(self, during: Collection[str], fork: Mapping[str, Change]) -> Generator[None]:
        """Something that lasts: see `Step.during`. `fork` is what nodes on one say."""
        refusing = {"unsent": UNSENT, "swallowed": swallowed}
        for proxy in self.proxies:
            for name in refusing.keys() & set(during):
                proxy.faults[SENDS[self.family]] = [refusing[name]] * MANY
            if "forked" in during:
                proxy.changes.update(fork)
        try:
            yield
        finally:
            for proxy in self.proxies:
                proxy.faults.pop(SENDS[self.family], None)
                for method in fork:
                    proxy.changes.pop(method, None)

    def clear(self) -> None:
        """Good weather from now on."""
        self.calm = True
        for proxy in self.proxies:
            proxy.faults.clear()
            proxy.changes.clear()

    def _fault(self) -> None:
        sends = self.rng.random() < 0.6
        kinds, method = (SENDING, SENDS[self.family]) if sends else (READING, ANY)
        queue = self.rng.choice(self.proxies).faults.setdefault(method, [])
        if not queue and self.rng.random() < (0.3 if sends else 0.15):
            name = self.rng.choice(sorted(kinds))
            queue.append(self._counted(name, kinds[name]))

    def _counted(self, name: str, fault: Fault) -> Fault:
        count = self._counter(name)

        async def happening(post: Post) -> web.Response:
            count()
            return await fault(post)

        return happening

    def _counter(self, name: str) -> Callable[[], None]:
        def count() -> None:
            self.happened[name] += 1

        return count
