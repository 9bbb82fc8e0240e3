"""The server that others stand on: what a client may take of it is bounded."""

from __future__ import annotations

import asyncio
import stat
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fiscus.core.serving import Bounds, Handler, Request, Response, serve_on, unix_listener

ASKED = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


@pytest.fixture
def path() -> Generator[Path]:
    """Short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="fiscus-") as folder:
        yield Path(folder) / "x.sock"


@asynccontextmanager
async def connected(
    path: Path,
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        yield reader, writer
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """What comes until the server closes."""
    async with asyncio.timeout(30):
        return await reader.read()


async def said(request: Request) -> Response:
    return Response(200, request.body)


def test_a_socket_file_is_its_users_alone_and_replaces_what_was_there(path: Path) -> None:
    path.write_text("left over")
    with unix_listener(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_request_is_answered_at_a_file_that_goes_with_the_server(path: Path) -> None:
    async with serve_on(unix_listener(path), said), connected(path) as (reader, writer):
        writer.write(ASKED.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
        assert (await all_of(reader)).startswith(b"HTTP/1.1 200")
    with pytest.raises(FileNotFoundError):
        await asyncio.open_unix_connection(path)


async def test_nobody_reaches_a_socket_before_somebody_listens(path: Path) -> None:
    with unix_listener(path), pytest.raises(ConnectionRefusedError):
        await asyncio.open_unix_connection(path)


async def test_a_request_that_does_not_come_is_not_waited_for(path: Path) -> None:
    bounds = Bounds(seconds=0.05)
    async with serve_on(unix_listener(path), said, bounds), connected(path) as (reader, writer):
        writer.write(ASKED[:10])
        assert await all_of(reader) == b""


async def test_a_body_that_is_too_big_is_refused(path: Path) -> None:
    bounds = Bounds(body=10)
    async with serve_on(unix_listener(path), said, bounds), connected(path) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 11\r\n\r\n" + b"x" * 11)
        assert (await all_of(reader)).startswith(b"HTTP/1.1 413")


async def test_one_connection_too_many_is_closed(path: Path) -> None:
    bounds = Bounds(connections=1)
    async with serve_on(unix_listener(path), said, bounds), connected(path) as (first, writer):
        writer.write(ASKED)
        assert (await first.readline()).startswith(b"HTTP/1.1 200")
        async with connected(path) as (second, _):
            assert await all_of(second) == b""


@pytest.mark.parametrize("grace", [0.0, 30.0])
async def test_a_request_under_way_has_its_grace_when_the_server_stops(
    path: Path, grace: float
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()
    async with connected_to(path, waiting(begun, ended), Bounds(grace=grace)) as reader:
        await begun.wait()
        asyncio.get_running_loop().call_later(0.01, ended.set)
    assert (await all_of(reader)).startswith(b"HTTP/1.1 200" if grace else b"")
    assert ended.is_set() == bool(grace)


def waiting(begun: asyncio.Event, ended: asyncio.Event) -> Handler:
    async def handle(request: Request) -> Response:
        begun.set()
        await ended.wait()
        return Response(200, b"")

    return handle


@asynccontextmanager
async def connected_to(
    path: Path, handler: Handler, bounds: Bounds
) -> AsyncGenerator[asyncio.StreamReader]:
    """Something was asked when the block begins; the server stops as it ends."""
    async with serve_on(unix_listener(path), handler, bounds):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(ASKED)
        yield reader
    writer.close()
