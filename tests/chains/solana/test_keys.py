"""Keys of the Solana wallet: taken in the usual spellings, refused in all others, never shown."""

from __future__ import annotations

import base64
import json
import logging
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import VersionedTransaction

from fiscus.chains.solana.keys import SolanaSigner, key_from_file, parse_key
from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret

KEYPAIR = Keypair.from_seed(bytes(range(32)))
RAW = bytes(KEYPAIR)
ADDRESS = str(KEYPAIR.pubkey())
BASE58 = str(KEYPAIR)
BASE64 = base64.b64encode(RAW).decode()
ARRAY = json.dumps(list(RAW))
FOREIGN = RAW[:32] + bytes(Keypair.from_seed(bytes(32)).pubkey())
"""The secret of one key with the address of another."""

MALFORMED = [
    BASE58[:-1],
    BASE58 + "1",
    BASE58.replace(BASE58[3], "0", 1),
    f'"{BASE58}"',
    BASE64[:-4],
    base64.b64encode(RAW[:32]).decode(),
    base64.b64encode(RAW + b"\0").decode(),
    base64.b64encode(FOREIGN).decode(),
    json.dumps(list(RAW[:63])),
    json.dumps([*RAW, 0]),
    json.dumps(list(FOREIGN)),
    json.dumps([*RAW[:63], 256]),
    json.dumps([*RAW[:63], -1]),
    json.dumps([*RAW[:63], 1.0]),
    json.dumps([*RAW[:63], True]),
    json.dumps([str(n) for n in RAW]),
    json.dumps({"key": list(RAW)}),
    ARRAY[:-1],
    "[" * 500 + "]" * 500,
    ADDRESS,
    RAW.hex(),
    "0x" + RAW[:32].hex(),
    "test test test test test test test test test test test junk",
    "1" * 5000,
]


@pytest.mark.parametrize("written", [BASE58, BASE64, ARRAY, f" {BASE58}\n", f"{ARRAY}\n"])
@pytest.mark.covers("SOL-02", "SOL-39")
def test_the_usual_spellings_are_one_key(written: str) -> None:
    assert SolanaSigner(Secret(written)).address == ADDRESS


@pytest.mark.parametrize("written", MALFORMED)
@pytest.mark.covers("SOL-40")
def test_what_is_no_key_is_refused_and_not_repeated(
    written: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ConfigError) as caught:
        SolanaSigner(Secret(written))
    error = caught.value
    assert error.message == "Invalid private key format in SOLANA_PRIVATE_KEY"
    shown = "".join(
        [str(error), repr(error), repr(error.context), caplog.text, *capsys.readouterr()]
    )
    assert error.__cause__ is None and error.__context__ is None
    assert written[:12] not in shown


@given(seed=st.binary(min_size=32, max_size=32))
def test_any_key_has_the_address_that_solders_gives_and_signs_what_a_node_takes(
    seed: bytes,
) -> None:
    keypair = Keypair.from_seed(seed)
    signer = SolanaSigner(Secret(str(keypair)))
    assert signer.address == str(keypair.pubkey())
    paid = transfer(
        TransferParams(from_pubkey=keypair.pubkey(), to_pubkey=Pubkey.default(), lamports=7)
    )
    message = Message([paid], keypair.pubkey())
    signed = signer.sign(bytes(message))
    transaction = VersionedTransaction.from_bytes(signed.raw)
    assert transaction.verify_with_results() == [True]
    assert (str(transaction.signatures[0]), transaction.message) == (signed.id, message)


def test_a_signer_shows_its_address_and_nothing_more() -> None:
    signer = SolanaSigner(Secret(BASE58))
    assert repr(signer) == str(signer) == f"SolanaSigner({ADDRESS})"
    assert not hasattr(signer, "__dict__")
    for protocol in range(2):
        with pytest.raises(TypeError):
            pickle.dumps(signer, protocol)


def key_file(folder: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path = folder / "wallet.key"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o600, 0o400])
@pytest.mark.parametrize("written", [BASE58, BASE64, ARRAY + "\n"])
def test_a_file_that_its_owner_alone_can_read_holds_the_key(
    tmp_path: Path, written: str, mode: int
) -> None:
    path = key_file(tmp_path, written, mode)
    assert SolanaSigner(key_from_file(path)).address == ADDRESS


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620, 0o602, 0o610, 0o777])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path, BASE58, mode)
    with pytest.raises(ConfigError, match="by others") as caught:
        key_from_file(path)
    assert caught.value.hint == f"Run: chmod 600 {path}"
    assert BASE58[:12] not in str(caught.value)


@pytest.mark.parametrize("text", [*MALFORMED, "", b"\xff\xfe" + BASE58.encode(), "# a comment\n"])
def test_a_file_without_a_key_is_refused_by_its_name(tmp_path: Path, text: str | bytes) -> None:
    path = key_file(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        key_from_file(path)
    assert repr(str(path)) in caught.value.message
    assert BASE58[:12] not in "".join([str(caught.value), repr(caught.value.__cause__)])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.key", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read") as caught:
            key_from_file(path)
        assert repr(str(path)) in caught.value.message


def test_a_key_is_kept_as_it_was_written() -> None:
    assert parse_key(Secret(ARRAY)) == Secret(ARRAY)
