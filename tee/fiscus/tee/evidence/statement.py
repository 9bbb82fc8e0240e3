"""What an agent says of itself, and the 64 bytes of a quote that hold it to that.

Encoding, version 1 (`fiscus.attestation/1`): the statement as JSON with sorted keys, without spaces
and in UTF-8; before it the name of the version and one zero byte; SHA-512 over all of that is the
quote's `report_data`. A field that was added later is left out where it says nothing, so that what
was encoded before is encoded the same for ever.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION: Final = "fiscus.attestation/1"
BUILT_IN_POLICY: Final = hashlib.sha256(b"fiscus built-in policy").hexdigest()
"""In place of a file's hash where no policy file is named."""
NONCE: Final = re.compile(r"([0-9a-f]{2}){8,64}")


class Paid(BaseModel):
    """A payment, as the newest row of the desk's journal that is about it has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal["fiscus.payment/1"] = "fiscus.payment/1"
    id: str = Field(min_length=1, max_length=64, description="The payment's, in the journal.")
    chain: str = Field(min_length=1, max_length=64)
    signer: str = Field(min_length=1, max_length=128, description="The wallet that paid.")
    transaction: str = Field(min_length=1, max_length=128, description="Its hash or signature.")
    state: str = Field(min_length=1, max_length=16)
    row: int = Field(gt=0, description="Of the journal.")
    row_hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="Binds all rows up to it.")


class Statement(BaseModel):
    """Of one agent, for one verifier's nonce."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent_id: str = Field(min_length=1, max_length=200)
    software: str = Field(min_length=1, max_length=100, description="Name and version.")
    policy_hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the policy file.")
    wallets: Mapping[str, str] = Field(description="Addresses by chain family.")
    nonce: str = Field(pattern=rf"^{NONCE.pattern}$", description="The verifier's, in hex.")
    payment: Paid | None = Field(default=None, description="One that it is about.")

    def to_json(self) -> Mapping[str, object]:
        """Without what says nothing."""
        return self.model_dump(mode="json", exclude_none=True)

    def encoded(self) -> bytes:
        body = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return VERSION.encode() + b"\0" + body.encode()

    def report_data(self) -> bytes:
        """64 bytes."""
        return hashlib.sha512(self.encoded()).digest()


def policy_hash(file: bytes | None) -> str:
    """Of a policy file's bytes, as they are; `None` where none is named."""
    return BUILT_IN_POLICY if file is None else hashlib.sha256(file).hexdigest()
