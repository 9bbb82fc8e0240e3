"""What an agent says of itself, and the 64 bytes of a quote that hold it to that.

Encoding, version 1 (`fiscus.attestation/1`): the statement as JSON with sorted keys, without spaces
and in UTF-8; before it the name of the version and one zero byte; SHA-512 over all of that is the
quote's `report_data`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

VERSION: Final = "fiscus.attestation/1"
BUILT_IN_POLICY: Final = hashlib.sha256(b"fiscus built-in policy").hexdigest()
"""In place of a file's hash where no policy file is named."""
NONCE: Final = re.compile(r"([0-9a-f]{2}){8,64}")


class Statement(BaseModel):
    """Of one agent, for one verifier's nonce."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent_id: str = Field(min_length=1, max_length=200)
    software: str = Field(min_length=1, max_length=100, description="Name and version.")
    policy_hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the policy file.")
    wallets: Mapping[str, str] = Field(description="Addresses by chain family.")
    nonce: str = Field(pattern=NONCE.pattern, description="8 to 64 bytes of the verifier's, hex.")

    def encoded(self) -> bytes:
        body = json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return VERSION.encode() + b"\0" + body.encode()

    def report_data(self) -> bytes:
        """64 bytes."""
        return hashlib.sha512(self.encoded()).digest()


def policy_hash(file: bytes | None) -> str:
    """Of a policy file's bytes, as they are; `None` where none is named."""
    return BUILT_IN_POLICY if file is None else hashlib.sha256(file).hexdigest()
