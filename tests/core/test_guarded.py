"""An address out of data leads to what is public, and nowhere else."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import Sequence

import pytest
from aiohttp import web

from fiscus.core.errors import FetchRefused
from fiscus.core.guarded import Guard, is_public
from tests.core.tls.serving import HOST, Site, serving

PRIVATE = (
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::",
    "::1",
    "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1", "nonsense", "",
)  # fmt: skip
PUBLIC = ("1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101")


async def plain(request: web.Request) -> web.Response:
    return web.json_response({"name": "Ada"})


async def no_lookup(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known_in_every_spelling(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


async def test_a_public_site_is_read_over_its_own_name() -> None:
    async with serving(plain) as site:
        assert await site.guard().fetch(site.url) == b'{"name": "Ada"}'
        [request] = site.requests
    assert request.headers["Host"] == HOST
    assert {"Cookie", "Authorization", "Referer"}.isdisjoint(request.headers)
    assert site.lookups == [HOST]


@pytest.mark.parametrize(
    "url",
    [
        "http://site.example/agent",
        "ftp://site.example/agent",
        "file:///etc/passwd",
        "//site.example/agent",
        "https://user:password@site.example/agent",
        "https://site.example:22/agent",
        "https://localhost/agent",
        "https://printer/agent",
        "https://2130706433/agent",
        "https://0x7f000001/agent",
        "https://0177.0.0.1/agent",
        "https://127.1/agent",
        "https://0x7f.0.0.1/agent",
        "https://1.1.1.1.1/agent",
        "https://site.example.0x7f/agent",
        "https://[::1%25eth0]/agent",
        "https://site..example/agent",
        "https:///agent",
        "https://",
        "not an address",
        "",
    ],
)
async def test_what_is_no_plain_https_address_is_not_even_looked_up(url: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        await Guard(resolve=no_lookup).fetch(url)
    assert "example" not in refused.value.message


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:7f00:1]"])
async def test_an_address_of_this_network_is_not_connected_to(address: str) -> None:
    with pytest.raises(FetchRefused, match="not on the internet"):
        await Guard(resolve=no_lookup).fetch(f"https://{address}/latest/meta-data")


async def test_a_name_that_leads_into_this_network_even_among_others_is_refused() -> None:
    async with serving(plain) as site:
        for addresses in (["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["2606:4700::1", "::1"]):
            site.addresses = addresses
            with pytest.raises(FetchRefused, match="not on the internet"):
                await site.guard(public=is_public).fetch(site.url)
        site.addresses = ()
        with pytest.raises(FetchRefused, match="not known"):
            await site.guard().fetch(site.url)
    assert site.requests == []


async def test_a_name_that_changes_its_mind_is_asked_once_and_its_first_word_counts() -> None:
    async with serving(plain) as site:
        answers = iter([["127.0.0.1"], ["10.0.0.1"]])

        async def rebinding(host: str, port: int) -> Sequence[str]:
            return next(answers)

        guard = Guard(
            port=site.port,
            resolve=rebinding,
            public="127.0.0.1".__eq__,
            trust=site.guard().trust,
        )
        assert await guard.fetch(site.url)
        assert next(answers) == ["10.0.0.1"]


async def test_a_name_in_another_script_is_looked_up_in_its_plain_form() -> None:
    async with serving(plain) as site:
        assert await site.guard().fetch(f"https://Bücher.example:{site.port}/agent")
    assert site.lookups == ["xn--bcher-kva.example"]


async def test_a_certificate_of_another_name_or_of_nobody_known_is_refused() -> None:
    async with serving(plain) as site:
        with pytest.raises(FetchRefused, match="connection failed"):
            await site.guard().fetch(f"https://other.example:{site.port}/agent")
        stranger = Guard(port=site.port, resolve=site.resolve, public="127.0.0.1".__eq__)
        with pytest.raises(FetchRefused, match="connection failed"):
            await stranger.fetch(site.url)
    assert site.requests == []


async def answered(site: Site, **more: object) -> str:
    with pytest.raises(FetchRefused) as refused:
        await site.guard(**more).fetch(site.url)
    return refused.value.message


async def test_no_redirect_is_followed() -> None:
    async def elsewhere(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "https://127.0.0.1/secrets"})

    async with serving(elsewhere) as site:
        assert await answered(site) == "HTTP 302"
        assert len(site.requests) == 1


async def test_what_is_too_large_packed_or_of_another_kind_is_left() -> None:
    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" " * 1000)
        return response

    async def packed(request: web.Request) -> web.Response:
        return web.Response(
            body=gzip.compress(b" " * 10_000_000),
            headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
        )

    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="text/html")

    async with serving(large) as site:
        assert await answered(site, most_bytes=50_000) == "it is larger than 50 kB"
    for handler in (packed, page):
        async with serving(handler) as site:
            assert await answered(site) == "what is there is of another kind"


async def test_a_site_that_takes_its_time_is_left_in_time() -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    async with serving(slow) as site:
        assert await answered(site, seconds=0.3) == "it took more than 0.3 seconds"


def test_a_guard_checks_certificates_unless_it_is_told_whose_to_believe() -> None:
    assert Guard().trust is None
    context = ssl.create_default_context()
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
