"""Names as the Solana Name Service writes them: normal form and accounts. No network.

Derivation as in Bonfida's SDK: an account's seeds are the hashed name, a class and a parent.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana.derivation import key_bytes, program_address
from fiscus.core.errors import NameNotResolved

NAME_PROGRAM: Final = "namesLPneVptA9Z5rqUDD9tMTWEJwofgaYwp8cawRkX"
SOL_DOMAIN: Final = "58PwtjSDuFHuUkYjH9BYnnQKHfwo9reZhC2zMJv9JPkx"
"""Parent of all `.sol` names."""
NAME_TOKENIZER: Final = "nftD3vbNkNqfj2Sd3HZwbpw4BxxKWr4AjGb9X38JeZk"
"""Turns names into tokens."""
RECORDS_STATE: Final = "2pMnqHvei2N5oDcVGCRdZx48gqti199wr5CsyTTafsbo"
"""Class of the records of the second version: only their program can write them."""
HASH_PREFIX: Final = "SPL Name Service"
NO_CLASS: Final = "1" * 32
SUFFIX: Final = ".sol"
LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


@dataclass(frozen=True, slots=True)
class NameAccounts:
    """Where everything about one name is kept."""

    name: str
    registry: str
    """Says who owns it."""
    parent: str
    token: str
    """Says whether it was turned into a token."""
    record_v1: str
    record_v2: str
    """Both say where its owner wants SOL and tokens to go."""


def normalise(name: str) -> str:
    """`"Alice.SOL"` is `"alice.sol"`. Raises `NameNotResolved` for what cannot be told apart.

    Letters of ASCII, digits, `-` and `_`, and at most one name below another: what looks like
    another name must not decide who is paid.
    """
    normal = name.lower() if name.isascii() else ""
    labels = normal.removesuffix(SUFFIX).split(".")
    fits = normal.endswith(SUFFIX) and len(labels) <= 2
    if not fits or not all(LABEL.fullmatch(label) for label in labels):
        raise NameNotResolved(
            f"{name[:80]!a} is not a .sol name that can be looked up",
            hint="Letters, digits, - and _ are, and one name below another; or give the address.",
        )
    return normal


def name_accounts(normal: str) -> NameAccounts:
    """The accounts of a name in normal form."""
    *below, label = normal.removesuffix(SUFFIX).split(".")
    parent, registry = SOL_DOMAIN, name_account(label)
    if below:
        parent, registry = registry, name_account("\0" + below[0], parent=registry)
    return NameAccounts(
        name=normal,
        registry=registry,
        parent=parent,
        token=program_address([b"nft_record", key_bytes(registry)], NAME_TOKENIZER),
        record_v1=name_account("\x01SOL", parent=registry),
        record_v2=name_account("\x02SOL", parent=registry, class_=RECORDS_STATE),
    )


def name_account(label: str, *, parent: str = SOL_DOMAIN, class_: str = NO_CLASS) -> str:
    """The account of a label below a parent."""
    hashed = hashlib.sha256((HASH_PREFIX + label).encode()).digest()
    return program_address([hashed, key_bytes(class_), key_bytes(parent)], NAME_PROGRAM)
