"""Intel's papers are fetched as Intel serves them, and vouch for the recorded quote."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from urllib.parse import quote as quoted

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from fiscus.core.errors import RpcUnavailable
from fiscus.tee.evidence.collateral import fetched_collateral
from fiscus.tee.evidence.quotes import QuoteRefused, verified
from tests.tee.recorded import NOW, document

SGX, TDX, ROOT = "/sgx/certification/v4", "/tdx/certification/v4", "/IntelSGXRootCA.der"


class Intel:
    """Serves the recorded papers under the paths, and with the headers, of Intel's service."""

    def __init__(self) -> None:
        self.papers = document()["collateral"]
        self.asked: list[str] = []
        self.broken: dict[str, web.Response] = {}

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if request.path in self.broken:
            return self.broken[request.path]
        papers = self.papers
        if request.path == f"{SGX}/pckcrl":
            header = {"SGX-PCK-CRL-Issuer-Chain": quoted(papers["pck_crl_issuer_chain"])}
            return web.Response(body=bytes.fromhex(papers["pck_crl"]), headers=header)
        if request.path == ROOT:
            return web.Response(body=bytes.fromhex(papers["root_ca_crl"]))
        name, paper, chain = {
            f"{TDX}/tcb": ("tcbInfo", "tcb_info", "TCB-Info-Issuer-Chain"),
            f"{TDX}/qe/identity": (
                "enclaveIdentity",
                "qe_identity",
                "SGX-Enclave-Identity-Issuer-Chain",
            ),
        }[request.path]
        text = f'{{"{name}":{papers[paper]},"signature":"{papers[paper + "_signature"]}"}}'
        return web.Response(
            text=text,
            headers={chain: quoted(papers[f"{paper}_issuer_chain"])},
            content_type="application/json",
        )


@pytest.fixture
async def service() -> AsyncGenerator[tuple[Intel, str]]:
    intel = Intel()
    program = web.Application()
    program.router.add_get("/{path:.*}", intel.answer)
    server = TestServer(program)
    async with server:
        yield intel, str(server.make_url("")).rstrip("/")


async def test_what_is_fetched_vouches_for_the_quote(service: tuple[Intel, str]) -> None:
    intel, address = service
    quote = bytes.fromhex(document()["quote"])
    papers = await fetched_collateral(quote, service=address, root_list=address + ROOT)
    assert papers == {name: intel.papers[name] for name in papers}
    assert verified(quote, papers, now=NOW).status == "UpToDate"
    fmspc = json.loads(intel.papers["tcb_info"])["fmspc"]
    assert sorted(intel.asked) == sorted(
        [
            f"{SGX}/pckcrl?ca=platform&encoding=der",
            f"{TDX}/tcb?fmspc={fmspc}",
            f"{TDX}/qe/identity",
            ROOT,
        ]
    )


@pytest.mark.parametrize("path", [f"{SGX}/pckcrl", f"{TDX}/tcb", f"{TDX}/qe/identity", ROOT])
@pytest.mark.parametrize("status", [404, 500])
async def test_a_paper_that_is_missing_is_told(
    service: tuple[Intel, str], path: str, status: int
) -> None:
    intel, address = service
    intel.broken[path] = web.Response(status=status)
    with pytest.raises(RpcUnavailable, match=f"HTTP {status}"):
        await fetched_collateral(
            bytes.fromhex(document()["quote"]), service=address, root_list=address + ROOT
        )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tcbInfo":{}}'])
async def test_a_paper_in_another_form_is_told(service: tuple[Intel, str], text: str) -> None:
    intel, address = service
    intel.broken[f"{TDX}/tcb"] = web.Response(text=text)
    with pytest.raises(RpcUnavailable, match="form"):
        await fetched_collateral(
            bytes.fromhex(document()["quote"]), service=address, root_list=address + ROOT
        )


async def test_a_service_that_is_away_is_told() -> None:
    with pytest.raises(RpcUnavailable, match="ConnectError"):
        await fetched_collateral(
            bytes.fromhex(document()["quote"]),
            service="http://127.0.0.1:9",
            root_list="http://127.0.0.1:9",
        )


async def test_without_a_quote_nobody_is_asked() -> None:
    with pytest.raises(QuoteRefused):
        await fetched_collateral(b"no quote", service="http://127.0.0.1:9")
