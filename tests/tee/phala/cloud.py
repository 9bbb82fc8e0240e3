"""A stand-in of Phala Cloud on loopback: real HTTP, and the rules of its API that matter to us.

It issues a key for every application and decrypts what was encrypted with it, keeps what it was
asked in `calls`, and refuses what its API would refuse. `faults` are answered in place of what
would come, one after the other.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, TypeAlias, cast
from urllib.parse import parse_qs, urlsplit

from coincurve import PrivateKey
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eth_hash.auto import keccak

from fiscus.tee.evidence.compose import compose_hash, normalized

KEY: Final = "phak_stand-in-key-0123456789"
NAME: Final = re.compile(r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]{3,61}[a-zA-Z0-9]")
VERSIONS: Final = ("2025-10-28", "2026-01-21")
"""Of the API, that Phala's own programs speak."""
NODE: Final = {
    "teepod_id": 26,
    "name": "prod9",
    "listed": True,
    "resource_score": 0.8,
    "remaining_vcpu": 40.0,
    "remaining_memory": 80384.0,
    "remaining_cvm_slots": 12,
    "images": [{"name": "dstack-0.5.3", "is_dev": False, "version": [0, 5, 3]}],
    "support_onchain_kms": True,
    "region_identifier": "us-west-1",
    "default_kms": "phala-prod9",
    "kms_list": ["phala-prod9"],
}
KMS: Final = {
    "id": "kms_1",
    "slug": "phala-prod9",
    "url": "https://kms.example",
    "version": "v0.5.3",
    "chain_id": None,
    "kms_contract_address": None,
    "gateway_app_id": None,
}
ACCOUNT: Final = {
    "user": {
        "username": "ada",
        "email": "ada@example.org",
        "role": "user",
        "avatar": "",
        "email_verified": True,
        "totp_enabled": True,
        "has_backup_codes": True,
        "flag_has_password": True,
    },
    "workspace": {
        "id": "ws_1",
        "name": "Treasury",
        "slug": "treasury",
        "tier": "pro",
        "role": "owner",
    },
    "credits": {
        "balance": "12.50",
        "granted_balance": 5,
        "is_post_paid": False,
        "outstanding_amount": None,
    },
}
Body: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    body: Any = None


@dataclass(frozen=True, slots=True)
class Fault:
    """`None` as `status` cuts the connection; `after` does what was asked before it."""

    status: int | None
    body: Any = None
    after: bool = False
    path: str = ""
    """The only path that it happens at, if any."""
    retry_after: int | None = None


class Failure(Exception):
    def __init__(self, status: int, detail: object) -> None:
        super().__init__(status)
        self.status = status
        self.detail = detail


@dataclass
class Application:
    app_id: str
    compose: Body
    """The app-compose that was provisioned last."""
    name: str
    cvm: Body | None = None
    environment: Mapping[str, str] | None = None
    key: X25519PrivateKey = field(init=False)
    """It follows from the id, as a KMS derives it."""

    def __post_init__(self) -> None:
        seed = hashlib.sha256(self.app_id.encode()).digest()
        self.key = X25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> str:
        raw = self.key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return raw.hex()

    def decrypted(self, text: str) -> Mapping[str, str]:
        """As the guest does it: dstack's "Encrypted Environment Variables"."""
        data = bytes.fromhex(text)
        shared = self.key.exchange(X25519PublicKey.from_public_bytes(data[:32]))
        plain = AESGCM(shared).decrypt(data[32:44], data[44:], None)
        return {row["key"]: row["value"] for row in json.loads(plain)["env"]}


@dataclass
class Cloud:
    url: str = ""
    calls: list[Call] = field(default_factory=list[Call])
    faults: list[Fault] = field(default_factory=list[Fault])
    applications: dict[str, Application] = field(default_factory=dict[str, Application])
    headers: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    kms_key: PrivateKey | None = None
    """The root key of a KMS that signs; `None` where it does not."""
    page_size: int | None = None
    """What it cuts pages to."""
    containers: list[Body] = field(default_factory=list[Body])
    attestation: Body = field(default_factory=dict[str, Any])
    added: Body = field(default_factory=dict[str, Any])
    """What it puts into an app-compose by itself."""

    @property
    def orders(self) -> list[Call]:
        return [call for call in self.calls if call.method != "GET"]

    @property
    def running(self) -> list[Application]:
        return [known for known in self.applications.values() if known.cvm is not None]

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Any) -> object:
        match (method, *path.split("/")):
            case ("GET", "auth", "me"):
                return ACCOUNT
            case ("GET", "teepods", "available"):
                return self._nodes()
            case ("GET", "kms"):
                return {"items": [KMS], "total": 1, "page": 1, "pages": 1}
            case ("GET", "kms", kms, "pubkey", app_id) if self.kms_key:
                return self._signed_key(kms, app_id)
            case ("GET", "cvms", "paginated"):
                return self._paginated(query)
            case ("POST", "cvms", "provision"):
                return self._provision(body)
            case ("POST", "cvms"):
                return self._create(body)
            case (_, "cvms", name, *rest):
                return self._of_cvm(method, self._found(name), rest, body)
            case _:
                raise Failure(404, "Not Found")

    def _of_cvm(self, method: str, known: Application, rest: Sequence[str], body: Any) -> object:
        match (method, *rest):
            case ("GET",):
                return self._shown(known)
            case ("DELETE",):
                known.cvm = None
            case ("GET", "compose_file"):
                return known.compose
            case ("GET", "composition"):
                return {"is_online": True, "error": None, "containers": self.containers}
            case ("GET", "attestation"):
                return self.attestation
            case ("POST", "compose_file", "provision"):
                return self._provision_update(known, body)
            case ("PATCH", "compose_file"):
                self._update(known, body)
            case ("PATCH", "resources"):
                pass
            case ("POST", "start" | "stop" | "shutdown" | "restart" as what):
                return self._change(known, what)
            case _:
                raise Failure(404, "Not Found")
        return None

    def _signed_key(self, kms: str, app_id: str) -> Body:
        if kms != KMS["slug"]:
            raise Failure(404, "KMS not found")
        key = bytes.fromhex(self.applications[app_id].public_key)
        now = int(time.time())
        return {
            "public_key": key.hex(),
            "signature": self._signature(bytes.fromhex(app_id) + key),
            "signature_v1": self._signature(bytes.fromhex(app_id) + now.to_bytes(8, "big") + key),
            "timestamp": now,
        }

    def _signature(self, message: bytes) -> str:
        """As dstack's KMS signs: "Public Key Signature Verification"."""
        assert self.kms_key is not None
        digest = keccak(b"dstack-env-encrypt-pubkey:" + message)
        signed: bytes = cast("Any", self.kms_key).sign_recoverable(digest, hasher=None)
        return signed.hex()

    def _nodes(self) -> Body:
        return {"tier": "pro", "capacity": {}, "nodes": [NODE], "kms_list": [KMS]}

    def _paginated(self, query: Mapping[str, str]) -> Body:
        size = self.page_size or int(query["page_size"])
        page, rows = int(query["page"]), [self._shown(known) for known in self.running]
        return {
            "items": rows[(page - 1) * size : page * size],
            "total": len(rows),
            "page": page,
            "page_size": size,
            "pages": -(-len(rows) // size),
        }

    def _provision(self, body: Body) -> Body:
        if not NAME.fullmatch(body.get("name", "")):
            raise Failure(422, [{"loc": ["body", "name"], "msg": "Name must be 5-63 characters"}])
        _compose_given(body.get("compose_file"))
        compose = self._completed(body["name"], body["compose_file"])
        app_id = hashlib.sha256(f"{len(self.applications)}{normalized(compose)}".encode())
        made = Application(app_id.hexdigest()[:40], compose, body["name"])
        self.applications[made.app_id] = made
        return {
            "app_id": made.app_id,
            "app_env_encrypt_pubkey": made.public_key,
            "compose_hash": compose_hash(normalized(compose)),
            "kms_id": "kms_1",
            "kms_info": KMS,
            "teepod_id": NODE["teepod_id"],
            "instance_type": body.get("instance_type"),
        }

    def _completed(self, name: str, given: Body) -> Body:
        fixed = {"manifest_version": 2, "runner": "docker-compose", "name": name}
        return {**given, **fixed, **self.added}

    def _create(self, body: Body) -> Body:
        known = self.applications.get(body["app_id"])
        if known is None:
            raise Failure(404, "Application not provisioned")
        if known.cvm is not None:
            raise Failure(409, {"error_code": "ERR-03-007", "message": "app_id exists"})
        if body["compose_hash"] != compose_hash(normalized(known.compose)):
            raise Failure(400, "compose_hash mismatch")
        known.environment = self._environment(known, body)
        known.cvm = {"id": 100 + len(self.running), "status": "creating", "name": known.name}
        return self._machine(known)

    def _environment(self, known: Application, body: Body) -> Mapping[str, str] | None:
        if not body.get("encrypted_env"):
            return None
        environment = known.decrypted(body["encrypted_env"])
        if set(body.get("env_keys") or environment) != set(environment):
            raise Failure(422, [{"loc": ["body", "env_keys"], "msg": "differ"}])
        if not set(environment) <= set(known.compose.get("allowed_envs") or ()):
            raise Failure(422, [{"loc": ["body", "encrypted_env"], "msg": "not allowed"}])
        return environment

    def _provision_update(self, known: Application, body: Body) -> Body:
        _compose_given(body)
        known.compose = self._completed(known.name, body)
        return {
            "app_id": known.app_id,
            "device_id": None,
            "compose_hash": compose_hash(normalized(known.compose)),
            "kms_info": KMS,
        }

    def _update(self, known: Application, body: Body) -> None:
        if body["compose_hash"] != compose_hash(normalized(known.compose)):
            raise Failure(400, "compose_hash mismatch")
        if body.get("encrypted_env"):
            known.environment = self._environment(known, body)

    def _change(self, known: Application, what: str) -> Body:
        assert known.cvm is not None
        known.cvm["status"] = {"start": "starting", "restart": "restarting"}.get(what, "stopped")
        return self._machine(known)

    def _found(self, name: str) -> Application:
        for known in self.running:
            assert known.cvm is not None
            if name in (f"app_{known.app_id}", known.name, str(known.cvm["id"])):
                return known
        raise Failure(404, "CVM not found")

    def _machine(self, known: Application) -> Body:
        assert known.cvm is not None
        return {
            **known.cvm,
            "app_id": known.app_id,
            "vm_uuid": "0" * 32,
            "teepod_id": 26,
            "teepod": {"id": 26, "name": "prod9"},
            "user_id": 1,
            "instance_id": None,
            "base_image": "dstack-0.5.3",
            "vcpu": 2,
            "memory": 4096,
            "disk_size": 40,
            "docker_compose_file": known.compose["docker_compose_file"],
            "encrypted_env_pubkey": known.public_key,
            "created_at": "2026-11-29T00:00:00Z",
        }

    def _shown(self, known: Application) -> Body:
        assert known.cvm is not None
        domain = f"{known.app_id}-3000.dstack-prod9.phala.network"
        return {
            "id": str(known.cvm["id"]),
            "name": known.name,
            "app_id": known.app_id,
            "vm_uuid": "0" * 32,
            "instance_id": None,
            "resource": {"vcpu": 2, "memory_in_gb": 4, "disk_in_gb": 40},
            "node_info": {"object_type": "node", "id": 26, "name": "prod9"},
            "os": {"name": "dstack-0.5.3", "is_dev": False},
            "kms_type": "phala",
            "kms_info": {"chain_id": None, "encrypted_env_pubkey": known.public_key},
            "status": known.cvm["status"],
            "compose_hash": compose_hash(normalized(known.compose)),
            "gateway": {"base_domain": "dstack-prod9.phala.network"},
            "endpoints": [{"app": f"https://{domain}", "instance": ""}],
            "public_logs": known.compose.get("public_logs"),
        }


def _compose_given(given: Any) -> None:
    if not isinstance(given, dict) or "docker_compose_file" not in given:
        place = ["body", "compose_file", "docker_compose_file"]
        raise Failure(422, [{"loc": place, "msg": "Field required", "type": "missing"}])


class Server(ThreadingHTTPServer):
    stand_in: Cloud


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def serve(self) -> None:
        cloud = self._cloud
        place = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(place.query).items()}
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        body = json.loads(raw) if raw else None
        path = place.path.removeprefix("/api/v1/")
        cloud.calls.append(Call(self.command, path, body))
        cloud.headers.append({name.lower(): value for name, value in self.headers.items()})
        fault = _due(cloud, path)
        if fault is None:
            return self._send(*self._answered(path, query, body))
        if fault.after:
            self._answered(path, query, body)
        self._fail(fault)

    @property
    def _cloud(self) -> Cloud:
        return cast("Server", self.server).stand_in

    def _answered(self, path: str, query: Mapping[str, str], body: object) -> tuple[int, object]:
        if self.headers.get("x-api-key") != KEY:
            return 401, {"detail": "Invalid API key"}
        if self.headers.get("x-phala-version") not in VERSIONS:
            return 400, {"detail": "Unknown version"}
        try:
            return 200, self._cloud.answer(self.command, path, query, body)
        except Failure as failure:
            return failure.status, {"detail": failure.detail}

    def _fail(self, fault: Fault) -> None:
        if fault.status is None:
            self.close_connection = True
        else:
            self._send(fault.status, fault.body, fault.retry_after)

    def _send(self, status: int, answer: object, retry_after: int | None = None) -> None:
        body = answer if isinstance(answer, bytes) else b""
        if answer is not None and not isinstance(answer, bytes):
            body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if retry_after is not None:
            self.send_header("retry-after", str(retry_after))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_DELETE = serve


@contextmanager
def cloud() -> Generator[Cloud]:
    """The stand-in at work."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.stand_in = Cloud(f"http://127.0.0.1:{server.server_address[1]}/api/v1")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.stand_in
        finally:
            server.shutdown()
            thread.join()


def _due(stand_in: Cloud, path: str) -> Fault | None:
    for fault in stand_in.faults:
        if fault.path in ("", path):
            stand_in.faults.remove(fault)
            return fault
    return None
