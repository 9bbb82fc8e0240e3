"""Quotes of a machine that does not exist: Intel's format, version 4, for a TD.

They hold together like real ones, under keys that everybody knows, and are marked in their header
(`evidence/simulated.py`). Layout: Intel's "TDX DCAP Quoting Library API", appendix 3.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import Final

from fiscus.tee.evidence.simulated import MARK
from fiscus.tee.simulator import pki

VERSION: Final = 4
ECDSA_P256: Final = 2
TDX: Final = 0x81
VENDOR: Final = bytes.fromhex("939a7233f79c4ca9940a0db3957f0607")
"""Intel's: readers take no other."""
PCK_CHAIN: Final = 5
QE_REPORT: Final = 6
ATTRIBUTES: Final = bytes.fromhex("0000001000000000")
"""SEPT_VE_DISABLE, as dstack's domains have it, and no debugging."""
FEATURES: Final = bytes.fromhex("e702060000000000")
MRTD: Final = MARK.ljust(48, b"\0")
ATTESTATION: Final = "Simulated attestation key"
QE_DATA: Final = bytes(range(32))


def quote(
    report_data: bytes, registers: Sequence[bytes], *, compose_hash: bytes, chain: bytes
) -> bytes:
    """`report_data` has up to 64 bytes, the four registers 48 each; `chain` is that of the
    papers."""
    said = _header() + _report(report_data.ljust(64, b"\0"), registers, b"\1" + compose_hash)
    signature = _signature(said, chain)
    return said + struct.pack("<I", len(signature)) + signature


def _header() -> bytes:
    return struct.pack("<HHIHH", VERSION, ECDSA_P256, TDX, 0, 0) + VENDOR + MARK


def _report(report_data: bytes, registers: Sequence[bytes], config_id: bytes) -> bytes:
    """What the module says of the domain: 584 bytes."""
    return b"".join(
        (
            bytes(pki.TEE_SVN),
            bytes(48),  # the module's measurement
            bytes(48),  # and its signer, which is Intel where there are zeros
            bytes(8),
            ATTRIBUTES,
            FEATURES,
            MRTD,
            config_id.ljust(48, b"\0"),
            bytes(2 * 48),  # owner, and the owner's configuration
            *registers,
            report_data,
        )
    )


def _signature(said: bytes, chain: bytes) -> bytes:
    """By the attestation key, which the machine's own key vouches for through its enclave."""
    key = pki.public_key(ATTESTATION)
    enclave = _enclave(hashlib.sha256(key + QE_DATA).digest())
    vouched = b"".join(
        (
            enclave,
            pki.signed(pki.PCK, enclave),
            struct.pack("<H", len(QE_DATA)),
            QE_DATA,
            struct.pack("<HI", PCK_CHAIN, len(chain)),
            chain,
        )
    )
    head = pki.signed(ATTESTATION, said) + key
    return head + struct.pack("<HI", QE_REPORT, len(vouched)) + vouched


def _enclave(report_data: bytes) -> bytes:
    """The report of the enclave that holds the attestation key: 384 bytes."""
    return b"".join(
        (
            bytes(pki.CPU_SVN),
            bytes(32),
            pki.QE_ATTRIBUTES,
            bytes(32),
            bytes(32),
            pki.QE_SIGNER,
            bytes(96),
            struct.pack("<HH", pki.QE_PRODUCT, pki.QE_SVN),
            bytes(60),
            report_data.ljust(64, b"\0"),
        )
    )
