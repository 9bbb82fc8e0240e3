"""What a guest agent signs for an app, and checks: any data, with a key of its own."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256K1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from fiscus.tee.simulator.derivation import signed_digest

PATH: Final = "vms"
PURPOSE: Final = "signing"
PREHASHED: Final = "secp256k1_prehashed"
DIGEST_BYTES: Final = 32
HALF: Final = 32
"""Bytes of r, and of s after it."""


def signature(key: bytes, data: bytes, algorithm: str) -> bytes:
    """64 bytes. Raises `ValueError` for a digest that is none."""
    if algorithm == "ed25519":
        return Ed25519PrivateKey.from_private_bytes(key).sign(data)
    return signed_digest(key, _digest(data, algorithm))[: 2 * HALF]


def holds(signed: bytes, data: bytes, public: bytes, algorithm: str) -> bool:
    """Raises `ValueError` for what is no key, no signature or no digest."""
    try:
        if algorithm == "ed25519":
            Ed25519PublicKey.from_public_bytes(public).verify(signed, data)
        else:
            r, s = int.from_bytes(signed[:HALF]), int.from_bytes(signed[HALF:])
            key = EllipticCurvePublicKey.from_encoded_point(SECP256K1(), public)
            how = ECDSA(Prehashed(SHA256()))
            key.verify(encode_dss_signature(r, s), _digest(data, algorithm), how)
    except InvalidSignature:
        return False
    return True


def _digest(data: bytes, algorithm: str) -> bytes:
    if algorithm != PREHASHED:
        return sha256(data).digest()
    if len(data) != DIGEST_BYTES:
        raise ValueError(f"a digest has {DIGEST_BYTES} bytes")
    return data
