"""The sandbox's wallet on Solana: a key made for it, on no other chain and never printed."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from fiscus.chains.solana.keys import SolanaSigner, key_from_file
from fiscus.core.secrets import Secret


@dataclass(frozen=True, slots=True)
class SolanaWallet:
    address: str
    private_key: Secret
    """Base58 of the 64 bytes that wallets export: the seed and the public key."""


class Faucet:
    """Signs airdrops, with a key that nothing else knows and nothing keeps."""

    __slots__ = ("_keypair",)

    def __init__(self) -> None:
        self._keypair = Keypair()

    @property
    def address(self) -> Pubkey:
        return self._keypair.pubkey()

    def signed(self, message: MessageV0) -> VersionedTransaction:
        return VersionedTransaction(message, [self._keypair])


def new_wallet() -> SolanaWallet:
    """A fresh random key."""
    return _wallet(Keypair())


def kept_wallet(path: Path) -> SolanaWallet:
    """The key at `path`, which only its owner can read; made there first where it is missing.

    Raises `ConfigError` for a file that is no key, or that others can read.
    """
    if path.exists():
        return _read(path)
    wallet = new_wallet()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-") as file:  # mode 0600
        file.write(wallet.private_key.reveal() + "\n")
        file.flush()
        try:
            os.link(file.name, path)  # whole or not at all, and never over another
        except FileExistsError:
            return _read(path)
    return wallet


def _read(path: Path) -> SolanaWallet:
    key = Secret(key_from_file(path).reveal().strip())
    return SolanaWallet(SolanaSigner(key).address, key)


def _wallet(keypair: Keypair) -> SolanaWallet:
    return SolanaWallet(str(keypair.pubkey()), Secret(str(keypair)))
