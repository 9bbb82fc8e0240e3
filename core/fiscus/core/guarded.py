"""Fetching from an address that was found in data, without being led anywhere else by it.

Its host is looked up once, and the connection goes to that very IP address, which must be public:
neither a name that changes its mind nor another spelling of an address leads into this machine or
its network. No redirects, no cookies, no proxy, nothing unpacked, and bounds on time and size.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from fiscus.core.errors import FetchRefused

if TYPE_CHECKING:
    import httpx

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a host and port."""
JSON_TYPES: Final = frozenset({"application/json", "application/octet-stream", "text/plain"})
"""What places that keep JSON say it is."""
_NAME: Final = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+")
_EMBEDDED: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses in IPv6 ones for translators (RFC 6052)."""
_PROTOCOLS: Final = ipaddress.ip_network("192.0.0.0/24")
"""Of the IETF's protocols (RFC 6890); Python takes some of them for global."""


async def looked_up(host: str, port: int) -> Sequence[str]:
    """By the system's resolver."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return [str(place[4][0]) for place in found]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's, in every way of reading it."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = _inner(ip)
    if inner is not None:
        return is_public(str(inner))
    if ip in _PROTOCOLS:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


@dataclass(frozen=True, slots=True)
class Guard:
    """What a fetch may do. The defaults are for an address that a stranger wrote."""

    seconds: float = 10.0
    most_bytes: int = 1_000_000
    types: frozenset[str] = JSON_TYPES
    port: int = 443
    """The only port."""
    resolve: Resolve = looked_up
    public: Callable[[str], bool] = is_public
    trust: ssl.SSLContext | None = None
    """Whose certificates are believed; `None` for those that this machine believes."""

    async def fetch(self, url: str) -> bytes:
        """What is at an https address. Raises `FetchRefused`, which does not show the address."""
        host, target = self._place(url)
        try:
            async with asyncio.timeout(self.seconds):
                return await self._at(await self._ip(host), host, target)
        except TimeoutError:
            raise FetchRefused(f"it took more than {self.seconds:g} seconds") from None

    def _place(self, url: str) -> tuple[str, str]:
        """The host, in its ASCII form, and what to ask it for."""
        import httpx

        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            raise FetchRefused("it is no address") from None
        if parsed.scheme != "https":
            raise FetchRefused("only https addresses are fetched")
        if parsed.userinfo or (parsed.port or 443) != self.port:
            raise FetchRefused("it names a user, or another port")
        host = parsed.raw_host.decode("ascii").lower().rstrip(".")
        if not (_is_ip(host) or _NAME.fullmatch(host)):
            # `127.1`, `0x7f000001` and `2130706433` are addresses to some readers.
            raise FetchRefused("its host is neither a full name nor a plain IP address")
        return host, parsed.raw_path.decode("ascii")

    async def _ip(self, host: str) -> str:
        found = [host] if _is_ip(host) else await self.resolve(host, self.port)
        if not found:
            raise FetchRefused("its host is not known")
        if not all(map(self.public, found)):
            raise FetchRefused("its host is not on the internet")
        return found[0]

    async def _at(self, ip: str, host: str, target: str) -> bytes:
        import httpx

        # The connection goes to the address that was looked at; the certificate is the name's.
        shown = f"[{ip}]" if ":" in ip else ip
        request = httpx.Request(
            "GET",
            f"https://{shown}:{self.port}{target}",
            headers={"Host": host, "Accept-Encoding": "identity", "Accept": "*/*"},
            extensions={"sni_hostname": host},
        )
        trust = self.trust or _trusted()
        try:
            async with httpx.AsyncHTTPTransport(verify=trust, trust_env=False, retries=0) as wire:
                response = await wire.handle_async_request(request)
                try:
                    return await self._read(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise FetchRefused(f"the connection failed: {type(error).__name__}") from error

    async def _read(self, response: httpx.Response) -> bytes:
        if response.status_code != 200:
            raise FetchRefused(f"HTTP {response.status_code}")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        packed = response.headers.get("content-encoding", "identity").lower()
        if kind not in self.types or packed != "identity":
            raise FetchRefused("what is there is of another kind")
        body = bytearray()
        async for part in cast("AsyncIterable[bytes]", response.stream):
            body += part
            if len(body) > self.most_bytes:
                raise FetchRefused(f"it is larger than {self.most_bytes // 1000} kB")
        return bytes(body)


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _inner(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for, if any."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _EMBEDDED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
