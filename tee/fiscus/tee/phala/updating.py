"""Another compose file, or another environment, for a CVM that runs.

The application stays the same, and with it the keys of its wallets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from fiscus.core.errors import RequestError
from fiscus.tee.packaging.package import Package
from fiscus.tee.phala.client import Phala, provision_update_order, update_order
from fiscus.tee.phala.models import Cvm
from fiscus.tee.phala.sealing import Signers, check_installed, sealed, signer_for
from fiscus.tee.phala.transport import Order

KEPT: Final = ("allowed_envs", "pre_launch_script", "public_logs")
"""What stays as it is where no environment is brought along."""


@dataclass(frozen=True, slots=True)
class Updated:
    name: str
    app_id: str
    before: str | None
    """Compose hashes."""
    after: str


def update_body(current: Mapping[str, object], package: Package) -> Mapping[str, object]:
    """The app-compose that is there, with the package's parts in place of its own.

    Raises `RequestError` where services ask for names that the environment there cannot have.
    """
    fields = dict(package.app.fields)
    if not package.environment:
        fields = {name: value for name, value in fields.items() if name not in KEPT}
        allowed = current.get("allowed_envs")
        names = cast("list[str]", allowed) if isinstance(allowed, list) else []
        new = sorted(set(package.app.allowed_envs).difference(names))
        if new:
            raise RequestError(
                f"The environment there has no {', '.join(new)}",
                hint="Bring the whole environment: --env-file.",
            )
    return {**current, **fields}


def commit_body(compose_hash: str, package: Package, encrypted: str | None) -> Mapping[str, object]:
    """Of `PATCH /cvms/{id}/compose_file`."""
    if encrypted is None:
        return {"compose_hash": compose_hash}
    return {
        "compose_hash": compose_hash,
        "encrypted_env": encrypted,
        "env_keys": sorted(package.environment),
        "update_env_vars": True,
    }


def planned_update(name: str, current: Mapping[str, object], package: Package) -> tuple[Order, ...]:
    """The orders that an update consists of, with words where answers come in."""
    names = len(package.environment)
    encrypted = f"<{names} values, encrypted for this application alone>" if names else None
    commit = commit_body("<compose_hash of the first answer>", package, encrypted)
    return (
        provision_update_order(name, _provision(current, package)),
        update_order(name, commit),
    )


async def update(client: Phala, signers: Signers, cvm: Cvm, package: Package) -> Updated:
    """Raises the errors of `phala.errors`, and `Forged`.

    Until the last request the CVM goes on with what it has; the same call again is safe.
    """
    app_id = (cvm.app_id or "").removeprefix("0x")
    if cvm.kms_info and cvm.kms_info.chain_id:
        raise RequestError(
            f"What {cvm.name!r} may run is for a contract on a chain to say",
            hint=f"That takes Phala's own program: `npx phala deploy --cvm-id {cvm.id}`.",
        )
    if package.environment:
        check_installed()
    current = await client.compose_file(cvm.id)
    made = await client.provision_update(cvm.id, _provision(current, package))
    encrypted = None
    if package.environment:
        key = (cvm.kms_info and cvm.kms_info.encrypted_env_pubkey) or ""
        kms = (made.kms_info and (made.kms_info.slug or made.kms_info.id)) or None
        await signer_for(client, signers, kms, app_id, key)
        encrypted = sealed(package.environment, key)
    await client.update(cvm.id, commit_body(made.compose_hash, package, encrypted))
    return Updated(cvm.name, app_id, cvm.compose_hash, made.compose_hash)


def _provision(current: Mapping[str, object], package: Package) -> Mapping[str, object]:
    return {**update_body(current, package), "update_env_vars": bool(package.environment)}
