"""Programs and fixed accounts of Solana, by address.

The same on every cluster: native programs by Agave, the others by the Solana Program Library.
"""

from __future__ import annotations

from typing import Final

SYSTEM: Final = "11111111111111111111111111111111"
COMPUTE_BUDGET: Final = "ComputeBudget111111111111111111111111111111"
TOKEN: Final = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
TOKEN_2022: Final = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"
ASSOCIATED_TOKEN: Final = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"
MEMO: Final = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"
STAKE: Final = "Stake11111111111111111111111111111111111111"
VOTE: Final = "Vote111111111111111111111111111111111111111"
METADATA: Final = "metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s"
"""Metaplex's token metadata."""
INCINERATOR: Final = "1nc1nerator11111111111111111111111111111111"
"""What is in it at the end of a block is burned."""
CLOCK: Final = "SysvarC1ock11111111111111111111111111111111"
SYSVARS: Final = "Sysvar1111111111111111111111111111111111111"
"""Owns what the runtime itself tells, like the clock."""
WRAPPED_SOL: Final = "So11111111111111111111111111111111111111112"

TOKEN_PROGRAMS: Final = (TOKEN, TOKEN_2022)
MEMO_1: Final = "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo"
"""The memo program of before; it asks nobody to vouch."""
LOOKUP_TABLES: Final = "AddressLookupTab1e1111111111111111111111111"
JUPITER: Final = "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4"
"""Jupiter's aggregator, version 6."""

TITLES: Final = {
    SYSTEM: "the system program",
    COMPUTE_BUDGET: "the compute budget",
    TOKEN: "SPL Token",
    TOKEN_2022: "Token-2022",
    ASSOCIATED_TOKEN: "the associated token program",
    MEMO: "the memo program",
    MEMO_1: "the old memo program",
    LOOKUP_TABLES: "the lookup table program",
    JUPITER: "Jupiter",
}
