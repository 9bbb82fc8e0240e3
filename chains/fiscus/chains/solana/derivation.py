"""Addresses that programs derive: token accounts, names. No network."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.chains.solana.addresses import decode
from fiscus.chains.solana.programs import ASSOCIATED_TOKEN


def program_address(seeds: Sequence[bytes], program: str) -> str:
    """The address off the curve that `program` signs for with these seeds."""
    from solders.pubkey import Pubkey

    return str(Pubkey.find_program_address(list(seeds), Pubkey.from_string(program))[0])


def token_account(owner: str, mint: str, program: str) -> str:
    """Where `owner` holds the token by convention: the associated token account.

    `program` is the token program that owns the mint.
    """
    seeds = [key_bytes(owner), key_bytes(program), key_bytes(mint)]
    return program_address(seeds, ASSOCIATED_TOKEN)


def has_key(address: str) -> bool:
    """Whether a private key can exist for it: whether it lies on the curve of ed25519."""
    from solders.pubkey import Pubkey

    return Pubkey.from_string(address).is_on_curve()


def key_bytes(address: str) -> bytes:
    """The 32 bytes of a valid address."""
    data = decode(address)
    if data is None or len(data) != 32:
        raise ValueError(f"{address!r} is no address")
    return data
