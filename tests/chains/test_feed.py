"""Subscriptions over real websockets on loopback."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from fiscus.chains.feed import Feed, Heard, Joined, Pauses, Told
from fiscus.chains.jsonrpc import Call

Talk = Callable[[ServerConnection, int], Awaitable[None]]
"""What a node does with a connection, the n-th."""
CALLS = (Call("accountSubscribe", ("me",)), Call("eth_subscribe", ("newHeads",)))
QUICK = Pauses(first=0.01, longest=0.01)


class Node:
    """Answers subscriptions with 10 and "0xb", then does what the test says."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.url = ""
        self.connections = 0
        self.asked: list[Any] = []

    async def serve(self, connection: ServerConnection) -> None:
        self.connections += 1
        await self._talk(connection, self.connections)

    async def subscribe(self, connection: ServerConnection) -> None:
        for subscription in (10, "0xb"):
            call = json.loads(await connection.recv())
            self.asked.append(call)
            await say(connection, {"id": call["id"], "result": subscription})


async def say(connection: ServerConnection, message: object) -> None:
    await connection.send(json.dumps(message))


async def tell(connection: ServerConnection, subscription: object, result: object) -> None:
    params = {"subscription": subscription, "result": result}
    await say(connection, {"method": "anything", "params": params})


def address(server: Server) -> str:
    [listener] = server.sockets
    return f"ws://127.0.0.1:{listener.getsockname()[1]}/?api-key=hush-hush"


@asynccontextmanager
async def node(talk: Talk) -> AsyncGenerator[Node]:
    made = Node(talk)
    async with serve(made.serve, "127.0.0.1", 0) as server:
        made.url = address(server)
        yield made


@asynccontextmanager
async def listening(*urls: str) -> AsyncGenerator[asyncio.Queue[Heard]]:
    heard: asyncio.Queue[Heard] = asyncio.Queue()
    task = asyncio.create_task(Feed("chain", urls, CALLS, pauses=QUICK).run(heard.put_nowait))
    try:
        async with asyncio.timeout(10):
            yield heard
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled(), "the feed ended by itself"


async def test_everything_is_told_by_its_place_also_what_came_early() -> None:
    async def talk(connection: ServerConnection, turn: int) -> None:
        first = json.loads(await connection.recv())
        await say(connection, {"id": first["id"], "result": 10})
        await tell(connection, 10, "early")
        second = json.loads(await connection.recv())
        await say(connection, {"id": second["id"], "result": "0xb"})
        await tell(connection, "0xb", {"number": "0x1"})
        await tell(connection, 99, "of nobody")
        await tell(connection, 10, None)
        await connection.wait_closed()

    async with node(talk) as there, listening(there.url) as heard:
        told = [await heard.get() for _ in range(4)]
    assert told == [Joined(), Told(0, "early"), Told(1, {"number": "0x1"}), Told(0, None)]


async def test_what_is_asked_is_json_rpc() -> None:
    async def talk(connection: ServerConnection, turn: int) -> None:
        await there.subscribe(connection)
        await connection.wait_closed()

    async with node(talk) as there, listening(there.url) as heard:
        assert await heard.get() == Joined()
    assert there.asked == [
        {"jsonrpc": "2.0", "id": 0, "method": "accountSubscribe", "params": ["me"]},
        {"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]},
    ]


async def test_a_lost_line_is_taken_up_again_and_says_so() -> None:
    async def talk(connection: ServerConnection, turn: int) -> None:
        await there.subscribe(connection)
        await tell(connection, 10, turn)
        if turn < 3:
            connection.transport.abort()
        await connection.wait_closed()

    async with node(talk) as there, listening(there.url) as heard:
        said = [await heard.get() for _ in range(6)]
    assert said == [Joined(), Told(0, 1), Joined(), Told(0, 2), Joined(), Told(0, 3)]


async def test_another_address_is_tried_where_one_is_down() -> None:
    async def talk(connection: ServerConnection, turn: int) -> None:
        await there.subscribe(connection)
        await connection.wait_closed()

    async with node(talk) as there, listening("ws://127.0.0.1:9", there.url) as heard:
        assert await heard.get() == Joined()


@pytest.mark.parametrize(
    "answer",
    [
        {"id": 0, "error": {"code": -32601, "message": "Method not found"}},
        {"id": 7, "result": 1},
        {"id": 0, "result": None},
        [],
        "text",
    ],
)
async def test_a_node_that_does_not_subscribe_as_it_should_is_asked_again(answer: object) -> None:
    async def talk(connection: ServerConnection, turn: int) -> None:
        if turn == 1:
            await connection.recv()
            await say(connection, answer)
        else:
            await there.subscribe(connection)
        await connection.wait_closed()

    async with node(talk) as there, listening(there.url) as heard:
        assert await heard.get() == Joined()
        assert there.connections == 2


async def test_it_goes_nowhere_else_and_shows_no_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def talk(connection: ServerConnection, turn: int) -> None:
        await there.subscribe(connection)
        await connection.wait_closed()

    turned_away = asyncio.Event()

    def redirect(connection: ServerConnection, request: Request) -> Response:
        response = connection.respond(HTTPStatus.FOUND, "")
        response.headers["Location"] = there.url
        turned_away.set()
        return response

    async def nobody(connection: ServerConnection) -> None:
        pytest.fail("nobody gets in here")

    async with node(talk) as there, serve(nobody, "127.0.0.1", 0, process_request=redirect) as door:
        async with listening(address(door)) as heard:
            await turned_away.wait()
            turned_away.clear()
            await turned_away.wait()
            assert heard.empty()
        assert there.connections == 0
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("websockets.server")]
    assert any("is lost: InvalidStatus" in line for line in ours)
    assert not any("hush" in line for line in ours)


def test_pauses_grow_to_a_limit() -> None:
    pauses = Pauses(first=1.0, longest=8.0)
    for failures, longest in ((0, 1.0), (1, 2.0), (3, 8.0), (100, 8.0)):
        assert longest / 2 <= pauses.after(failures) <= longest
