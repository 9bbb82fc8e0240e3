"""The sandbox's wallet: a key made for it, on no other chain and never printed."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.keys import ORDER, key_from_file
from fiscus.core.secrets import Secret


@dataclass(frozen=True, slots=True)
class SandboxWallet:
    address: str
    private_key: Secret


def new_wallet() -> SandboxWallet:
    """A fresh random key."""
    return _wallet(Secret(f"0x{1 + secrets.randbelow(ORDER - 1):064x}"))


def kept_wallet(path: Path) -> SandboxWallet:
    """The key at `path`, which only its owner can read; made there first where it is missing.

    Raises `ConfigError` for a file that is no key, or that others can read.
    """
    if path.exists():
        return _wallet(key_from_file(path))
    wallet = new_wallet()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-") as file:  # mode 0600
        file.write(wallet.private_key.reveal() + "\n")
        file.flush()
        try:
            os.link(file.name, path)  # whole or not at all, and never over another
        except FileExistsError:
            return _wallet(key_from_file(path))
    return wallet


def _wallet(key: Secret) -> SandboxWallet:
    """An address is the end of the hash of the public key (yellow paper, appendix F)."""
    from coincurve import PrivateKey
    from eth_hash.auto import keccak

    public = PrivateKey(bytes.fromhex(key.reveal()[2:])).public_key.format(compressed=False)
    return SandboxWallet(checksum("0x" + keccak(public[1:])[-20:].hex()), key)
