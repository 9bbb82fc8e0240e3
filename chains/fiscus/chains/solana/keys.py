"""Where the Solana wallet's key comes from, and the one object that holds it."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from fiscus.chains.solana.addresses import decode
from fiscus.core.errors import ConfigError, MessageRefused
from fiscus.core.secrets import Secret

if TYPE_CHECKING:
    from solders.keypair import Keypair

KEY_BYTES: Final = 64
"""32 that are secret, and the address's 32."""
MOST_CHARACTERS: Final = 1024
SPELLINGS: Final = "It is 64 bytes: in base58, in base64, or as the JSON array of the Solana CLI."


@dataclass(frozen=True, slots=True)
class Signature:
    """A signed transaction: its signature, which is its id, and the bytes a node takes."""

    id: str
    raw: bytes


class SolanaSigner:
    """Signs Solana messages. Only the desk's adapter is given one."""

    __slots__ = ("_keypair", "address")

    def __init__(self, key: Secret) -> None:
        self._keypair: Keypair = _keypair(key, "SOLANA_PRIVATE_KEY")
        self.address: str = str(self._keypair.pubkey())

    def sign(self, message: bytes) -> Signature:
        """Sign a transaction's message whose one signer is this wallet; no other bytes are signed.

        Raises `MessageRefused`.
        """
        if not self._is_transaction(message):
            raise MessageRefused(
                "These bytes are no transaction of this wallet", hint="Nothing was signed."
            )
        signature = self._keypair.sign_message(message)
        return Signature(str(signature), bytes([1]) + bytes(signature) + message)

    def _is_transaction(self, message: bytes) -> bool:
        from solders.message import from_bytes_versioned, to_bytes_versioned

        try:
            read = from_bytes_versioned(message)
        except ValueError:
            return False
        alone = read.header.num_required_signatures == 1
        own = bool(read.account_keys) and str(read.account_keys[0]) == self.address
        return alone and own and to_bytes_versioned(read) == message

    def __repr__(self) -> str:
        return f"SolanaSigner({self.address})"


def parse_key(key: Secret, source: str = "SOLANA_PRIVATE_KEY") -> Secret:
    """64 bytes in any of the usual spellings, the address in them being the right one.

    Raises `ConfigError`, which never shows them.
    """
    _keypair(key, source)
    return key


def key_of_seed(seed: Secret) -> Secret:
    """The key that 32 bytes in hex make (RFC 8032), in base58."""
    from solders.keypair import Keypair

    return Secret(str(Keypair.from_seed(bytes.fromhex(seed.reveal()))))


def key_from_file(path: Path) -> Secret:
    """Read a key file that nobody else may read. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(MOST_CHARACTERS)
    except OSError as exc:
        raise ConfigError(
            f"The key file {str(path)!r} cannot be read",
            hint=f"SOLANA_PRIVATE_KEY_FILE must name a file with a key. {SPELLINGS}",
        ) from exc
    if mode & 0o077:
        raise ConfigError(
            f"The key file {str(path)!r} can be read by others", hint=f"Run: chmod 600 {path}"
        )
    # An error of the decoder would hold what it could not decode.
    return parse_key(Secret(content.decode("ascii", "replace")), f"the file {str(path)!r}")


def _keypair(key: Secret, source: str) -> Keypair:
    from solders.keypair import Keypair

    text = key.reveal().strip()
    for raw in _readings(text) if len(text) <= MOST_CHARACTERS else ():
        keypair = Keypair.from_seed(raw[:32])
        if bytes(keypair.pubkey()) == raw[32:]:
            return keypair
    raise ConfigError(f"Invalid private key format in {source}", hint=SPELLINGS)


def _readings(text: str) -> Iterator[bytes]:
    """What the text stands for in every spelling that it has; 64 bytes each."""
    for read in (_from_base58, _from_base64, _from_array):
        raw = read(text)
        if raw is not None and len(raw) == KEY_BYTES:
            yield raw


def _from_base58(text: str) -> bytes | None:
    return decode(text) if text.isascii() and text.isalnum() else None


def _from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _from_array(text: str) -> bytes | None:
    if not text.startswith("["):
        return None
    try:
        numbers: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(numbers, list):
        return None
    listed = cast("list[object]", numbers)
    found = [n for n in listed if isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 256]
    return bytes(found) if len(found) == len(listed) else None
