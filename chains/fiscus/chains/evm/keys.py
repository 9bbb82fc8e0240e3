"""Where the EVM wallet's key comes from, and the one object that holds it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias, cast

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.envelope import Envelope
from fiscus.chains.evm.messages.permits import permit_of
from fiscus.chains.evm.messages.typed import TypedData
from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret

_HEX_KEY = re.compile(r"(0x|0X)?([0-9a-fA-F]{64})")
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Of secp256k1 (SEC 2): a key is from 1 to one less than this."""
MOST_BYTES = 1024
"""Of a key file: it holds one line."""


Sign: TypeAlias = Callable[..., bytes]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signed transaction: its hash, and the bytes a node takes."""

    hash: str
    raw: bytes


class EvmSigner:
    """Signs EVM transactions. Only the desk's adapter is given one."""

    __slots__ = ("_key", "address")

    def __init__(self, key: Secret) -> None:
        from coincurve import PrivateKey
        from eth_hash.auto import keccak

        self._key = PrivateKey(bytes.fromhex(parse_key(key).reveal()[2:]))
        public = self._key.public_key.format(compressed=False)
        # The end of the hash of the public key (yellow paper, appendix F).
        self.address: str = checksum("0x" + keccak(public[1:])[-20:].hex())

    def sign(self, envelope: Envelope) -> Signature:
        """Sign a transaction; RFC 6979 makes the same bytes of the same transaction."""
        from eth_hash.auto import keccak

        signed = self._signed(keccak(envelope.unsigned()))
        r, s = int.from_bytes(signed[:32]), int.from_bytes(signed[32:64])
        raw = envelope.signed(signed[64], r, s)
        return Signature("0x" + keccak(raw).hex(), raw)

    def sign_permit(self, data: TypedData) -> Signature:
        """Sign typed data that is understood to be a permit of this wallet, and no other.

        Its id is its digest; the bytes are r, s and v. Raises `MessageRefused`.
        """
        permit_of(data, owner=self.address)
        digest = data.digest()
        signed = self._signed(digest)
        return Signature("0x" + digest.hex(), signed[:64] + bytes([27 + signed[64]]))

    def _signed(self, digest: bytes) -> bytes:
        # coincurve does not say what an own nonce would be.
        sign = cast("Sign", self._key.sign_recoverable)  # pyright: ignore[reportUnknownMemberType]
        return sign(digest, hasher=None)

    def __repr__(self) -> str:
        return f"EvmSigner({self.address})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signer is not written anywhere")


def parse_key(key: Secret, source: str = "EVM_PRIVATE_KEY") -> Secret:
    """64 hexadecimal digits, with or without `0x`. Raises `ConfigError`, which never shows them."""
    match = _HEX_KEY.fullmatch(key.reveal().strip())
    if match is None or not 0 < int(match.group(2), 16) < ORDER:
        raise ConfigError(
            f"Invalid private key format in {source}",
            hint="It is 64 hexadecimal digits, with or without 0x.",
        )
    return Secret("0x" + match.group(2).lower())


def key_from_file(path: Path) -> Secret:
    """Read a key file that nobody else may read. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(MOST_BYTES)
    except OSError as exc:
        raise ConfigError(
            f"The key file {str(path)!r} cannot be read",
            hint="EVM_PRIVATE_KEY_FILE must name a file with 64 hexadecimal digits.",
        ) from exc
    if mode & 0o077:
        raise ConfigError(
            f"The key file {str(path)!r} can be read by others", hint=f"Run: chmod 600 {path}"
        )
    # An error of the decoder would hold what it could not decode.
    return parse_key(Secret(content.decode("ascii", "replace")), f"the file {str(path)!r}")
