"""Keys as dstack derives them (its ra-tls/src/kdf.rs and guest-agent/src/rpc_service.rs)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias, cast

KEY_BYTES: Final = 32
SALT: Final = b"RATLS"
ISSUED: Final = b"dstack-kms-issued:"

Sign: TypeAlias = Callable[..., bytes]


def derived(root: bytes, path: str) -> bytes:
    """The key of a path: HKDF-SHA256. Nothing but root and path goes into it."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, SALT, path.encode()).derive(root)


def chain(key: bytes, *, algorithm: str, purpose: str, app: bytes, issued: bytes) -> list[bytes]:
    """Who vouches for a key: the app's key for its public key, and the KMS for the app's."""
    return [signed(app, f"{purpose}:{public_key(key, algorithm).hex()}".encode()), issued]


def public_key(key: bytes, algorithm: str) -> bytes:
    """32 bytes for `ed25519`, else 33 for secp256k1."""
    return _ed25519(key) if algorithm == "ed25519" else _secp256k1(key)


def issued(kms: bytes, app: bytes, app_id: bytes) -> bytes:
    """The KMS' word that this is the key of an app."""
    return signed(kms, ISSUED + app_id + _secp256k1(app))


def signed(key: bytes, message: bytes) -> bytes:
    """Over the message's Keccak-256: r, s and the recovery id."""
    from eth_hash.auto import keccak

    return signed_digest(key, keccak(message))


def signed_digest(key: bytes, digest: bytes) -> bytes:
    """On secp256k1: r, s and the recovery id."""
    from coincurve import PrivateKey

    # coincurve does not say what an own nonce would be.
    sign = cast("Sign", PrivateKey(key).sign_recoverable)  # pyright: ignore[reportUnknownMemberType]
    return sign(digest, hasher=None)


def _secp256k1(key: bytes) -> bytes:
    from coincurve import PrivateKey

    return PrivateKey(key).public_key.format(compressed=True)


def _ed25519(key: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
