"""The event log of a TD, and the runtime measurement registers (RTMRs) that it must add up to.

A register is extended with a digest d by `rtmr = SHA-384(rtmr || d)`, from 48 zero bytes. dstack's
own events lie in RTMR3, with the digest SHA-384(type as u32 LE || ":" || name || ":" || payload),
or in version 2 that of a canonical JSON. Newer guest agents leave it out, as it follows from the
rest: https://github.com/Dstack-TEE/dstack (cc-eventlog).
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

REGISTERS: Final = 4
RUNTIME: Final = 3
"""The register of what happened since the system was loaded."""
DSTACK_EVENT: Final = 0x08000001


class Entry(BaseModel):
    """As the guest agent gives it; digest and payload in hex."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    imr: int = Field(ge=0, lt=REGISTERS)
    event_type: int = Field(ge=0, lt=2**32)
    digest: str = Field(default="", pattern=r"^([0-9a-f]{96})?$")
    event: str = ""
    event_payload: str = Field(default="", pattern=r"^([0-9a-f]{2})*$")
    version: Literal[1, 2] = 1

    @model_validator(mode="after")
    def _digested(self) -> Entry:
        if not self.digest and not self.is_dstacks:
            raise ValueError("only an event of dstack's own goes without its digest")
        return self

    @property
    def is_dstacks(self) -> bool:
        return self.imr == RUNTIME and self.event_type == DSTACK_EVENT

    def own_digest(self) -> str:
        """What the digest must be of such a name and payload."""
        payload = bytes.fromhex(self.event_payload)
        return dstack_digest(self.event, payload, version=self.version).hex()

    @property
    def extends(self) -> bytes:
        """What its register was extended with."""
        return bytes.fromhex(self.digest or self.own_digest())


def dstack_digest(event: str, payload: bytes, *, version: Literal[1, 2] = 1) -> bytes:
    if version == 1:
        said = b":".join((struct.pack("<I", DSTACK_EVENT), event.encode(), payload))
    else:
        fields = {"name": event, "payload": payload.hex(), "type": DSTACK_EVENT}
        said = json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha384(said).digest()


def extended(register: bytes, digest: bytes) -> bytes:
    return hashlib.sha384(register + digest).digest()


def replayed(log: Sequence[Entry]) -> list[bytes]:
    """The four registers that the log adds up to."""
    registers = [bytes(48)] * REGISTERS
    for entry in log:
        registers[entry.imr] = extended(registers[entry.imr], entry.extends)
    return registers


def payloads(log: Sequence[Entry], event: str) -> Iterator[bytes]:
    """Of dstack's own events of that name, in their order."""
    return (
        bytes.fromhex(entry.event_payload)
        for entry in log
        if entry.is_dstacks and entry.event == event
    )
