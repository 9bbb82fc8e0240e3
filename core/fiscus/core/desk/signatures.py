"""Signatures under a text, as wallets make them: EIP-191, version 0x45 ("personal_sign").

What is signed here begins with a prefix that no transaction begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, cast

from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret

_SIGNATURE: Final = re.compile(r"(?:0x)?([0-9a-fA-F]{128})([0-9a-fA-F]{2})")
_KEY: Final = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")
_BYTES_BEFORE: Final = 27
"""What wallets add to the recovery number; some leave it out."""

_Sign = Callable[..., bytes]


def digest_of(text: str) -> bytes:
    """What a wallet signs that is shown `text`."""
    from eth_hash.auto import keccak

    body = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(body)).encode() + body)


def recovered(text: str, signature: str) -> str | None:
    """The address, in lower case, whose key signed `text`; `None` for what is no signature."""
    from coincurve import PublicKey

    match = _SIGNATURE.fullmatch(signature.strip())
    if match is None:
        return None
    number = int(match.group(2), 16)
    number -= _BYTES_BEFORE if number >= _BYTES_BEFORE else 0
    if number not in {0, 1}:
        return None
    raw = bytes.fromhex(match.group(1)) + bytes([number])
    try:
        key = PublicKey.from_signature_and_message(raw, digest_of(text), hasher=None)
    except ValueError:
        return None
    return _address(key.format(compressed=False))


def sign_text(text: str, key: Secret) -> str:
    """The signature of the holder of `key`, which is 64 hexadecimal digits.

    Raises `ConfigError`, which never shows them.
    """
    from coincurve import PrivateKey

    match = _KEY.fullmatch(key.reveal().strip())
    try:
        holder = PrivateKey(bytes.fromhex(match.group(1))) if match else None
    except ValueError:
        holder = None
    if holder is None:
        raise ConfigError(
            "The key file holds no key", hint="It is one line of 64 hexadecimal digits."
        ) from None
    # coincurve does not say what an own nonce would be.
    sign = cast("_Sign", holder.sign_recoverable)  # pyright: ignore[reportUnknownMemberType]
    signed = sign(digest_of(text), hasher=None)
    return "0x" + signed[:64].hex() + bytes([signed[64] + _BYTES_BEFORE]).hex()


def _address(public: bytes) -> str:
    """The end of the hash of a public key (yellow paper, appendix F)."""
    from eth_hash.auto import keccak

    return "0x" + keccak(public[1:])[-20:].hex()
