"""A small HTTP/1.1 server on a socket of this machine: loopback, or a file."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, socket
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


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a client may take of the server at most."""

    body: int = MAX_BODY
    """Bytes."""
    seconds: float | None = None
    """Until the next request of a connection is there as a whole."""
    connections: int | None = None
    """At the same time. One more is closed at once."""
    grace: float = 0.0
    """Seconds that requests under way have when the server stops."""


Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
FREE: Final = Bounds()


def unix_listener(path: Path, *, mode: int = 0o600, group: str | None = None) -> socket:
    """A socket file that is bound, and that nobody can reach before its mode and group are set.

    What is at `path` is replaced. Raises `OSError`, and `LookupError` for a group.
    """
    path.unlink(missing_ok=True)
    listener = socket(AF_UNIX, SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(mode)
        if group is not None:
            shutil.chown(path, group=group)
    except (OSError, LookupError):
        listener.close()
        raise
    return listener


@asynccontextmanager
async def serve_on(
    listener: socket, handler: Handler, bounds: Bounds = FREE
) -> AsyncGenerator[None]:
    """Answer what comes in at a socket that is bound. It is closed at the end, and its file gone.

    A request whose client went away is handled to its end all the same.
    """
    connections: dict[asyncio.Task[None], _Conversation] = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        full = bounds.connections is not None and len(connections) >= bounds.connections
        if task is None or full:
            writer.close()
            return
        conversation = connections[task] = _Conversation(reader, writer, handler, bounds)
        task.add_done_callback(lambda done: connections.pop(done, None))
        try:
            with suppress(ConnectionError, TimeoutError, asyncio.CancelledError):
                await conversation.run()
        finally:
            writer.close()

    in_a_file = listener.family == AF_UNIX
    file = Path(str(listener.getsockname())) if in_a_file else None
    start = asyncio.start_unix_server if in_a_file else asyncio.start_server
    server = await start(talk, sock=listener)
    try:
        yield
    finally:
        server.close()
        _remove(file)
        for conversation in connections.values():
            conversation.ending = True
        busy = [task for task, conversation in connections.items() if conversation.busy]
        if busy and bounds.grace:
            await asyncio.wait(busy, timeout=bounds.grace)
        ending = list(connections)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending)
        await server.wait_closed()


def _remove(file: Path | None) -> None:
    if file is not None:
        file.unlink(missing_ok=True)


class _Conversation:
    """One connection, kept open for as many requests as come."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        handler: Handler,
        bounds: Bounds,
    ) -> None:
        import h11

        self._reader = reader
        self._writer = writer
        self._handler = handler
        self._bounds = bounds
        self._http = h11.Connection(h11.SERVER)
        self.busy = False
        """Whether a request is being handled."""
        self.ending = False
        """Whether no request after this one is taken."""

    async def run(self) -> None:
        import h11

        try:
            while (request := await self._next()) is not None:
                self.busy = True
                self._send(await self._handler(request), with_body=request.method != "HEAD")
                await self._writer.drain()
                self.busy = False
                if self.ending or self._http.our_state is not h11.DONE:
                    return
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as exc:
            if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
                self._send(Response(exc.error_status_hint, b""), with_body=True)

    async def _next(self) -> Request | None:
        """The next one, or `None` when there is no more. Raises `TimeoutError`."""
        async with asyncio.timeout(self._bounds.seconds):
            return await self._request()

    async def _request(self) -> Request | None:
        import h11

        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = await self._event()
            if isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > self._bounds.body:
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
        parts = [self._http.send(event) or b"" for event in (*events, h11.EndOfMessage())]
        # In one piece: a body behind its head would wait for the client's word that it has that.
        self._writer.write(b"".join(parts))


def _read(head: h11.Request, body: bytes) -> Request:
    import h11

    try:
        target = urlsplit(head.target.decode("ascii"))
    except ValueError as exc:
        raise h11.RemoteProtocolError("no address", error_status_hint=400) from exc
    query = dict(parse_qsl(target.query, keep_blank_values=True))
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return Request(head.method.decode("ascii"), target.path, query, body, headers)
