"""A small HTTP/1.1 server on loopback or a socket file, for stand-ins of services."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fiscus.core.serving import MAX_BODY, Handler, Request, Response, serve_on, unix_listener

__all__ = ["MAX_BODY", "Handler", "Request", "Response", "serve", "serve_socket"]


@asynccontextmanager
async def serve(handler: Handler) -> AsyncGenerator[str]:
    """The base address of `handler` at a free port, without a slash at the end."""
    listener = socket.create_server(("127.0.0.1", 0))
    async with serve_on(listener, handler):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serve_socket(handler: Handler, path: Path) -> AsyncGenerator[None]:
    """`handler` at a unix socket that only this user may open. What is at `path` is replaced."""
    async with serve_on(unix_listener(path), handler):
        yield
