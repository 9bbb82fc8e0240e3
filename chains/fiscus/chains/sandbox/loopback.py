"""A small HTTP/1.1 server on loopback, for stand-ins of public services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    import h11

MAX_BODY: Final = 1024 * 1024
CHUNK: Final = 65536


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    """The last value of each name, decoded."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By name in lower case."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes
    content_type: str = "application/json"


Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def serve(handler: Handler) -> AsyncGenerator[str]:
    """The base address of `handler` at a free port, without a slash at the end."""
    connections: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            connections.add(task)
            task.add_done_callback(connections.discard)
        with suppress(ConnectionError, asyncio.CancelledError):
            await _Conversation(reader, writer, handler).run()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections)
        await server.wait_closed()


class _Conversation:
    """One connection, kept open for as many requests as come."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler
    ) -> None:
        import h11

        self._reader = reader
        self._writer = writer
        self._handler = handler
        self._http = h11.Connection(h11.SERVER)

    async def run(self) -> None:
        import h11

        try:
            while (request := await self._request()) is not None:
                self._send(await self._handler(request), with_body=request.method != "HEAD")
                await self._writer.drain()
                if self._http.our_state is not h11.DONE:
                    return
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as exc:
            if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
                self._send(Response(exc.error_status_hint, b""), with_body=True)

    async def _request(self) -> Request | None:
        """The next one, or `None` when there is no more."""
        import h11

        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = await self._event()
            if isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MAX_BODY:
                    raise h11.RemoteProtocolError("too much", error_status_hint=413)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _read(head, bytes(body))
            else:
                return None

    async def _event(self) -> object:
        import h11

        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                self._writer.write(self._http.send(go_on) or b"")
            self._http.receive_data(await self._reader.read(CHUNK))
        return event

    def _send(self, response: Response, *, with_body: bool) -> None:
        import h11

        headers = [
            ("content-type", response.content_type),
            ("content-length", str(len(response.body))),
        ]
        events: list[h11.Event] = [h11.Response(status_code=response.status, headers=headers)]
        if with_body:
            events.append(h11.Data(data=response.body))
        for event in (*events, h11.EndOfMessage()):
            self._writer.write(self._http.send(event) or b"")


def _read(head: h11.Request, body: bytes) -> Request:
    target = urlsplit(head.target.decode("ascii"))
    query = dict(parse_qsl(target.query, keep_blank_values=True))
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return Request(head.method.decode("ascii"), target.path, query, body, headers)
