"""The Solana sandbox as a network: who is on it, and what it trades.

Tokens and the name service are at their addresses on mainnet, so that lists made for mainnet
apply. What is signed here is valid on no other network all the same: a transaction names a recent
block of the chain it is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CHAIN: Final = "solana"
GENESIS: Final = "BzxF7CstxH8Ei4cUtTkhpQY8XtH6EGrcKrsTX6fgWoz1"
"""Genesis hash of every sandbox and of no other chain."""
VERSION: Final = "2.3.0"
"""The validator whose answers these are like."""


USDC: Final = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
BONK: Final = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"
RAY: Final = "4k3Dyjzvzp8eMZWUXbBCjEvwSkkk59S5iCNLY3QrkX6R"
JTO: Final = "jtojtomepa8beP8AuQc6eXt5FriJwfFMwQx2v2f9mCL"
LOOKALIKE: Final = "goUhtAf5DgvF9QTEGekNawrZLRRhFJZbjAhtKhFEntF"
"""Calls itself like the token below, and is on no list."""
PLAIN_2022: Final = "BT6sSf6pb7xUcvKa4VmmRqSdJn9YxLzVyQa5QLw75Wrt"
"""A Token-2022 mint without extensions."""
TAXED_2022: Final = "7tTUCdY6NcAQgJy5rLA18ao3zDEcJpcjGjrcKoetKbNP"
"""A Token-2022 mint that keeps 1 % of every transfer."""

STEWARD: Final = "CvkxNZ4v1qrbcAgMDu8fGcY24Ew6DcYozoFL1fyLTAgH"
"""Has no key. Authority of the mints."""
ALICE: Final = "13TC173bJdAr99a8NJejSFpqYgLnsVjYZVqydnbczcuA"
"""Has SOL and accounts for USDC and BONK."""
BOB: Final = "FsKanMYEaSix2dh1C3jLyiDk4m4NFCN8QdNNztSrd4k"
"""Has SOL and no token account."""
CAROL: Final = "BaoN6AiwQeUqaw3668FYnwQHd5iSB48Uopf78ctRiuRF"
"""Has never had anything: there is no such account."""
VAULT: Final = "C6FUXdnhDnErAhr4QzgEwaMQXUBBWnUEro5irCU2KMfK"
"""Owned by a program's seeds, off the curve: no key can exist. Has an account for USDC."""

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"alice.sol": ALICE, "bob.sol": BOB, "carol.sol": CAROL, "vault.sol": VAULT}
)
"""Who the names stand for. Nobody has a key of any of them."""
