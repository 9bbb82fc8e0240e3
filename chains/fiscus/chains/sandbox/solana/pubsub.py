"""A node's websocket: subscriptions, and what is told of every block.

As on a validator it listens at the port after that of JSON-RPC, and knows only subscriptions.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING

from solders.account import Account
from solders.pubkey import Pubkey

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.dispatch import answered
from fiscus.chains.sandbox.solana.faults import METHOD_NOT_FOUND, RpcFault, invalid
from fiscus.chains.sandbox.solana.ledger import DEPTHS, Block
from fiscus.chains.sandbox.solana.node import Node
from fiscus.chains.sandbox.solana.params import Params
from fiscus.chains.sandbox.solana.watches import WATCHES, News, Watch

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection


@asynccontextmanager
async def listening(node: Node, port: int) -> AsyncGenerator[None]:
    """Serves subscriptions on loopback. Raises `OSError` where the port is taken."""
    from websockets.asyncio.server import serve

    hub = Hub(node)
    async with serve(hub.talk, "127.0.0.1", port, compression=None):
        node.ledger.tell(hub.tell)
        try:
            yield
        finally:
            node.ledger.tell(None)


class Hub:
    """Everybody who listens to one node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._listeners: list[Listener] = []
        self._written: deque[tuple[Block, Mapping[Pubkey, Account | None]]] = deque(
            maxlen=max(DEPTHS.values()) + 1
        )

    async def talk(self, connection: ServerConnection) -> None:
        """One connection, from beginning to end."""
        listener = Listener(self._node)
        self._listeners.append(listener)
        telling = asyncio.create_task(_send(connection, listener))
        try:
            await _hear(connection, listener)
        finally:
            self._listeners.remove(listener)
            telling.cancel()
            await asyncio.wait([telling])

    def tell(self, block: Block, written: Mapping[Pubkey, Account | None]) -> None:
        """A block was made."""
        self._written.append((block, written))
        news = {name: self._news(depth) for name, depth in DEPTHS.items()}
        for listener in self._listeners:
            listener.hear(news)

    def _news(self, depth: int) -> News | None:
        """Of the block that is now so deep; `None` for one from before anybody could listen."""
        if depth >= len(self._written):
            return None
        block, written = self._written[-1 - depth]
        blocks = self._node.ledger.blocks
        root = blocks[-1 - DEPTHS["finalized"]].slot
        return News(block, blocks[-2 - depth].slot, root, written)


class Listener:
    """The subscriptions of one connection, and what is still to be sent to it."""

    def __init__(self, node: Node) -> None:
        self.outgoing: asyncio.Queue[Json] = asyncio.Queue()
        self._node = node
        self._watches: dict[int, Watch] = {}
        self._ids = count()

    def answer(self, body: bytes) -> None:
        """Do what is asked, and have the answer sent."""
        self.outgoing.put_nowait(answered(body, self._run))

    def hear(self, news: Mapping[str, News | None]) -> None:
        """Have everything sent that is to be told of a block."""
        for number, watch in list(self._watches.items()):
            about = news[watch.commitment]
            if about is None:
                continue
            for result in watch.told(self._node, about):
                self._put(watch.notification, number, result)
            if watch.is_over(self._node, about):
                del self._watches[number]

    def _put(self, method: str, number: int, result: Json) -> None:
        params: Json = {"result": result, "subscription": number}
        self.outgoing.put_nowait({"jsonrpc": "2.0", "method": method, "params": params})

    def _run(self, name: str, params: Params) -> Json:
        for word, open_watch in WATCHES.items():
            if name == f"{word}Subscribe":
                return self._number(open_watch(params))
            if name == f"{word}Unsubscribe":
                return self._remove(params.number(0))
        raise RpcFault(METHOD_NOT_FOUND, "Method not found")

    def _number(self, watch: Watch) -> int:
        for number, known in self._watches.items():
            if known == watch:
                return number
        number = next(self._ids)
        self._watches[number] = watch
        return number

    def _remove(self, number: int) -> bool:
        if self._watches.pop(number, None) is None:
            raise invalid("Invalid subscription id.")
        return True


async def _hear(connection: ServerConnection, listener: Listener) -> None:
    async for message in connection:
        listener.answer(message.encode() if isinstance(message, str) else message)


async def _send(connection: ServerConnection, listener: Listener) -> None:
    from websockets.exceptions import ConnectionClosed

    with suppress(ConnectionClosed):
        while True:
            message = await listener.outgoing.get()
            await connection.send(json.dumps(message, separators=(",", ":")))
