"""dstack's own client at the simulator."""

from __future__ import annotations

import hmac
import json
import stat
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from coincurve import PublicKey
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from dstack_sdk import DstackClient
from eth_hash.auto import keccak

from fiscus.core.errors import ConfigError
from fiscus.tee.evidence.quotes import read_report
from fiscus.tee.evidence.simulated import is_simulated
from fiscus.tee.simulator.derivation import derived
from tests.tee.simulators import running_simulator

ROOT = "07" * 32


@contextmanager
def asking(socket: Path) -> Generator[DstackClient]:
    """As a context it would be the asynchronous client that it has inside."""
    client = DstackClient(str(socket))
    with client:
        yield client


@pytest.fixture
def client(simulator: Path) -> Generator[DstackClient]:
    with asking(simulator) as client:
        yield client


def test_keys_are_derived_as_the_real_one_does() -> None:
    """RFC 5869 with the salt `RATLS`, which the standard library can follow by hand."""
    root = bytes.fromhex(ROOT)
    extracted = hmac.digest(b"RATLS", root, sha256)
    assert derived(root, "wallet/é") == hmac.digest(
        extracted, "wallet/é".encode() + b"\x01", sha256
    )


def test_the_clients_every_question_is_answered(client: DstackClient) -> None:
    assert client.is_reachable()
    assert client.version().rev == "simulator"
    info = client.info()
    assert sha256(info.tcb_info.app_compose.encode()).hexdigest() == info.compose_hash
    assert json.loads(info.key_provider_info)["name"] == "simulator"


def test_quotes_and_events_hold_together(client: DstackClient) -> None:
    client.emit_event("policy", b"1")
    answer = client.get_quote(b"nonce")
    report = read_report(answer.decode_quote())
    assert is_simulated(answer.decode_quote())
    assert report.report_data == b"nonce".ljust(64, b"\0")
    assert [register.hex() for register in report.registers] == list(answer.replay_rtmrs().values())
    assert client.info().tcb_info.rtmr3 == report.registers[3].hex()


def test_a_key_is_vouched_for_by_the_app_and_the_app_by_the_kms(client: DstackClient) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    apps, kms = set[bytes](), set[bytes]()
    for purpose, algorithm in (("one", "secp256k1"), ("two", "ed25519")):
        answer = client.get_key("a", purpose, algorithm)
        public = PublicKey.from_secret(answer.decode_key()).format()
        if algorithm == "ed25519":
            key = Ed25519PrivateKey.from_private_bytes(answer.decode_key())
            public = key.public_key().public_bytes_raw()
        by_app, by_kms = answer.decode_signature_chain()
        app = _signer(by_app, f"{purpose}:{public.hex()}".encode())
        apps.add(app)
        kms.add(_signer(by_kms, b"dstack-kms-issued:" + bytes.fromhex(client.info().app_id) + app))
    assert len(apps) == len(kms) == 1 and apps != kms


@pytest.mark.parametrize("algorithm", ["ed25519", "secp256k1", "secp256k1_prehashed"])
def test_what_it_signs_it_finds_good_and_nothing_else(client: DstackClient, algorithm: str) -> None:
    data = b"d" * 32
    answer = client.sign(algorithm, data)
    signature, public = answer.decode_signature(), answer.decode_public_key()
    assert signature == answer.decode_signature_chain()[0] and len(signature) == 64
    assert client.verify(algorithm, data, signature, public).valid
    assert not client.verify(algorithm, b"e" * 32, signature, public).valid
    by_app = answer.decode_signature_chain()[1]
    own = client.get_key("vms", "signing", algorithm.removesuffix("_prehashed"))
    assert by_app == own.decode_signature_chain()[0]


def test_a_key_for_tls_has_a_certificate_of_the_apps_own_authority(client: DstackClient) -> None:
    answer = client.get_tls_key("agent.example", ["www.agent.example"])
    leaf, authority = (x509.load_pem_x509_certificate(c.encode()) for c in answer.certificate_chain)
    leaf.verify_directly_issued_by(authority)
    authority.verify_directly_issued_by(authority)
    key = load_pem_private_key(answer.key.encode(), password=None)
    assert key.public_key() == leaf.public_key()
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["www.agent.example"]
    other = client.get_tls_key("agent.example")
    assert other.key != answer.key
    again = x509.load_pem_x509_certificate(other.certificate_chain[1].encode())
    assert again.public_key() == authority.public_key()


def test_a_restart_changes_no_key_and_another_folder_has_others(tmp_path: Path) -> None:
    def key(folder: Path) -> bytes:
        with running_simulator(folder) as socket, asking(socket) as client:
            return bytes(client.get_key("a").decode_key())

    one, other = tmp_path / "1", tmp_path / "2"
    assert key(one) == key(one) != key(other)


def test_only_its_user_reads_the_secret_or_asks(simulator_folder: Path, simulator: Path) -> None:
    for path in (simulator, simulator_folder / "root.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("mode", "content"), [(0o644, ROOT), (0o600, ROOT[1:]), (0o600, "zz")])
def test_a_secret_that_others_read_or_that_is_none_is_refused(
    simulator_folder: Path, mode: int, content: str
) -> None:
    path = simulator_folder / "root.key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(ConfigError) as error, running_simulator(simulator_folder):
        pass
    assert content not in str(error.value)


def test_what_the_real_one_refuses_is_refused(simulator: Path) -> None:
    transport = httpx.HTTPTransport(uds=str(simulator))
    with httpx.Client(transport=transport, base_url="http://dstack") as http:
        assert http.post("/GetKey", json={"algorithm": "rsa"}).status_code == 400
        assert http.post("/GetKey", content=b"{").status_code == 400
        assert http.post("/GetQuote", json={"report_data": "00" * 65}).status_code == 400
        assert http.post("/EmitEvent", json={"event": "", "payload": ""}).status_code == 400
        digest = {"algorithm": "secp256k1_prehashed", "data": "00"}
        assert http.post("/Sign", json=digest).status_code == 400
        no_key = {"algorithm": "ed25519", "signature": "00", "public_key": "00"}
        assert http.post("/Verify", json=no_key).status_code == 400
        assert http.post("/Open", json={}).status_code == 404
        asked = http.get("/GetKey", params={"path": "my/key/path", "purpose": "signing"})
        assert asked.json() == http.post("/GetKey", json=dict(asked.request.url.params)).json()


def _signer(signature: bytes, message: bytes) -> bytes:
    return PublicKey.from_signature_and_message(signature, keccak(message), hasher=None).format()
