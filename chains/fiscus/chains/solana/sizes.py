"""How many payments fit into one transaction, known before a chain is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fiscus.core.desk.door import Given

PACKET: Final = 1232
"""Bytes of a transaction, signatures included (Agave's `PACKET_DATA_SIZE`)."""
FRAME: Final = 1 + 64 + 3 + 1 + 32 + 1
"""One signature, the header, the numbers of keys and instructions, and the block."""
KEY: Final = 32
LIMITS: Final = 8 + 12
"""Both instructions of the compute budget."""
COIN: Final = 17
TOKEN: Final = 10 + 26
"""What opens the account, and a payment that tells the issuer's fee."""


def fitting(payments: Sequence[Mapping[str, Given]]) -> int:
    """How many of these payments, from the first on, fit into one transaction in any case: where
    every account must be opened, and tokens are of either program. At least one."""
    for count in range(len(payments), 1, -1):
        if _most_bytes(payments[:count]) <= PACKET:
            return count
    return 1


def _most_bytes(payments: Sequence[Mapping[str, Given]]) -> int:
    said = [(one["token"].value.upper(), one["recipient"].value) for one in payments]
    tokens = {token for token, _ in said if token != "SOL"}
    paid = {(token, to) for token, to in said if token != "SOL"}
    # The wallet, the budget's and the system's programs; for tokens their programs and the one
    # that opens accounts.
    keys = 3 + (1 + min(len(tokens), 2) if tokens else 0)
    keys += 2 * len(tokens) + len(paid) + len({to for _, to in said})
    sizes = (COIN if token == "SOL" else TOKEN for token, _ in said)
    return FRAME + KEY * keys + LIMITS + sum(sizes)
