"""Lookup tables as they are on the chain (Address Lookup Table program, state).

A table's entries never change once they are there; it only grows, or is given up. So what is read
here stays true until the transaction lands.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from fiscus.chains.query import Query
from fiscus.chains.solana import queries
from fiscus.chains.solana.addresses import encode
from fiscus.chains.solana.decoding.refusing import unreadable
from fiscus.chains.solana.decoding.wire import Wire
from fiscus.chains.solana.programs import LOOKUP_TABLES
from fiscus.chains.solana.records import Account

HEADER: Final = 56
"""Bytes of a table before its addresses."""
ENTRY: Final = 32
KIND: Final = 1
"""Of an account that is a table; 0 is one that is still empty."""
ACTIVE: Final = 2**64 - 1
"""The slot of its end while it has none."""

Tables = Mapping[str, tuple[str, ...]]
"""Addresses by table, as far as they can be used."""


def tables_query(wire: Wire, *, beside: str) -> Query[tuple[Tables, Account | None]]:
    """All tables of a message, and another account, in one question.

    Raises `UnreadableTransaction`.
    """
    names = list(dict.fromkeys(lookup.table for lookup in wire.lookups))
    if len(names) >= queries.MOST_ACCOUNTS:
        raise unreadable("it names too many lookup tables")

    def read(found: tuple[int, list[Account | None]]) -> tuple[Tables, Account | None]:
        slot, (*accounts, other) = found
        tables = {
            name: read_table(name, account, slot)
            for name, account in zip(names, accounts, strict=True)
        }
        return tables, other

    return queries.accounts_at([*names, beside]).then(read)


def read_table(name: str, account: Account | None, slot: int) -> tuple[str, ...]:
    """The entries that a transaction can use in `slot`. Raises `UnreadableTransaction`."""
    if account is None or account.owner != LOOKUP_TABLES:
        raise unreadable(f"there is no lookup table at {name}")
    data = account.data
    if len(data) < HEADER or (len(data) - HEADER) % ENTRY:
        raise unreadable(f"the lookup table {name} is broken")
    kind, ends, extended, start = struct.unpack_from("<IQQB", data)
    if kind != KIND or ends != ACTIVE:
        raise unreadable(f"the lookup table {name} is no longer in use")
    count = (len(data) - HEADER) // ENTRY
    if extended >= slot:
        # What was added in this very slot can only be used from the next one on.
        count = min(count, start)
    places = range(HEADER, HEADER + count * ENTRY, ENTRY)
    return tuple(encode(data[at : at + ENTRY]) for at in places)
