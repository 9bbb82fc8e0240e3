"""A package becomes a CVM, in two steps: an application is reserved, then it is run.

Between the steps nothing runs and nothing is paid. What was reserved is remembered, so the same
command again goes on with it; and before it runs anything it asks whether the last attempt did, in
spite of an answer that never came. So no attempt, however it ends, leaves two CVMs behind, and none
leaves one that nobody knows of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fiscus.core.errors import RequestError
from fiscus.tee.packaging.package import Package
from fiscus.tee.phala.client import Phala, create_order, provision_order
from fiscus.tee.phala.deployments import Deployment, Deployments, request_hash
from fiscus.tee.phala.errors import Clash, NotThere, Refused
from fiscus.tee.phala.models import Cvm
from fiscus.tee.phala.sealing import Signers, check_installed, sealed, signer_for
from fiscus.tee.phala.transport import Order

VCPUS: Final = 2
MEMORY_MB: Final = 4096
DISK_GB: Final = 40
NAME: Final = re.compile(r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]{3,61}[a-zA-Z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    vcpu: int = VCPUS
    memory_mb: int = MEMORY_MB
    disk_gb: int = DISK_GB
    instance_type: str | None = None
    """In place of the processors and the memory."""
    node: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What runs now."""

    name: str
    app_id: str
    compose_hash: str
    """That Phala Cloud gave for it."""
    status: str
    vm_uuid: str | None
    signer: str | None = None
    """The KMS's key that signed the one to encrypt with."""
    found: bool = False
    """An attempt before had made it; its answer was lost."""


def check_name(name: str) -> None:
    """Raises `RequestError` for a name that Phala Cloud does not take."""
    if not NAME.fullmatch(name):
        raise RequestError(
            f"{name[:80]!r} is no name for a CVM",
            hint="5 to 63 letters, digits and single dashes, beginning with a letter.",
        )


def provision_body(package: Package, size: Size) -> Mapping[str, object]:
    """Of `POST /cvms/provision`. There is no value of the environment in it."""
    given: dict[str, object] = {"name": package.app.name, "kms": "PHALA", "listed": False}
    if size.instance_type:
        given["instance_type"] = size.instance_type
    else:
        given |= {"vcpu": size.vcpu, "memory": size.memory_mb}
    given |= {"disk_size": size.disk_gb, "compose_file": dict(package.app.fields)}
    given |= {"teepod_id": size.node} if size.node is not None else {}
    return given | ({"env_keys": sorted(package.environment)} if package.environment else {})


def create_body(
    deployment: Deployment, package: Package, encrypted: str | None
) -> Mapping[str, object]:
    """Of `POST /cvms`."""
    body: dict[str, object] = {
        "app_id": deployment.app_id,
        "compose_hash": deployment.compose_hash,
    }
    if encrypted is not None:
        body |= {"encrypted_env": encrypted, "env_keys": sorted(package.environment)}
    return body


def planned(package: Package, size: Size) -> tuple[Order, ...]:
    """The orders that a deployment consists of, with words where answers come in."""
    told = Deployment(
        name=package.app.name,
        app_id="<app_id of the first answer>",
        compose_hash="<compose_hash of the first answer>",
        public_key=None,
        kms=None,
        request="",
    )
    names = len(package.environment)
    encrypted = f"<{names} values, encrypted for this application alone>" if names else None
    return (
        provision_order(provision_body(package, size)),
        create_order(create_body(told, package, encrypted)),
    )


@dataclass(frozen=True, slots=True)
class Deployer:
    client: Phala
    deployments: Deployments
    signers: Signers

    async def deploy(self, package: Package, size: Size) -> Deployed:
        """Raises the errors of `phala.errors`, and `Forged`. The same call again is safe."""
        check_name(package.app.name)
        if package.environment:
            check_installed()
        body = provision_body(package, size)
        known = self.deployments.get(package.app.name)
        if known is not None:
            running = await self._running(known.app_id)
            if running is not None:
                return self._found(known, running, request_hash(body))
            if not known.created and known.request == request_hash(body):
                try:
                    return await self._run(known, package)
                except NotThere:
                    pass  # What was reserved has lapsed.
            self.deployments.forget(known.name)
        return await self._run(await self._reserve(package.app.name, body), package)

    def _found(self, known: Deployment, running: Cvm, request: str) -> Deployed:
        """Raises `Clash` unless it is what the last attempt, of which nobody heard, has made."""
        if known.created or known.request != request:
            raise Clash(
                f"{known.name!r} runs already, as application {known.app_id}",
                hint="`fiscus tee phala cvms update` changes what it runs and keeps its wallets;"
                " another --name makes another one.",
            )
        self.deployments.keep(replace(known, created=True))
        return Deployed(
            name=known.name,
            app_id=known.app_id,
            compose_hash=known.compose_hash,
            status=running.status,
            vm_uuid=running.vm_uuid,
            found=True,
        )

    async def _reserve(self, name: str, body: Mapping[str, object]) -> Deployment:
        made = await self.client.provision(body)
        if made.app_id is None:
            raise RequestError(
                "The keys of this application would belong to a contract on a chain",
                hint="That takes Phala's own program: `npx phala deploy --kms base`.",
            )
        kms = (made.kms_info and (made.kms_info.slug or made.kms_info.id)) or made.kms_id
        return self.deployments.keep(
            Deployment(
                name=name,
                app_id=made.app_id.removeprefix("0x").removeprefix("app_"),
                compose_hash=made.compose_hash,
                public_key=made.app_env_encrypt_pubkey,
                kms=kms,
                request=request_hash(body),
            )
        )

    async def _run(self, reserved: Deployment, package: Package) -> Deployed:
        signer = encrypted = None
        if package.environment:
            key = reserved.public_key or ""
            signer = await signer_for(self.client, self.signers, reserved.kms, reserved.app_id, key)
            encrypted = sealed(package.environment, key)
        try:
            made = await self.client.create(create_body(reserved, package, encrypted))
        except (NotThere, Refused):
            self.deployments.forget(reserved.name)
            raise
        self.deployments.keep(replace(reserved, created=True))
        return Deployed(
            name=reserved.name,
            app_id=reserved.app_id,
            compose_hash=reserved.compose_hash,
            status=made.status,
            vm_uuid=made.vm_uuid,
            signer=signer,
        )

    async def _running(self, app_id: str) -> Cvm | None:
        try:
            return await self.client.cvm(app_id)
        except NotThere:
            return None
