"""The client that a family asks its nodes with."""

from __future__ import annotations

import asyncio

from fiscus.chains.connections import OnDemand, client

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.readuntil(b"\r\n\r\n"):
        writer.write(ANSWER)
        await writer.drain()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await _answer(reader, writer)
    except asyncio.IncompleteReadError:
        writer.close()


async def test_requests_share_a_connection_and_closing_ends_it() -> None:
    seen: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(writer)
        await _serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        async with client(5) as http:
            said = [(await http.get(f"http://127.0.0.1:{port}/")).text for _ in range(3)]
        await asyncio.wait_for(seen[0].wait_closed(), 60)
    assert said == ["hi", "hi", "hi"]
    assert len(seen) == 1


async def test_a_client_that_asked_nobody_closes() -> None:
    transport = OnDemand(5)
    async with client(5) as http:
        assert not http.is_closed
    await transport.aclose()
    assert http.is_closed
