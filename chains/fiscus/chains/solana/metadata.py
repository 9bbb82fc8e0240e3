"""What a token says of itself. Foreign text: escaped, cut, and shown as a claim.

Token-2022 keeps it in the mint (`spl-token-metadata-interface`), SPL Token in an account of
Metaplex's metadata program.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.jsonrpc import escaped
from fiscus.chains.solana.derivation import key_bytes, program_address
from fiscus.chains.solana.extensions import TOKEN_METADATA
from fiscus.chains.solana.installation import must_be_installed
from fiscus.chains.solana.layouts import Mint, read_mint
from fiscus.chains.solana.programs import METADATA
from fiscus.chains.solana.records import Account

if TYPE_CHECKING:
    from fiscus.chains.solana.client import SolanaClient

SYMBOL_LENGTH: Final = 16
NAME_LENGTH: Final = 40
EXTENSION_HEAD: Final = 64
"""Update authority and mint, in front of the name in a mint's own metadata."""
METAPLEX_HEAD: Final = 65
"""Kind, update authority and mint, in front of the name in Metaplex's."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Safe to show, and empty where nothing is said."""

    symbol: str
    name: str


@dataclass(frozen=True, slots=True)
class TokenMetadata:
    """A mint. `symbol` and `name` are safe to show, and empty where it has none."""

    address: str
    symbol: str
    name: str
    mint: Mint

    @property
    def decimals(self) -> int:
        return self.mint.decimals


async def read_metadata(
    client: SolanaClient, mints: Sequence[str]
) -> Mapping[str, TokenMetadata | None]:
    """All in one request; `None` for what is no mint."""
    must_be_installed()
    unique = list(dict.fromkeys(mints))
    found = await client.accounts([*unique, *map(metadata_account, unique)])
    return {
        mint: _metadata(mint, found[i], found[len(unique) + i]) for i, mint in enumerate(unique)
    }


def metadata_account(mint: str) -> str:
    """Where Metaplex keeps what is said of a mint."""
    return program_address([b"metadata", key_bytes(METADATA), key_bytes(mint)], METADATA)


def _metadata(
    address: str, account: Account | None, described: Account | None
) -> TokenMetadata | None:
    mint = read_mint(account)
    if mint is None:
        return None
    claim = claimed(account) or claimed(described) or Claim("", "")
    return TokenMetadata(address, claim.symbol, claim.name, mint)


def claimed(account: Account | None) -> Claim | None:
    """What a Token-2022 mint, or an account of Metaplex's, says; `None` for anything else."""
    mint = read_mint(account)
    own = mint.extensions.get(TOKEN_METADATA) if mint else None
    if own is not None:
        name, symbol = _texts(own, EXTENSION_HEAD)
    elif account is not None and account.owner == METADATA:
        name, symbol = _texts(account.data, METAPLEX_HEAD)
    else:
        return None
    return Claim(escaped(symbol, SYMBOL_LENGTH), escaped(name, NAME_LENGTH))


def _texts(raw: bytes, at: int) -> tuple[str, str]:
    """Name and symbol: Borsh strings, which Metaplex fills up with zeros. Empty where broken."""
    texts: list[str] = []
    for _ in range(2):
        if len(raw) < at + 4:
            return "", ""
        length = struct.unpack_from("<I", raw, at)[0]
        text = raw[at + 4 : at + 4 + length]
        if len(text) != length:
            return "", ""
        texts.append(text.decode("utf-8", "replace").rstrip("\0").strip())
        at += 4 + length
    return texts[0], texts[1]
