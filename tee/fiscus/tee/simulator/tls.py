"""Keys for TLS, and certificates of the app's own authority: no quote is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

AUTHORITY = "Fiscus Simulator App CA (proves nothing)"
GOOD_FOR = timedelta(days=365)


def certified(
    secret: bytes, subject: str, names: Sequence[str], *, server: bool, client: bool
) -> tuple[str, list[str]]:
    """A new key and its chain, in PEM. The authority's key follows from `secret`, 32 bytes."""
    authority = derive_private_key(int.from_bytes(secret) % 2**255 + 1, SECP256R1())
    key = generate_private_key(SECP256R1())
    usages = (ExtendedKeyUsageOID.SERVER_AUTH,) * server + (
        ExtendedKeyUsageOID.CLIENT_AUTH,
    ) * client
    leaf = _signed(_leaf(subject, names, usages), key, authority)
    root = _signed(_certificate(AUTHORITY, authority=True), authority, authority)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return pem, [each.public_bytes(Encoding.PEM).decode() for each in (leaf, root)]


def _leaf(
    subject: str, names: Sequence[str], usages: Sequence[ObjectIdentifier]
) -> x509.CertificateBuilder:
    builder = _certificate(subject, authority=False)
    if names:
        known = x509.SubjectAlternativeName(list(map(x509.DNSName, names)))
        builder = builder.add_extension(known, critical=False)
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    return builder


def _certificate(subject: str, *, authority: bool) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(subject))
        .issuer_name(_named(AUTHORITY))
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + GOOD_FOR)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
    )


def _signed(
    builder: x509.CertificateBuilder, key: EllipticCurvePrivateKey, by: EllipticCurvePrivateKey
) -> x509.Certificate:
    return builder.public_key(key.public_key()).sign(by, SHA256())


def _named(subject: str) -> x509.Name:
    found = [x509.NameAttribute(NameOID.COMMON_NAME, subject)] if subject else []
    return x509.Name(found)
