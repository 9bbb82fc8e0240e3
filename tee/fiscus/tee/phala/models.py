"""Phala Cloud's answers (version 2026-01-21 of its API). What it may leave out may be `None`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Id: TypeAlias = Annotated[str, BeforeValidator(str)]
"""Some are numbers."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class User(_Part):
    username: str
    email: str = ""


class Workspace(_Part):
    id: Id
    name: str
    tier: str = ""


class Credits(_Part):
    balance: Decimal
    granted_balance: Decimal = Decimal(0)


class Account(_Part):
    """Of `GET /auth/me`."""

    user: User
    workspace: Workspace
    credits: Credits


class Resources(_Part):
    instance_type: str | None = None
    vcpu: int | None = None
    memory_in_gb: Decimal | None = None
    disk_in_gb: int | None = None


class NodeName(_Part):
    id: int | None = None
    name: str | None = None
    region: str | None = None


class SystemImage(_Part):
    name: str | None = None
    version: str | None = None
    is_dev: bool | None = None
    os_image_hash: str | None = None


class KeyService(_Part):
    """The KMS of a CVM. One with a `chain_id` asks a contract which compose files may run."""

    chain_id: int | None = None
    encrypted_env_pubkey: str | None = None


class Endpoint(_Part):
    app: str
    instance: str


class Cvm(_Part):
    """Of `GET /cvms/{id}` and, without a compose file, of `GET /cvms/paginated`."""

    id: Id
    name: str
    status: str
    app_id: str | None = None
    vm_uuid: str | None = None
    instance_id: str | None = None
    resource: Resources = Resources()
    node_info: NodeName | None = None
    os: SystemImage | None = None
    kms_type: str | None = None
    kms_info: KeyService | None = None
    compose_hash: str | None = None
    endpoints: tuple[Endpoint, ...] | None = None
    public_logs: bool | None = None


class Page(_Part):
    items: tuple[Cvm, ...]
    total: int
    page: int
    page_size: int
    pages: int


class Machine(_Part):
    """What making, starting and stopping a CVM answer."""

    id: Id
    name: str
    status: str
    app_id: str | None = None
    vm_uuid: str | None = None


class KmsInfo(_Part):
    id: str
    slug: str | None = None
    url: str = ""
    version: str = ""
    chain_id: int | None = None


class Provision(_Part):
    """Of `POST /cvms/provision`: nothing runs yet.

    An application whose keys belong to a contract on a chain has no `app_id` here.
    """

    compose_hash: str
    app_id: str | None = None
    app_env_encrypt_pubkey: str | None = None
    kms_id: str | None = None
    kms_info: KmsInfo | None = None
    device_id: str | None = None
    os_image_hash: str | None = None
    node_id: int | None = Field(default=None, alias="teepod_id")
    instance_type: str | None = None


class EnvKey(_Part):
    """Of `GET /kms/{kms}/pubkey/{app_id}`, signed by the KMS."""

    public_key: str
    signature: str
    signature_v1: str | None = None
    timestamp: int | None = None


class UpdateProvision(_Part):
    """Of `POST /cvms/{id}/compose_file/provision`."""

    compose_hash: str
    app_id: str | None = None
    kms_info: KmsInfo | None = None


class Image(_Part):
    name: str
    is_dev: bool = False
    os_image_hash: str | None = None


class Node(_Part):
    """A machine that runs CVMs; Phala calls it a teepod."""

    teepod_id: int
    name: str
    listed: bool = True
    region_identifier: str | None = None
    remaining_vcpu: Decimal
    remaining_memory: Decimal
    """MB."""
    remaining_cvm_slots: Decimal
    images: tuple[Image, ...] = ()
    support_onchain_kms: bool = False
    default_kms: str | None = None


class Nodes(_Part):
    tier: str = ""
    nodes: tuple[Node, ...]
    kms_list: tuple[KmsInfo, ...] = ()


class KmsPage(_Part):
    items: tuple[KmsInfo, ...]
    total: int


class InstanceType(_Part):
    id: str
    name: str
    vcpu: int
    memory_mb: int
    hourly_rate: Decimal
    requires_gpu: bool = False
    default_disk_size_gb: int = 20


class InstanceFamily(_Part):
    name: str
    items: tuple[InstanceType, ...]


class InstanceTypes(_Part):
    result: tuple[InstanceFamily, ...]


class Container(_Part):
    id: str
    names: tuple[str, ...] = ()
    image: str = ""
    state: str = ""
    status: str = ""
    log_endpoint: str | None = None


class Composition(_Part):
    """Of `GET /cvms/{id}/composition`: what runs in it."""

    is_online: bool
    error: str | None = None
    containers: tuple[Container, ...] | None = None


class TcbInfo(_Part):
    mrtd: str
    rtmr0: str
    rtmr1: str
    rtmr2: str
    rtmr3: str
    event_log: tuple[dict[str, Any], ...]
    app_compose: str


class Certificate(_Part):
    subject: dict[str, Any]
    issuer: dict[str, Any]
    not_after: str
    fingerprint: str
    quote: str | None = None


class Attestation(_Part):
    """Of `GET /cvms/{id}/attestation`. It is Phala Cloud's word until somebody verifies it."""

    is_online: bool
    is_public: bool = True
    error: str | None = None
    app_certificates: tuple[Certificate, ...] | None = None
    tcb_info: TcbInfo | None = None
    compose_file: str | None = None
