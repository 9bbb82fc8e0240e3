"""Names as ENS writes them: normal form, node, wire form and coin type. No network.

ENSIP-15 (normal form, by the library `ens_normalize`), EIP-137 (node), ENSIP-10 (wire form),
ENSIP-9 and ENSIP-11 (coin types).
"""

from __future__ import annotations

import unicodedata
from typing import Final

from fiscus.core.errors import NameNotResolved

ETHEREUM_COIN: Final = 60
EVM_COIN_BIT: Final = 0x8000_0000
MAX_NAME: Final = 253
JOINER: Final = "\N{ZERO WIDTH JOINER}"


def normalise(name: str) -> str:
    """`"Alice.eth"` is `"alice.eth"`. Raises `NameNotResolved` for what is no valid name.

    Mixed scripts, look-alikes, other full stops and invisible characters are refused, also those
    that ENSIP-15 would silently drop: what a person cannot see must not decide who is paid.
    """
    from ens_normalize import (  # type: ignore[import-untyped]  # it has no type information
        DisallowedSequence,
        ens_normalize,
    )

    try:
        normal: str = ens_normalize(name)
    except DisallowedSequence:
        raise _invalid(name) from None
    hidden = sum(unicodedata.category(c) == "Cf" for c in name)
    labels = normal.split(".")
    if len(labels) < 2 or not all(labels) or hidden != normal.count(JOINER):
        raise _invalid(name)
    if len(normal.encode()) > MAX_NAME or ens_normalize(normal) != normal:
        raise _invalid(name)
    return normal


def namehash(normal: str) -> bytes:
    """The node of a name in normal form; 32 zero bytes for the root."""
    from eth_hash.auto import keccak

    node = bytes(32)
    for label in reversed(normal.split(".")) if normal else ():
        node = keccak(node + keccak(label.encode()))
    return node


def wire_name(normal: str) -> bytes:
    """Length-prefixed labels, as DNS writes them. No label is longer than 255 bytes."""
    labels = [label.encode() for label in normal.split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def coin_type(chain_id: int) -> int:
    """The number under which ENS keeps a chain's address: 60 for Ethereum, ENSIP-11 for others."""
    return ETHEREUM_COIN if chain_id == 1 else EVM_COIN_BIT | chain_id


def parents(normal: str) -> list[str]:
    """The name and what it is below of, nearest first: `a.b.eth`, `b.eth`, `eth`."""
    labels = normal.split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


def _invalid(name: str) -> NameNotResolved:
    return NameNotResolved(
        f"{name[:80]!a} is not a valid ENS name",
        hint="It may mix scripts or hold characters that cannot be seen: type it again, or give"
        " the address.",
    )
