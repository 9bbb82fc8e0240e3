"""What a validator charges: 5000 lamports a signature, and the priority fee.

Rules of Agave's `compute-budget-instruction`: the fee is for the limit that is asked for, not for
what is used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from solders.message import Message, MessageV0
from solders.pubkey import Pubkey

BASE_LAMPORTS: Final = 5000
MICROLAMPORTS: Final = 1_000_000
MOST_UNITS: Final = 1_400_000
BUILTIN_UNITS: Final = 3_000
"""Granted to an instruction of a builtin where no limit is set (SIMD-0170)."""
PROGRAM_UNITS: Final = 200_000
COMPUTE_BUDGET: Final = Pubkey.from_string("ComputeBudget111111111111111111111111111111")
BUILTINS: Final = frozenset(
    Pubkey.from_string(text)
    for text in (
        "11111111111111111111111111111111",
        "ComputeBudget111111111111111111111111111111",
        "Vote111111111111111111111111111111111111111",
        "BPFLoaderUpgradeab1e11111111111111111111111",
        "BPFLoader1111111111111111111111111111111111",
        "BPFLoader2111111111111111111111111111111111",
        "LoaderV411111111111111111111111111111111111",
        "KeccakSecp256k11111111111111111111111111111",
        "Ed25519SigVerify111111111111111111111111111",
    )
)
SET_LIMIT, SET_PRICE = 2, 3


def base_fee(message: Message | MessageV0) -> int:
    """Lamports for the signatures."""
    return BASE_LAMPORTS * message.header.num_required_signatures


def priority_fee(message: Message | MessageV0) -> int:
    """Lamports, rounded up: the price of a unit times the limit of units."""
    return -(-unit_price(message) * unit_limit(message) // MICROLAMPORTS)


def unit_price(message: Message | MessageV0) -> int:
    """Microlamports that are offered for a compute unit."""
    return next(_settings(message, SET_PRICE, "<Q"), 0)


def unit_limit(message: Message | MessageV0) -> int:
    """Compute units the transaction may use."""
    granted = sum(
        BUILTIN_UNITS if program in BUILTINS else PROGRAM_UNITS
        for program, _ in _instructions(message)
    )
    return min(next(_settings(message, SET_LIMIT, "<I"), granted), MOST_UNITS)


def _settings(message: Message | MessageV0, tag: int, layout: str) -> Iterator[int]:
    for program, data in _instructions(message):
        fits = len(data) >= 1 + struct.calcsize(layout)
        if program == COMPUTE_BUDGET and fits and data[0] == tag:
            yield struct.unpack_from(layout, data, 1)[0]


def _instructions(message: Message | MessageV0) -> Iterator[tuple[Pubkey, bytes]]:
    keys = message.account_keys
    for instruction in message.instructions:
        yield keys[instruction.program_id_index], bytes(instruction.data)
