"""What the extensions of a Token-2022 mint do to a transfer.

Type numbers and layouts of the program's `ExtensionType`. What is not known here may change the
amount or stop the transfer, so it is refused.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana.layouts import HEAD, HOLDING_SIZE, Holding, Mint
from fiscus.chains.solana.programs import TOKEN_2022

TRANSFER_FEE_CONFIG: Final = 1
TRANSFER_FEE_AMOUNT: Final = 2
DEFAULT_STATE: Final = 6
IMMUTABLE_OWNER: Final = 7
MEMO_REQUIRED: Final = 8
NON_TRANSFERABLE: Final = 9
NON_TRANSFERABLE_ACCOUNT: Final = 13
TRANSFER_HOOK: Final = 14
TRANSFER_HOOK_ACCOUNT: Final = 15
INTEREST_BEARING: Final = 10
TOKEN_METADATA: Final = 19
SCALED_AMOUNT: Final = 25
PAUSABLE: Final = 26
PAUSABLE_ACCOUNT: Final = 27

HARMLESS: Final = frozenset({3, 4, 12, 16, 18, TOKEN_METADATA, 20, 21, 22, 23, 28})
"""Closing, confidential transfers, a permanent delegate, metadata, groups, permissioned burns:
none takes part in a plain transfer."""

ACCOUNT_SIZES: Final = {
    TRANSFER_FEE_CONFIG: (TRANSFER_FEE_AMOUNT, 8),
    NON_TRANSFERABLE: (NON_TRANSFERABLE_ACCOUNT, 0),
    TRANSFER_HOOK: (TRANSFER_HOOK_ACCOUNT, 1),
    PAUSABLE: (PAUSABLE_ACCOUNT, 0),
}
"""The extension that a mint's extension adds to its accounts, and the length of its value."""
OLDER_FEE_AT, NEWER_FEE_AT = 72, 90
FEE_LAYOUT: Final = "<QQH"
"""Epoch from which it holds, the most it takes, basis points."""
FEE_SIZE: Final = NEWER_FEE_AT + struct.calcsize(FEE_LAYOUT)
ALL: Final = 10_000
"""Basis points of the whole."""


@dataclass(frozen=True, slots=True)
class TransferFee:
    """What the issuer keeps of every transfer: `bps` of it, at most `most` base units."""

    bps: int
    most: int

    def of(self, units: int) -> int:
        """Base units, rounded up as the program does (`TransferFee::calculate_fee`)."""
        return min(-(-units * self.bps // ALL), self.most)


def account_size(mint: Mint) -> int:
    """Bytes of a new associated token account of this mint."""
    if mint.program != TOKEN_2022:
        return HOLDING_SIZE
    added = (ACCOUNT_SIZES[kind][1] for kind in mint.extensions if kind in ACCOUNT_SIZES)
    return HOLDING_SIZE + 1 + HEAD + sum(HEAD + length for length in added)


def obstacle(mint: Mint, *, new_account: bool) -> str | None:
    """Why this token cannot be sent exactly, in a phrase; `None` where it can.

    `new_account`: the recipient's account is still to be opened.
    """
    for kind, value in mint.extensions.items():
        reason = _obstacle(kind, value, new_account=new_account)
        if reason is not None:
            return reason
    return None


def transfer_fee(mint: Mint, epoch: int) -> TransferFee | None:
    """What is kept of a transfer in this epoch; `None` where everything arrives."""
    value = mint.extensions.get(TRANSFER_FEE_CONFIG)
    if value is None:
        return None
    begins, most, bps = struct.unpack_from(FEE_LAYOUT, value, NEWER_FEE_AT)
    if epoch < begins:
        _, most, bps = struct.unpack_from(FEE_LAYOUT, value, OLDER_FEE_AT)
    return TransferFee(bps, most) if bps and most else None


def wants_memo(holding: Holding) -> bool:
    """Whether an account takes only transfers that say what they are for."""
    return any(holding.extensions.get(MEMO_REQUIRED, b""))


def _obstacle(kind: int, value: bytes, *, new_account: bool) -> str | None:
    if kind in HARMLESS:
        return None
    if kind == TRANSFER_FEE_CONFIG:
        return None if len(value) == FEE_SIZE else "its transfer fee cannot be read"
    if kind == TRANSFER_HOOK:
        return "a program of its issuer runs with every transfer" if any(value[32:64]) else None
    if kind == DEFAULT_STATE:
        frozen = new_account and value != b"\x01"
        return "its issuer must unfreeze every new account first" if frozen else None
    if kind == PAUSABLE:
        return "its issuer has paused it" if any(value[32:33]) else None
    if kind == NON_TRANSFERABLE:
        return "it cannot be transferred at all"
    if kind in (INTEREST_BEARING, SCALED_AMOUNT):
        return "it shows other amounts than it moves"
    return f"it has an extension that is not known here (type {kind})"
