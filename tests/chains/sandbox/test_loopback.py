from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from urllib.parse import urlsplit

import httpx
import pytest

from fiscus.chains.sandbox.loopback import MAX_BODY, Request, Response, serve


async def echo(request: Request) -> Response:
    if request.path == "/slow":
        await asyncio.sleep(60)
    heard = [request.method, request.path, dict(request.query), request.body.decode()]
    return Response(200, json.dumps(heard).encode())


@pytest.fixture
async def url() -> AsyncGenerator[str]:
    async with serve(echo) as base:
        yield base


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=5) as client:
        yield client


async def raw(url: str, *parts: bytes) -> bytes:
    """What comes back until the server closes the connection."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    return answer


async def test_a_request_is_understood(url: str, http: httpx.AsyncClient) -> None:
    response = await http.post(f"{url}/a/b", params={"x": "1 2", "y": ""}, content=b"hello")
    assert response.json() == ["POST", "/a/b", {"x": "1 2", "y": ""}, "hello"]


async def test_a_connection_serves_many_requests(url: str) -> None:
    asked = b"GET /%d HTTP/1.1\r\nhost: x\r\n\r\n"
    last = b"GET /3 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    answer = await raw(url, asked % 1 + asked % 2, last)
    assert answer.count(b"HTTP/1.1 200") == 3
    assert answer.index(b'"/1"') < answer.index(b'"/2"') < answer.index(b'"/3"')


async def test_a_body_may_come_in_pieces(url: str) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
    sized = await raw(url, head + b"content-length: 6\r\n\r\nabc", b"def")
    chunked = await raw(
        url, head + b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", b"3\r\ndef\r\n0\r\n\r\n"
    )
    assert sized.endswith(b'"abcdef"]')
    assert chunked.endswith(b'"abcdef"]')


async def test_a_client_that_waits_is_told_to_go_on(url: str) -> None:
    head = (
        b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
        b"expect: 100-continue\r\ncontent-length: 2\r\n\r\n"
    )
    answer = await raw(url, head, b"ok")
    assert answer.startswith(b"HTTP/1.1 100")
    assert answer.endswith(b'"ok"]')


async def test_a_head_request_has_no_body(url: str, http: httpx.AsyncClient) -> None:
    first, second = await http.head(f"{url}/x"), await http.get(f"{url}/x")
    assert first.content == b""
    assert int(first.headers["content-length"]) == len(second.content) + len("HEAD") - len("GET")


@pytest.mark.parametrize(
    "junk", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\x00\x16\x03\x01\r\n\r\n"]
)
async def test_what_is_not_http_is_a_bad_request(url: str, junk: bytes) -> None:
    assert (await raw(url, junk)).startswith(b"HTTP/1.1 400")


async def test_too_large_a_body_is_refused(url: str) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % (MAX_BODY * 2)
    assert (await raw(url, head, b"x" * (MAX_BODY + 1))).startswith(b"HTTP/1.1 413")


async def test_connections_do_not_wait_for_each_other(url: str, http: httpx.AsyncClient) -> None:
    slow = asyncio.create_task(http.get(f"{url}/slow"))
    await asyncio.sleep(0.05)
    answers = await asyncio.gather(*(http.get(f"{url}/{i}") for i in range(20)))
    assert [answer.json()[1] for answer in answers] == [f"/{i}" for i in range(20)]
    slow.cancel()


async def test_it_stops_at_once_with_connections_open() -> None:
    async with serve(echo) as base:
        address = urlsplit(base)
        idle = await asyncio.open_connection(address.hostname, address.port)
        busy = await asyncio.open_connection(address.hostname, address.port)
        busy[1].write(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        await asyncio.sleep(0.05)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 1
    for reader, writer in (idle, busy):
        assert await reader.read() == b""
        writer.close()
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection(address.hostname, address.port)


async def test_a_client_that_hangs_up_harms_nobody(url: str, http: httpx.AsyncClient) -> None:
    address = urlsplit(url)
    for _ in range(5):
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf")
        writer.close()
    assert (await http.get(f"{url}/still")).json()[1] == "/still"
