"""Who signed the key of an application's environment, by both ways in which dstack's KMS signs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from dstack_sdk import verify_env_encrypt_public_key, verify_env_encrypt_public_key_legacy

from fiscus.tee.phala.models import EnvKey


def signers(key: EnvKey, app_id: str) -> Iterator[str | None]:
    """The signer of each signature; `None` for one that does not hold.

    Raises `ValueError` for what is no hexadecimal.
    """
    public = bytes.fromhex(key.public_key.removeprefix("0x"))
    if key.signature_v1 and key.timestamp is not None:
        signature = bytes.fromhex(key.signature_v1.removeprefix("0x"))
        yield verify_env_encrypt_public_key(public, signature, app_id, key.timestamp)
    with warnings.catch_warnings():
        # An older KMS has no other signature.
        warnings.simplefilter("ignore", DeprecationWarning)
        signature = bytes.fromhex(key.signature.removeprefix("0x"))
        yield verify_env_encrypt_public_key_legacy(public, signature, app_id)
