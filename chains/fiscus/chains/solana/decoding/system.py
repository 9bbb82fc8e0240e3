"""The system program, the compute budget, lookup tables, token accounts and memos.

Variants by Agave's `SystemInstruction`, `ComputeBudgetInstruction` and `ProgramInstruction` of the
lookup tables, and by the associated token account program.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fiscus.chains.solana.decoding.parsed import Instruction, Layout, Parsed
from fiscus.chains.solana.decoding.refusing import unknown

NONCE: Final = "nonceAccount"

SYSTEM_LAYOUTS: Final[Mapping[int, Layout]] = MappingProxyType(
    {
        0: Layout("createAccount", "lamports:u64 space:u64 owner:key", "source account"),
        1: Layout("assign", "owner:key", "account"),
        2: Layout("transfer", "lamports:u64", "source destination"),
        3: Layout(
            "createAccountWithSeed",
            "base:key seed:string lamports:u64 space:u64 owner:key",
            "source account base?",
        ),
        4: Layout("advanceNonce", "", f"{NONCE} recentBlockhashes authority"),
        5: Layout(
            "withdrawFromNonce",
            "lamports:u64",
            f"{NONCE} destination recentBlockhashes rent authority",
        ),
        6: Layout("initializeNonce", "authority:key", f"{NONCE} recentBlockhashes rent"),
        7: Layout("authorizeNonce", "authority:key", f"{NONCE} authority"),
        8: Layout("allocate", "space:u64", "account"),
        9: Layout("allocateWithSeed", "base:key seed:string space:u64 owner:key", "account base"),
        10: Layout("assignWithSeed", "base:key seed:string owner:key", "account base"),
        11: Layout(
            "transferWithSeed",
            "lamports:u64 sourceSeed:string sourceOwner:key",
            "source base destination",
        ),
        12: Layout("upgradeNonce", "", NONCE),
    }
)
TABLE_LAYOUTS: Final[Mapping[int, Layout]] = MappingProxyType(
    {
        0: Layout("createLookupTable", "slot:u64 bump:u8", "table authority payer system"),
        1: Layout("freezeLookupTable", "", "table authority"),
        2: Layout("extendLookupTable", "addresses:keys", "table authority payer? system?"),
        3: Layout("deactivateLookupTable", "", "table authority"),
        4: Layout("closeLookupTable", "", "table authority recipient"),
    }
)
BUDGET_LAYOUTS: Final[Mapping[int, Layout]] = MappingProxyType(
    {
        0: Layout("requestUnits", "units:u32 fee:u32"),
        1: Layout("requestHeapFrame", "bytes:u32"),
        2: Layout("setComputeUnitLimit", "units:u32"),
        3: Layout("setComputeUnitPrice", "microLamports:u64"),
        4: Layout("setLoadedAccountsDataSizeLimit", "bytes:u32"),
    }
)
_OPENING: Final = "payer account wallet mint system program rent?"
ASSOCIATED_LAYOUTS: Final[Mapping[int, Layout]] = MappingProxyType(
    {
        0: Layout("create", "", _OPENING),
        1: Layout("createIdempotent", "", _OPENING),
        2: Layout(
            "recoverNested", "", "nested nestedMint destination owner ownerMint wallet program"
        ),
    }
)
MEMO_LAYOUT: Final = Layout("memo", "memo:text", "...")


def by_word(layouts: Mapping[int, Layout], instruction: Instruction) -> Parsed:
    """By a number in the first four bytes."""
    if len(instruction.data) < 4:
        raise unknown(instruction.program, instruction.data)
    layout = layouts.get(struct.unpack_from("<I", instruction.data)[0])
    if layout is None:
        raise unknown(instruction.program, instruction.data)
    return layout.parse(instruction, 4)


def by_byte(layouts: Mapping[int, Layout], instruction: Instruction) -> Parsed:
    """By the first byte."""
    layout = layouts.get(instruction.data[0]) if instruction.data else None
    if layout is None:
        raise unknown(instruction.program, instruction.data)
    return layout.parse(instruction, 1)


def parse_associated(instruction: Instruction) -> Parsed:
    """No data at all is the oldest way to say `create`."""
    if not instruction.data:
        return ASSOCIATED_LAYOUTS[0].parse(instruction, 0)
    return by_byte(ASSOCIATED_LAYOUTS, instruction)
