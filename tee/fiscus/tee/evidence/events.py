"""The event log of a TD, and the runtime measurement registers (RTMRs) that it must add up to.

A register is extended with a digest d by `rtmr = SHA-384(rtmr || d)`, from 48 zero bytes. dstack's
own events lie in RTMR3, with the digest SHA-384(type as u32 LE || ":" || name || ":" || payload):
https://github.com/Dstack-TEE/dstack (cc-eventlog).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

REGISTERS: Final = 4
RUNTIME: Final = 3
"""The register of what happened since the system was loaded."""
DSTACK_EVENT: Final = 0x08000001


class Entry(BaseModel):
    """As the guest agent gives it; digest and payload in hex."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    imr: int = Field(ge=0, lt=REGISTERS)
    event_type: int = Field(ge=0, lt=2**32)
    digest: str = Field(pattern=r"^[0-9a-f]{96}$")
    event: str = ""
    event_payload: str = Field(default="", pattern=r"^([0-9a-f]{2})*$")

    @property
    def is_dstacks(self) -> bool:
        return self.imr == RUNTIME and self.event_type == DSTACK_EVENT

    def own_digest(self) -> str:
        """What the digest must be of such a name and payload."""
        return dstack_digest(self.event, bytes.fromhex(self.event_payload)).hex()


def dstack_digest(event: str, payload: bytes) -> bytes:
    head = struct.pack("<I", DSTACK_EVENT)
    return hashlib.sha384(b":".join((head, event.encode(), payload))).digest()


def extended(register: bytes, digest: bytes) -> bytes:
    return hashlib.sha384(register + digest).digest()


def replayed(log: Sequence[Entry]) -> list[bytes]:
    """The four registers that the log adds up to."""
    registers = [bytes(48)] * REGISTERS
    for entry in log:
        registers[entry.imr] = extended(registers[entry.imr], bytes.fromhex(entry.digest))
    return registers


def payloads(log: Sequence[Entry], event: str) -> Iterator[bytes]:
    """Of dstack's own events of that name, in their order."""
    return (
        bytes.fromhex(entry.event_payload)
        for entry in log
        if entry.is_dstacks and entry.event == event
    )
