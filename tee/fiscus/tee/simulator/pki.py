"""Keys, certificates and papers of a machine that does not exist, in the form of Intel's.

The keys follow from their names, which are published here: anybody can sign with them, and nothing
that they sign proves anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from Crypto.Util.asn1 import DerInteger, DerObject, DerObjectId, DerOctetString, DerSequence
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from fiscus.tee.evidence.simulated import ROOT, ROOT_NAME

SGX: Final = "1.2.840.113741.1.13.1"
"""Arc of what a PCK certificate says of its machine (Intel SGX PCK Certificate profile)."""
ENUMERATED: Final = 0x0A
FMSPC: Final = bytes.fromhex("00f15c050000")
CPU_SVN: Final = (2, 2, 2, 2, 3, 1, 0, 5, *[0] * 8)
TEE_SVN: Final = (5, 1, 2, *[0] * 13)
PCE_SVN: Final = 11
QE_SIGNER: Final = b"\xdc" * 32
QE_PRODUCT: Final = 2
QE_SVN: Final = 4
QE_ATTRIBUTES: Final = bytes.fromhex("11" + "00" * 15)
MODULE_SVN: Final = 4
GOOD_FOR: Final = timedelta(days=365)
PLATFORM_CA: Final = "Simulated SGX PCK Platform CA"
PCK: Final = "Simulated SGX PCK Certificate"
SIGNING: Final = "Simulated SGX TCB Signing"


@dataclass(frozen=True, slots=True)
class Papers:
    """What vouches for the machine: the chain in its quotes (PEM), and the collateral."""

    chain: bytes
    collateral: Mapping[str, str]


def papers(now: datetime, *, status: str = "UpToDate") -> Papers:
    """Good from a day before `now` for a year; `status` is what they say of the machine's TCB."""
    office = _Office(now.astimezone(UTC).replace(microsecond=0) - timedelta(days=1))
    platform = office.certificate(PLATFORM_CA, ROOT_NAME, authority=True)
    machine = office.certificate(PCK, PLATFORM_CA, extension=_machine())
    signing = _pem(office.certificate(SIGNING, ROOT_NAME), _root())
    tcb, identity = office.tcb(status), office.identity()
    return Papers(
        _pem(machine, platform, _root()).encode(),
        {
            "pck_crl_issuer_chain": _pem(platform, _root()),
            "root_ca_crl": office.revoked(ROOT_NAME).hex(),
            "pck_crl": office.revoked(PLATFORM_CA).hex(),
            "tcb_info_issuer_chain": signing,
            "tcb_info": tcb,
            "tcb_info_signature": signed(SIGNING, tcb.encode()).hex(),
            "qe_identity_issuer_chain": signing,
            "qe_identity": identity,
            "qe_identity_signature": signed(SIGNING, identity.encode()).hex(),
        },
    )


def signed(name: str, message: bytes) -> bytes:
    """By the key of that name: r and s, 32 bytes each."""
    r, s = decode_dss_signature(_key(name).sign(message, ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def public_key(name: str) -> bytes:
    """x and y, 32 bytes each."""
    key = _key(name).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]


@dataclass(frozen=True, slots=True)
class _Office:
    """Makes out papers that are good from `begin`."""

    begin: datetime

    @property
    def end(self) -> datetime:
        return self.begin + GOOD_FOR

    def certificate(
        self,
        name: str,
        issuer: str,
        *,
        authority: bool = False,
        extension: x509.ExtensionType | None = None,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(issuer))
            .public_key(_key(name).public_key())
            .serial_number(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))
            .not_valid_before(self.begin)
            .not_valid_after(self.end)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(_usage(authority), critical=True)
            .add_extension(_issued_by(issuer), critical=False)
            .add_extension(_list_of_revoked(), critical=False)
        )
        if extension is not None:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(_key(issuer), SHA256())

    def revoked(self, issuer: str) -> bytes:
        """An empty list (DER): nothing of this authority was revoked."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_named(issuer))
            .last_update(self.begin)
            .next_update(self.end)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(_issued_by(issuer), critical=False)
        )
        return builder.sign(_key(issuer), SHA256()).public_bytes(Encoding.DER)

    def tcb(self, status: str) -> str:
        level = {
            "sgxtcbcomponents": _components(CPU_SVN),
            "pcesvn": PCE_SVN,
            "tdxtcbcomponents": _components((TEE_SVN[0], 0, *TEE_SVN[2:])),
        }
        module = {"mrsigner": "00" * 48, "attributes": "00" * 8, "attributesMask": "FF" * 8}
        levels = [self._level({"isvsvn": MODULE_SVN}, "UpToDate")]
        return _text(
            {
                "id": "TDX",
                "version": 3,
                **self._dates(),
                "fmspc": FMSPC.hex().upper(),
                "pceId": "0000",
                "tcbType": 0,
                "tdxModule": module,
                "tdxModuleIdentities": [{"id": "TDX_01", **module, "tcbLevels": levels}],
                "tcbLevels": [self._level(level, status)],
            }
        )

    def identity(self) -> str:
        """Of the enclave that signs for the machine."""
        return _text(
            {
                "id": "TD_QE",
                "version": 2,
                **self._dates(),
                "miscselect": "00000000",
                "miscselectMask": "FFFFFFFF",
                "attributes": QE_ATTRIBUTES.hex().upper(),
                "attributesMask": "FBFFFFFFFFFFFFFF0000000000000000",
                "mrsigner": QE_SIGNER.hex().upper(),
                "isvprodid": QE_PRODUCT,
                "tcbLevels": [self._level({"isvsvn": QE_SVN}, "UpToDate")],
            }
        )

    def _dates(self) -> Mapping[str, object]:
        return {
            "issueDate": _moment(self.begin),
            "nextUpdate": _moment(self.end),
            "tcbEvaluationDataNumber": 17,
        }

    def _level(self, tcb: Mapping[str, object], status: str) -> Mapping[str, object]:
        return {"tcb": tcb, "tcbDate": _moment(self.begin), "tcbStatus": status}


def _key(name: str) -> EllipticCurvePrivateKey:
    secret = hashlib.sha256(b"fiscus simulator: " + name.encode()).digest()
    return derive_private_key(int.from_bytes(secret, "big") % 2**255 + 1, SECP256R1())


def _root() -> x509.Certificate:
    return x509.load_der_x509_certificate(ROOT)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _issued_by(issuer: str) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(issuer).public_key())


def _list_of_revoked() -> x509.CRLDistributionPoints:
    """Checkers want one to be named; the list itself is among the papers."""
    place = x509.UniformResourceIdentifier("http://simulator.invalid/crl")
    return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])


def _machine() -> x509.UnrecognizedExtension:
    """What a PCK certificate says of its machine."""
    levels = [_said(f"2.{place}", DerInteger(svn)) for place, svn in enumerate(CPU_SVN, 1)]
    tcb = (
        *levels,
        _said("2.17", DerInteger(PCE_SVN)),
        _said("2.18", DerOctetString(bytes(CPU_SVN))),
    )
    facts = (
        _said("1", DerOctetString(bytes(16))),
        _said("2", DerSequence(tcb)),
        _said("3", DerOctetString(bytes(2))),
        _said("4", DerOctetString(FMSPC)),
        _said("5", DerObject(asn1Id=ENUMERATED, payload=bytes(1))),
    )
    return x509.UnrecognizedExtension(ObjectIdentifier(SGX), DerSequence(facts).encode())


def _said(place: str, value: DerObject) -> DerSequence:
    return DerSequence([DerObjectId(f"{SGX}.{place}"), value])


def _components(svns: Sequence[int]) -> Sequence[Mapping[str, int]]:
    return [{"svn": svn} for svn in svns]


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(body: Mapping[str, object]) -> str:
    return json.dumps(body, separators=(",", ":"))


def _pem(*certificates: x509.Certificate) -> str:
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)
