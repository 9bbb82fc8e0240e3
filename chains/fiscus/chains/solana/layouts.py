"""Mints and token accounts as bytes, for both token programs.

`Mint`, `Account` and `Multisig` of SPL Token; behind them, in Token-2022, a list of extensions
as type, length and value.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeGuard

from fiscus.chains.answers import BadAnswer
from fiscus.chains.solana.addresses import encode
from fiscus.chains.solana.programs import SYSVARS, TOKEN_2022, TOKEN_PROGRAMS
from fiscus.chains.solana.records import Account

MINT_SIZE: Final = 82
HOLDING_SIZE: Final = 165
MULTISIG_SIZE: Final = 355
CLOCK_SIZE, CLOCK_EPOCH_AT, CLOCK_TIME_AT = 40, 16, 32
KIND_AT: Final = 165
MINT_KIND, HOLDING_KIND = 1, 2
FROZEN: Final = 2
HEAD: Final = 4
"""Bytes of an extension's type and length."""

_NONE: Final[Mapping[int, bytes]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mint:
    """A token: how it counts, and what else is attached to it."""

    program: str
    decimals: int
    supply: int
    extensions: Mapping[int, bytes] = field(default_factory=lambda: _NONE)
    """Values by the extension's type number; always empty under SPL Token."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What one token account holds."""

    program: str
    mint: str
    owner: str
    units: int
    frozen: bool = False
    delegate: str | None = None
    """Who else may spend of it, up to `delegated` units."""
    delegated: int = 0
    closer: str | None = None
    """Who else may close it."""
    extensions: Mapping[int, bytes] = field(default_factory=lambda: _NONE)


def read_mint(account: Account | None) -> Mint | None:
    """`None` for anything but an initialized mint. Raises `BadAnswer` for broken extensions."""
    if account is None or account.owner not in TOKEN_PROGRAMS:
        return None
    raw = account.data
    if len(raw) != MINT_SIZE and _kind(raw) != MINT_KIND:
        return None
    supply, decimals, initialized = struct.unpack_from("<QBB", raw, 36)
    if not initialized:
        return None
    return Mint(account.owner, decimals, supply, _extensions(account))


def read_holding(account: Account | None) -> Holding | None:
    """`None` for anything but an initialized token account. Raises `BadAnswer`, as `read_mint`."""
    if account is None or account.owner not in TOKEN_PROGRAMS:
        return None
    raw = account.data
    if (len(raw) != HOLDING_SIZE and _kind(raw) != HOLDING_KIND) or not raw[108]:
        return None
    return Holding(
        program=account.owner,
        mint=encode(raw[:32]),
        owner=encode(raw[32:64]),
        units=struct.unpack_from("<Q", raw, 64)[0],
        frozen=raw[108] == FROZEN,
        delegate=_option(raw, 72),
        delegated=struct.unpack_from("<Q", raw, 121)[0],
        closer=_option(raw, 129),
        extensions=_extensions(account),
    )


def read_clock(account: Account | None) -> int | None:
    """Unix seconds of the newest block, by the runtime's own account; `None` if it is not that."""
    if not _is_clock(account):
        return None
    seconds: int = struct.unpack_from("<q", account.data, CLOCK_TIME_AT)[0]
    return seconds if seconds > 0 else None


def read_epoch(account: Account | None) -> int:
    """The epoch of the newest block. Raises `BadAnswer` where this is not the runtime's clock."""
    if not _is_clock(account):
        raise BadAnswer("The cluster's clock cannot be read")
    epoch: int = struct.unpack_from("<Q", account.data, CLOCK_EPOCH_AT)[0]
    return epoch


def is_multisig(account: Account) -> bool:
    """Whether it is a set of signers for tokens."""
    return account.owner in TOKEN_PROGRAMS and len(account.data) == MULTISIG_SIZE


def _is_clock(account: Account | None) -> TypeGuard[Account]:
    return account is not None and account.owner == SYSVARS and len(account.data) == CLOCK_SIZE


def _option(raw: bytes, at: int) -> str | None:
    return encode(raw[at + 4 : at + 36]) if any(raw[at : at + 4]) else None


def _kind(raw: bytes) -> int:
    # A multisig is the one thing of that size that has no kind.
    return raw[KIND_AT] if len(raw) > KIND_AT and len(raw) != MULTISIG_SIZE else 0


def _extensions(account: Account) -> Mapping[int, bytes]:
    raw, at, found = account.data, KIND_AT + 1, dict[int, bytes]()
    if account.owner != TOKEN_2022:
        return _NONE
    while at + HEAD <= len(raw):
        kind, length = struct.unpack_from("<HH", raw, at)
        if kind == 0:
            break
        value = raw[at + HEAD : at + HEAD + length]
        if len(value) != length or kind in found:
            raise BadAnswer("A token's extensions are broken")
        found[kind] = value
        at += HEAD + length
    return MappingProxyType(found)
