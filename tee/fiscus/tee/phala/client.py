"""Phala Cloud's API: CVMs, the nodes that run them, and the account that pays.

Endpoints and shapes are those of Phala's own SDK (`@phala/cloud` 0.2). Every method raises the
errors of `phala.errors`, and `BadServiceAnswer`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, Literal, TypeAlias, cast
from urllib.parse import quote

from fiscus.core.errors import RequestError
from fiscus.core.secrets import Secret
from fiscus.core.settings import PHALA_PREFIX
from fiscus.tee.phala.models import (
    Account,
    Attestation,
    Composition,
    Cvm,
    EnvKey,
    InstanceFamily,
    InstanceTypes,
    KmsInfo,
    KmsPage,
    Machine,
    Nodes,
    Page,
    Provision,
    UpdateProvision,
)
from fiscus.tee.phala.transport import Order, Wire

Change: TypeAlias = Literal["start", "stop", "shutdown", "restart"]
PAGE_SIZE: Final = 50
MOST_PAGES: Final = 100
_APP_ID: Final = re.compile(r"(?:0x)?([0-9a-fA-F]{40})")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}")


def cvm_id(text: str) -> str:
    """A CVM as the API's paths name it: by id, name, instance, UUID or application (`app_…`).

    Raises `RequestError` for what can be none of them.
    """
    if app := _APP_ID.fullmatch(text):
        return f"app_{app[1]}"
    if not _NAME.fullmatch(text):
        raise RequestError(
            f"{text[:80]!r} names no CVM", hint="`fiscus tee phala cvms list` shows yours."
        )
    return text.replace("-", "") if _UUID.fullmatch(text) else text


class Phala:
    """One account of Phala Cloud."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def me(self) -> Account:
        return self._wire.read(Account, await self._wire.ask("auth/me"))

    async def cvms(self) -> Sequence[Cvm]:
        """All of them."""
        found: list[Cvm] = []
        for page in range(1, MOST_PAGES + 1):
            query = {"page": page, "page_size": PAGE_SIZE}
            answer = self._wire.read(Page, await self._wire.ask("cvms/paginated", query))
            found += answer.items
            if page >= answer.pages:
                break
        return found

    async def cvm(self, name: str) -> Cvm:
        return self._wire.read(Cvm, await self._wire.ask(f"cvms/{cvm_id(name)}"))

    async def composition(self, name: str) -> Composition:
        answer = await self._wire.ask(f"cvms/{cvm_id(name)}/composition")
        return self._wire.read(Composition, answer)

    async def attestation(self, name: str) -> tuple[Attestation, Mapping[str, object]]:
        """Read, and as it came."""
        answer = await self._wire.ask(f"cvms/{cvm_id(name)}/attestation")
        return self._wire.read(Attestation, answer), cast("dict[str, object]", answer)

    async def compose_file(self, name: str) -> Mapping[str, object]:
        """The app-compose of a CVM, as Phala Cloud keeps it."""
        answer = await self._wire.ask(f"cvms/{cvm_id(name)}/compose_file")
        return cast("dict[str, object]", answer) if isinstance(answer, dict) else {}

    async def nodes(self) -> Nodes:
        return self._wire.read(Nodes, await self._wire.ask("teepods/available"))

    async def kms(self) -> Sequence[KmsInfo]:
        return self._wire.read(KmsPage, await self._wire.ask("kms")).items

    async def env_key(self, kms: str, app_id: str) -> EnvKey:
        """The key that an application's environment is encrypted with."""
        answer = await self._wire.ask(f"kms/{quote(kms, safe='')}/pubkey/{app_id}")
        return self._wire.read(EnvKey, answer)

    async def instance_types(self) -> Sequence[InstanceFamily]:
        return self._wire.read(InstanceTypes, await self._wire.ask("instance-types")).result

    async def provision(self, body: Mapping[str, object]) -> Provision:
        """Reserve an application for an app-compose. Nothing runs of it, and nothing is paid."""
        order = provision_order(body)
        return self._wire.read(Provision, await self._wire.order(order))

    async def create(self, body: Mapping[str, object]) -> Machine:
        """Run what was provisioned."""
        return self._wire.read(Machine, await self._wire.order(create_order(body)))

    async def change(self, name: str, what: Change) -> Machine:
        body = {"force": False} if what == "restart" else None
        order = Order("POST", f"cvms/{cvm_id(name)}/{what}", body)
        return self._wire.read(Machine, await self._wire.order(order))

    async def provision_update(self, name: str, body: Mapping[str, object]) -> UpdateProvision:
        """Reserve another app-compose for a CVM; it goes on with the one it has."""
        answer = await self._wire.order(provision_update_order(name, body))
        return self._wire.read(UpdateProvision, answer)

    async def update(self, name: str, body: Mapping[str, object]) -> None:
        """Change to the app-compose that was reserved."""
        await self._wire.order(update_order(name, body))

    async def resize(self, name: str, body: Mapping[str, object]) -> None:
        """Other resources: `vcpu`, `memory` (MB), `disk_size` (GB), `allow_restart`."""
        await self._wire.order(Order("PATCH", f"cvms/{cvm_id(name)}/resources", body))

    async def delete(self, name: str) -> None:
        """For ever: its disk goes, too."""
        await self._wire.order(Order("DELETE", f"cvms/{cvm_id(name)}"))


def provision_order(body: Mapping[str, object]) -> Order:
    return Order("POST", "cvms/provision", body)


def create_order(body: Mapping[str, object]) -> Order:
    return Order("POST", "cvms", body)


def provision_update_order(name: str, body: Mapping[str, object]) -> Order:
    return Order("POST", f"cvms/{cvm_id(name)}/compose_file/provision", body)


def update_order(name: str, body: Mapping[str, object]) -> Order:
    return Order("PATCH", f"cvms/{cvm_id(name)}/compose_file", body)


@asynccontextmanager
async def phala(key: Secret, base_url: str = PHALA_PREFIX.default) -> AsyncGenerator[Phala]:
    """A client for as long as it is needed."""
    import httpx

    async with httpx.AsyncClient(timeout=None, follow_redirects=False) as http:
        yield Phala(Wire(http, key, base_url))
