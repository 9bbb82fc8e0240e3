"""Intel's papers for the machine that signed a quote, as Intel itself serves them.

Intel SGX and TDX Provisioning Certification Service, version 4:
https://api.portal.trustedservices.intel.com/content/documentation.html. All of it is signed; who
serves it can withhold it, and vouch for nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import unquote

from fiscus.core.errors import RequestError, RpcUnavailable
from fiscus.tee.evidence.quotes import machine_of

if TYPE_CHECKING:
    import httpx

INTEL: Final = "https://api.trustedservices.intel.com"
ROOT_LIST: Final = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"
"""What the root has revoked; the root certificate itself names this address."""
SECONDS: Final = 20.0


async def fetched_collateral(
    quote: bytes, *, service: str = INTEL, root_list: str = ROOT_LIST
) -> Mapping[str, object]:
    """Of today, in the form that dcap-qvl reads. Raises `QuoteRefused`, `RpcUnavailable`."""
    import httpx

    machine = machine_of(quote)
    sgx, tdx = f"{service}/sgx/certification/v4", f"{service}/tdx/certification/v4"
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(trust_env=True, timeout=SECONDS) as http,
            asyncio.TaskGroup() as tasks,
        ):
            crl = tasks.create_task(_got(http, f"{sgx}/pckcrl?ca={machine.ca}&encoding=der"))
            tcb = tasks.create_task(_got(http, f"{tdx}/tcb?fmspc={machine.fmspc}"))
            enclave = tasks.create_task(_got(http, f"{tdx}/qe/identity"))
            revoked = tasks.create_task(_got(http, root_list))
    except* (httpx.HTTPError, TimeoutError, RequestError) as failures:
        raise RpcUnavailable(
            f"Intel's papers for the machine could not be fetched: {_first(failures)}",
            hint=f"{INTEL} must be reachable; or name a file of them with --collateral.",
        ) from failures
    tcb_info, tcb_signature = _signed(tcb.result(), "tcbInfo")
    identity, identity_signature = _signed(enclave.result(), "enclaveIdentity")
    return {
        "pck_crl_issuer_chain": _chain(crl.result(), "SGX-PCK-CRL-Issuer-Chain"),
        "pck_crl": crl.result().content.hex(),
        "root_ca_crl": revoked.result().content.hex(),
        "tcb_info_issuer_chain": _chain(tcb.result(), "TCB-Info-Issuer-Chain"),
        "tcb_info": tcb_info,
        "tcb_info_signature": tcb_signature,
        "qe_identity_issuer_chain": _chain(enclave.result(), "SGX-Enclave-Identity-Issuer-Chain"),
        "qe_identity": identity,
        "qe_identity_signature": identity_signature,
    }


async def _got(http: httpx.AsyncClient, address: str) -> httpx.Response:
    response = await http.get(address)
    if response.status_code != 200:
        raise RequestError(f"HTTP {response.status_code}")
    return response


def _first(failures: BaseExceptionGroup[BaseException]) -> str:
    error = failures.exceptions[0]
    return str(error) if isinstance(error, RequestError) else type(error).__name__


def _chain(response: httpx.Response, header: str) -> str:
    """Certificates as PEM; what is missing is found out when the papers are checked."""
    return unquote(response.headers.get(header, ""))


def _signed(response: httpx.Response, name: str) -> tuple[str, str]:
    """The text that was signed, to the letter: Intel writes without spaces. And the signature."""
    try:
        body = cast("dict[str, object]", response.json())
        return json.dumps(body[name], separators=(",", ":")), str(body["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise RpcUnavailable("Intel's papers for the machine are not in their form") from error
