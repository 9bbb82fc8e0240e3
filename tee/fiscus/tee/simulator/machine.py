"""The machine that a simulator pretends to be: an app with its keys, in a simulated domain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from fiscus.core.secrets import Secret
from fiscus.tee.evidence.compose import normalized
from fiscus.tee.guest import SIMULATED
from fiscus.tee.simulator import derivation
from fiscus.tee.simulator.domain import SimulatedDomain

NAME: Final = "fiscus-simulator"
ID_BYTES: Final = 20
APP_COMPOSE: Final = normalized(
    {
        "manifest_version": 2,
        "name": NAME,
        "runner": "docker-compose",
        "docker_compose_file": "services: {}\n",
        "kms_enabled": True,
        "allowed_envs": [],
    }
)
"""Of an app that has none. Another one is another app, with other keys."""


class Machine:
    """Keys and ids follow from its root secret and the app: after a restart they are the same."""

    def __init__(self, root: Secret, app_compose: str = APP_COMPOSE) -> None:
        secret = bytes.fromhex(root.reveal())
        instance = derivation.derived(secret, "simulator/instance")[:ID_BYTES]
        self.domain: Final = SimulatedDomain(app_compose, instance.hex())
        app_id = self.domain.app_id
        self._app = derivation.derived(secret, f"simulator/app/{app_id}")
        kms = derivation.derived(secret, "simulator/kms")
        self.tls = derivation.derived(self._app, "simulator/tls")
        """What the authority of its certificates follows from."""
        self._issued = derivation.issued(kms, self._app, bytes.fromhex(app_id))

    def key(self, path: str, *, purpose: str, algorithm: str) -> tuple[bytes, list[bytes]]:
        """A key, and the signatures that vouch for it."""
        key = derivation.derived(self._app, path)
        vouched = derivation.chain(
            key, algorithm=algorithm, purpose=purpose, app=self._app, issued=self._issued
        )
        return key, vouched

    def info(self) -> Mapping[str, object]:
        """`AppInfo` of dstack's agent_rpc.proto."""
        vendor, product = SIMULATED
        return {
            "app_id": self.domain.app_id,
            "instance_id": self.domain.instance_id,
            "app_cert": "",
            "tcb_info": json.dumps(self.domain.tcb_info()),
            "app_name": json.loads(self.domain.app_compose)["name"],
            "device_id": "",
            "mr_aggregated": "",
            "os_image_hash": "",
            "key_provider_info": json.dumps({"name": "simulator", "id": ""}),
            "compose_hash": self.domain.compose_hash,
            "vm_config": "{}",
            "cloud_vendor": vendor,
            "cloud_product": product,
        }

    def __repr__(self) -> str:
        return f"Machine({self.domain.app_id})"
