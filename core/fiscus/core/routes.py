"""Routes: HTTP endpoints that a plugin adds, as plain values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from fiscus.core.errors import ConfigError
from fiscus.core.jsontext import Json

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime


class RouteType(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    DELETE = "DELETE"
    STATIC = "STATIC"
    """A file, or a folder of files."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    content_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks. The names of `headers` are in small letters."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: Json = None
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    """The parts of the path that the route names: `{id}`."""
    files: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What the client gets: `body` as JSON."""

    body: Json = None
    status: int = 200


RouteHandler: TypeAlias = "Callable[[Request, AgentRuntime], Awaitable[Response]]"


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint: a handler, or the place of files for `STATIC`.

    Raises `ConfigError` for a path without a leading slash, and for a route without its part.
    """

    type: RouteType
    path: str
    handler: RouteHandler | None = None
    file_path: str | None = None
    name: str | None = None
    """How the endpoint is listed."""
    public: bool = False
    """Served without the server's token, and listed."""
    is_multipart: bool = False

    def __post_init__(self) -> None:
        if not self.path.startswith("/"):
            raise ConfigError(f"route path {self.path!r} has no leading slash")
        static = self.type is RouteType.STATIC
        if static and self.file_path is None:
            raise ConfigError(f"static route {self.path!r} names no file or folder")
        if not static and self.handler is None:
            raise ConfigError(f"route {self.path!r} has no handler")

    def __str__(self) -> str:
        return f"{self.type} {self.path}"
