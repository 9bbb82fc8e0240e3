"""What is measured in a simulated domain: its event log, and the registers that it adds up to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fiscus.tee.evidence.compose import compose_hash
from fiscus.tee.evidence.events import DSTACK_EVENT, RUNTIME, Entry, dstack_digest, replayed
from fiscus.tee.simulator.pki import Papers, papers
from fiscus.tee.simulator.quotes import MRTD, quote

BOOT_EVENT = 0x80000001
"""EV_EFI_VARIABLE_DRIVER_CONFIG: what firmware logs."""


@dataclass(slots=True)
class SimulatedDomain:
    """One that was started just now with this app-compose.json; nothing of it outlives it."""

    app_compose: str
    instance_id: str = ""
    vouched: Papers = field(default_factory=lambda: papers(datetime.now(UTC)))
    """What vouches for the machine."""
    log: list[Entry] = field(default_factory=list[Entry])

    def __post_init__(self) -> None:
        for register in range(RUNTIME):
            digest = hashlib.sha384(f"fiscus simulator, RTMR{register}".encode()).hexdigest()
            self.log.append(Entry(imr=register, event_type=BOOT_EVENT, digest=digest))
        for event, payload in (
            ("system-preparing", b""),
            ("app-id", bytes.fromhex(self.app_id)),
            ("compose-hash", bytes.fromhex(self.compose_hash)),
            ("instance-id", bytes.fromhex(self.instance_id)),
            ("boot-mr-done", b""),
            ("key-provider", b'{"name":"simulator","id":""}'),
            ("system-ready", b""),
        ):
            self.emit(event, payload)

    @property
    def compose_hash(self) -> str:
        return compose_hash(self.app_compose)

    @property
    def app_id(self) -> str:
        """As dstack makes it of an app's first compose: its hash's first 20 bytes, in hex."""
        return self.compose_hash[:40]

    def emit(self, event: str, payload: bytes) -> None:
        """Extend RTMR3."""
        self.log.append(
            Entry(
                imr=RUNTIME,
                event_type=DSTACK_EVENT,
                digest=dstack_digest(event, payload).hex(),
                event=event,
                event_payload=payload.hex(),
            )
        )

    def quoted(self, report_data: bytes) -> Mapping[str, str]:
        """What `GetQuote` answers, for up to 64 bytes."""
        made = quote(
            report_data,
            replayed(self.log),
            compose_hash=bytes.fromhex(self.compose_hash),
            chain=self.vouched.chain,
        )
        return {
            "quote": made.hex(),
            "event_log": json.dumps(self._events()),
            "report_data": report_data.ljust(64, b"\0").hex(),
            "vm_config": "{}",
        }

    def tcb_info(self) -> Mapping[str, object]:
        """What `Info` answers under `tcb_info`, which is text there."""
        registers = {f"rtmr{n}": value.hex() for n, value in enumerate(replayed(self.log))}
        return {
            "mrtd": MRTD.hex(),
            **registers,
            "mr_aggregated": "",
            "os_image_hash": "",
            "compose_hash": self.compose_hash,
            "device_id": "",
            "event_log": self._events(),
            "app_compose": self.app_compose,
        }

    def _events(self) -> list[Mapping[str, object]]:
        return [entry.model_dump() for entry in self.log]
