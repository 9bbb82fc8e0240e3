"""Mints and token accounts as bytes (`Mint` and `Account` of the SPL Token program's state)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from solders.account import Account
from solders.pubkey import Pubkey

from fiscus.chains.solana import programs

MINT_SIZE: Final = 82
HOLDING_SIZE: Final = 165
KIND_OFFSET: Final = 165
"""Where Token-2022 says what an account with extensions is, past the larger of both."""
MINT_KIND, HOLDING_KIND = 1, 2
TRANSFER_FEE_CONFIG, TRANSFER_FEE_AMOUNT, IMMUTABLE_OWNER = 1, 2, 7
TOKEN_PROGRAMS: Final = tuple(map(Pubkey.from_string, programs.TOKEN_PROGRAMS))
STATES: Final = ("uninitialized", "initialized", "frozen")


@dataclass(frozen=True, slots=True)
class Mint:
    supply: int
    decimals: int
    authority: Pubkey | None = None
    freezer: Pubkey | None = None
    initialized: bool = True

    def pack(self) -> bytes:
        middle = struct.pack("<QBB", self.supply, self.decimals, self.initialized)
        return _option(self.authority) + middle + _option(self.freezer)


@dataclass(frozen=True, slots=True)
class Holding:
    """What one token account holds of one mint, in base units."""

    mint: Pubkey
    owner: Pubkey
    amount: int
    delegate: Pubkey | None = None
    state: int = 1
    native_rent: int | None = None
    """Of wrapped SOL: lamports of the account that are no balance."""
    delegated: int = 0
    closer: Pubkey | None = None

    def pack(self) -> bytes:
        native = struct.pack("<IQ", self.native_rent is not None, self.native_rent or 0)
        return (
            bytes(self.mint)
            + bytes(self.owner)
            + struct.pack("<Q", self.amount)
            + _option(self.delegate)
            + bytes([self.state])
            + native
            + struct.pack("<Q", self.delegated)
            + _option(self.closer)
        )


def read_mint(account: Account | None) -> Mint | None:
    """`None` for anything but a mint of either token program."""
    if account is None or account.owner not in TOKEN_PROGRAMS:
        return None
    data = account.data
    if len(data) != MINT_SIZE and _kind(data) != MINT_KIND:
        return None
    supply, decimals, initialized = struct.unpack_from("<QBB", data, 36)
    return Mint(supply, decimals, _read_option(data, 0), _read_option(data, 46), bool(initialized))


def read_holding(account: Account | None) -> Holding | None:
    """`None` for anything but an initialized token account of either token program."""
    if account is None or account.owner not in TOKEN_PROGRAMS:
        return None
    data = account.data
    if (len(data) != HOLDING_SIZE and _kind(data) != HOLDING_KIND) or data[108] == 0:
        return None
    native, rent, delegated = struct.unpack_from("<IQQ", data, 109)
    return Holding(
        mint=Pubkey.from_bytes(data[:32]),
        owner=Pubkey.from_bytes(data[32:64]),
        amount=struct.unpack_from("<Q", data, 64)[0],
        delegate=_read_option(data, 72),
        state=data[108],
        native_rent=rent if native else None,
        delegated=delegated,
        closer=_read_option(data, 129),
    )


def transfer_fee_mint(mint: Mint, authority: Pubkey, bps: int) -> bytes:
    """A Token-2022 mint with the extension `TransferFeeConfig`, without an upper limit."""
    fee = struct.pack("<QQH", 0, 2**64 - 1, bps)
    config = bytes(authority) * 2 + struct.pack("<Q", 0) + fee + fee
    padding = bytes(KIND_OFFSET - MINT_SIZE)
    extension = struct.pack("<HH", TRANSFER_FEE_CONFIG, len(config)) + config
    return mint.pack() + padding + bytes([MINT_KIND]) + extension


def holding_2022(holding: Holding, mint: Account) -> bytes:
    """As the associated token program makes it in Token-2022, with the extensions it needs."""
    needed = struct.pack("<HH", IMMUTABLE_OWNER, 0)
    if TRANSFER_FEE_CONFIG in extensions(mint):
        needed += struct.pack("<HHQ", TRANSFER_FEE_AMOUNT, 8, 0)
    return holding.pack() + bytes([HOLDING_KIND]) + needed


def extensions(account: Account) -> list[int]:
    """Type numbers of the Token-2022 extensions, in order."""
    data, found, at = account.data, list[int](), KIND_OFFSET + 1
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == 0:
            break
        found.append(kind)
        at += 4 + length
    return found


def _kind(data: bytes) -> int:
    return data[KIND_OFFSET] if len(data) > KIND_OFFSET else 0


def _option(key: Pubkey | None) -> bytes:
    return bytes(36) if key is None else struct.pack("<I", 1) + bytes(key)


def _read_option(data: bytes, at: int) -> Pubkey | None:
    return Pubkey.from_bytes(data[at + 4 : at + 36]) if data[at] else None
