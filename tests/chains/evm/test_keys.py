"""Keys of the EVM wallet: taken in the usual spellings, refused in all others, and never shown."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.envelope import Envelope
from fiscus.chains.evm.fees import FeeQuote
from fiscus.chains.evm.keys import ORDER, EvmSigner, key_from_file, parse_key
from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret

DIGITS = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
"""anvil's first account: a key that everybody knows."""
ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
BOB = "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"

MALFORMED = [
    DIGITS[:-1],
    DIGITS + "0",
    DIGITS[:-1] + "g",
    f"0x0x{DIGITS}",
    f'"{DIGITS}"',
    DIGITS[:32] + " " + DIGITS[32:],
    DIGITS[:32] + "\n" + DIGITS[32:],
    "\N{FULLWIDTH DIGIT ZERO}" * 64,
    "0" * 64,
    f"{ORDER:064x}",
    "f" * 64,
    ADDRESS,
    "test test test test test test test test test test test junk",
]


@pytest.mark.parametrize(
    "written", [DIGITS, f"0x{DIGITS}", f"0X{DIGITS}", DIGITS.upper(), f" {DIGITS}\n"]
)
def test_the_usual_spellings_are_one_key(written: str) -> None:
    assert EvmSigner(Secret(written)).address == ADDRESS


@pytest.mark.parametrize("written", MALFORMED)
def test_what_is_no_key_is_refused_and_not_repeated(
    written: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ConfigError) as caught:
        EvmSigner(Secret(written))
    error = caught.value
    assert error.message == "Invalid private key format in EVM_PRIVATE_KEY"
    shown = "".join(
        [str(error), repr(error), repr(error.context), caplog.text, *capsys.readouterr()]
    )
    assert error.__cause__ is None and error.__context__ is None
    assert written.strip().removeprefix("0x")[:12] not in shown


@given(number=st.integers(min_value=1, max_value=ORDER - 1))
def test_any_key_gives_the_address_that_eth_account_gives(number: int) -> None:
    digits = f"{number:064x}"
    assert EvmSigner(Secret(digits)).address == Account.from_key("0x" + digits).address


def test_a_signer_shows_its_address_and_nothing_more() -> None:
    signer = EvmSigner(Secret(DIGITS))
    assert repr(signer) == str(signer) == f"EvmSigner({ADDRESS})"
    assert not hasattr(signer, "__dict__")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(signer, protocol)


WORDS = st.integers(min_value=0, max_value=2**256 - 1)
WEI = st.integers(min_value=0, max_value=2**96)
MESSAGES = st.builds(
    Message, to=st.just(BOB), value_wei=WORDS, data=st.binary(max_size=70) | st.just(b"\x01" * 300)
)
ENVELOPES = st.builds(
    Envelope,
    chain_id=st.integers(min_value=1, max_value=2**53),
    nonce=st.integers(min_value=0, max_value=2**64 - 2),
    gas=st.integers(min_value=21_000, max_value=2**40),
    fee=st.builds(FeeQuote, WEI, st.none() | WEI),
    message=MESSAGES,
)


@given(envelope=ENVELOPES)
def test_a_signature_is_the_one_that_eth_account_makes(envelope: Envelope) -> None:
    signed = EvmSigner(Secret(DIGITS)).sign(envelope)
    witness = Account.sign_transaction(
        {
            "chainId": envelope.chain_id,
            "nonce": envelope.nonce,
            "gas": envelope.gas,
            "to": BOB,
            "value": envelope.message.value_wei,
            "data": envelope.message.data,
            **envelope.fee.fields(),
        },
        DIGITS,
    )
    assert signed.raw == bytes(witness.raw_transaction)
    assert signed.hash == "0x" + witness.hash.hex().removeprefix("0x")


@pytest.mark.parametrize("to", ["", "0x", BOB[:-2], BOB + "00"])
def test_what_has_no_address_is_never_signed(to: str) -> None:
    envelope = Envelope(1, 0, 21_000, FeeQuote(1, 1), Message(to, 1))
    with pytest.raises(ValueError, match="would make a contract"):
        EvmSigner(Secret(DIGITS)).sign(envelope)


def test_signing_loads_no_library_of_accounts() -> None:
    program = (
        "import sys; from fiscus.chains.evm.keys import EvmSigner; "
        "from fiscus.core.secrets import Secret; "
        f"EvmSigner(Secret({DIGITS!r})); "
        "sys.exit(not {'eth_account', 'pydantic', 'httpx'}.isdisjoint(sys.modules))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)


def key_file(folder: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path = folder / "wallet.key"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_that_its_owner_alone_can_read_holds_the_key(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path, f"0x{DIGITS}\n", mode)
    assert key_from_file(path) == parse_key(Secret(DIGITS))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620, 0o602, 0o610, 0o777])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path, DIGITS, mode)
    with pytest.raises(ConfigError, match="by others") as caught:
        key_from_file(path)
    assert caught.value.hint == f"Run: chmod 600 {path}"
    assert DIGITS[:12] not in str(caught.value)


@pytest.mark.parametrize("text", [*MALFORMED, "", b"\xff\xfe" + DIGITS.encode(), "# a comment\n"])
def test_a_file_without_a_key_is_refused_by_its_name(tmp_path: Path, text: str | bytes) -> None:
    path = key_file(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        key_from_file(path)
    assert repr(str(path)) in caught.value.message
    assert DIGITS[:12] not in "".join([str(caught.value), repr(caught.value.__cause__)])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.key", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read") as caught:
            key_from_file(path)
        assert repr(str(path)) in caught.value.message
