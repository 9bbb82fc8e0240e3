"""Every spelling of a secret is hidden, and what is none stays as it is."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from fiscus.core.logs import protect
from fiscus.core.redaction import HIDDEN, Redactor, hide_within, redactor_of
from fiscus.core.result import ActionResult
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings

EVM = bytes.fromhex("a3f1c05b7e9d2264cc18f0ab3d57e6912b40d8ef6a75c31908bd42f7e5160d9c")
SOLANA = bytes(Keypair.from_seed(bytes(range(7, 39))))
PHRASE = "vivid orbit lunar cabin fossil maple rigid tunnel garlic window notable breeze"


def spellings(raw: bytes) -> list[str]:
    """By other hands than the product's."""
    base58 = str(Pubkey.from_bytes(raw)) if len(raw) == 32 else str(Keypair.from_bytes(raw))
    plain = base64.b64encode(raw).decode()
    numbers = list(raw)
    return [
        raw.hex(),
        raw.hex().upper(),
        "0x" + raw.hex(),
        "0X" + raw.hex().upper(),
        raw.hex(" "),
        raw.hex(":", 1),
        raw.hex("-", 4),
        base58,
        plain,
        plain.rstrip("="),
        base64.urlsafe_b64encode(raw).decode(),
        json.dumps(numbers),
        json.dumps(numbers, separators=(",", ":")),
        json.dumps(numbers, indent=2),
        " ".join(map(str, numbers)),
        repr(raw),
        str(int.from_bytes(raw)),
    ]


def known(raw: bytes) -> list[str]:
    """How a key can be written in a setting."""
    if len(raw) == 32:
        return [raw.hex(), "0x" + raw.hex().upper()]
    return [str(Keypair.from_bytes(raw)), json.dumps(list(raw)), base64.b64encode(raw).decode()]


@pytest.mark.parametrize("raw", [EVM, SOLANA], ids=["evm", "solana"])
def test_a_key_is_hidden_in_every_spelling_however_it_is_set(raw: bytes) -> None:
    shown = [*spellings(raw), *(spellings(raw[:32]) if len(raw) == 64 else [])]
    for setting in known(raw):
        redactor = Redactor([Secret(setting)])
        for spelling in shown:
            hidden = redactor.hide(f"it is ({spelling}), you see")
            assert HIDDEN in hidden, spelling
            assert len(hidden) < len(HIDDEN) + 24, hidden


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=5), st.binary(max_size=5))
def test_no_three_characters_in_a_row_of_a_base64_text_around_a_key_are_left(
    key: bytes, before: bytes, after: bytes
) -> None:
    encoded = base64.b64encode(before + key + after).decode()
    hidden = Redactor([Secret(key.hex())]).hide(encoded)
    assert len(hidden.replace(HIDDEN, "")) <= len(encoded) - 40


def test_a_seed_phrase_is_hidden_whatever_is_between_its_words() -> None:
    redactor = Redactor([Secret(PHRASE)])
    numbered = "\n".join(f"{n}. {word}" for n, word in enumerate(PHRASE.upper().split(), 1))
    for text in (PHRASE, PHRASE.replace(" ", ", "), PHRASE.title(), numbered):
        assert "fossil" not in redactor.hide(text).lower(), text


def test_text_secrets_are_hidden_where_a_format_escapes_or_encodes_them() -> None:
    secret = 'pa&ss"wo/rd é'
    redactor = Redactor([Secret(secret)])
    for text in (
        secret,
        "pa%26ss%22wo%2Frd%20%C3%A9",
        "pa&amp;ss&quot;wo/rd é",
        json.dumps({"password": secret}),
        secret.encode().hex(),
        base64.b64encode(b"user:" + secret.encode()).decode(),
    ):
        assert HIDDEN in redactor.hide(text), text


def test_keys_in_addresses_and_passwords_of_databases_are_found_in_the_settings(
    tmp_path: Path,
) -> None:
    file = tmp_path / "key"
    file.write_text(json.dumps(list(SOLANA)))
    settings = Settings(
        {
            "ETHEREUM_PROVIDER_BASE": "https://base.example/v2/Ab3dEf6hIj9kLm2nOp5q, https://b.example",
            "SOLANA_RPC_URL": "https://rpc.example/?api-key=0f3a-77c2-91de",
            "POSTGRES_URL": "postgresql://agent:hunter%2Btwo@db.example/fiscus",
            "OPENAI_API_KEY": "sk-proj-4821",
            "SOLANA_PRIVATE_KEY_FILE": str(file),
        }
    )
    hide = redactor_of(settings).hide
    for secret in ("Ab3dEf6hIj9kLm2nOp5q", "0f3a-77c2-91de", "hunter+two", "hunter%2Btwo"):
        assert hide(f"({secret})") == f"({HIDDEN})"
    assert hide("sk-proj-4821") == hide(str(Keypair.from_bytes(SOLANA))) == HIDDEN
    for told in ("https://base.example", "agent", "db.example", "fiscus", str(file)):
        assert hide(told) == told


def test_what_is_no_secret_stays_as_it_is() -> None:
    hide = Redactor([Secret(EVM.hex()), Secret("abc")]).hide
    for text in ("", "abc", "0x" + "ab" * 32, "send 0.5 ETH to bob.eth", str(list(range(64)))):
        assert hide(text) == text


def test_secrets_are_hidden_within_results_and_nothing_else_is_changed() -> None:
    hide = Redactor([Secret("correct-horse")]).hide
    result = ActionResult(True, "it is correct-horse", data={"list": ["a", ("correct-horse", 7)]})
    hidden = hide_within(result, hide)
    assert hidden.text == f"it is {HIDDEN}"
    assert hidden.data == {"list": ["a", (HIDDEN, 7)]}
    plain = ActionResult(True, "nothing here", data={"n": 1})
    assert hide_within(plain, hide) is plain


def test_what_hides_secrets_does_not_show_them() -> None:
    redactor = Redactor([Secret("correct-horse")])
    assert "horse" not in repr(redactor)
    with pytest.raises(TypeError):
        pickle.dumps(redactor)


LOGGING = f"""
import logging, sys
from fiscus.core.logs import protect
from fiscus.core.redaction import Redactor
from fiscus.core.secrets import Secret

protect(Redactor([Secret("{EVM.hex()}")]))
logging.basicConfig(level="DEBUG", stream=sys.stdout)
other = logging.StreamHandler(sys.stdout)
other.setFormatter(logging.Formatter("other %(message)s"))
logging.getLogger("httpx").addHandler(other)
key = bytes.fromhex("{EVM.hex()}")
logging.getLogger("httpx").debug("sent %s with %r", {{"key": list(key)}}, key, stack_info=True)
logging.getLogger("odd").warning("%s and %s", key.hex())
try:
    raise ValueError(f"bad key {{key.hex()}}") from RuntimeError(repr(key))
except ValueError:
    logging.getLogger("fiscus").exception("it broke")
raise KeyError(key.hex())
"""


def test_no_logger_handler_or_traceback_of_a_process_shows_a_secret() -> None:
    done = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, text=True)
    written = done.stdout + done.stderr
    for spelling in spellings(EVM):
        assert spelling not in written
    for told in ("other sent", "it broke", "ValueError: bad key [secret]", "KeyError", "odd"):
        assert told in written


def test_a_protected_log_still_says_everything_else(caplog: pytest.LogCaptureFixture) -> None:
    factory, hook = logging.getLogRecordFactory(), sys.excepthook
    try:
        protect(Redactor([Secret("correct-horse")]))
        logging.getLogger("test").warning("%s of %d: %s", "one", 3, "correct-horse")
    finally:
        logging.setLogRecordFactory(factory)
        sys.excepthook = hook
    assert caplog.messages == [f"one of 3: {HIDDEN}"]


@pytest.mark.parametrize(
    ("name", "value", "is_shown"),
    [
        ("WALLET_PUBLIC_KEY", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", True),
        ("SOLANA_PUBLIC_KEY", str(Pubkey.from_bytes(bytes(range(1, 33)))), True),
        ("WALLET_PUBLIC_KEY", EVM.hex(), False),
        ("WALLET_PUBLIC_KEY", f"0x{EVM.hex()}", False),
        ("SOLANA_PUBLIC_KEY", str(Keypair.from_bytes(SOLANA)), False),
        ("SOLANA_PUBLIC_KEY", json.dumps(list(SOLANA)), False),
        ("WALLET_PUBLIC_KEY", PHRASE, False),
        ("SOLANA_PRIVATE_KEY", str(Pubkey.from_bytes(EVM)), False),
    ],
)
def test_a_watched_address_is_shown_and_a_key_in_its_place_is_not(
    name: str, value: str, is_shown: bool
) -> None:
    hidden = redactor_of(Settings({name: value})).hide(f"it is {value}.")
    assert (value.removeprefix("0x") in hidden, HIDDEN in hidden) == (is_shown, not is_shown)
