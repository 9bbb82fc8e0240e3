"""Addresses that a message takes from lookup tables (Address Lookup Table program, state)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from solders.account import Account
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey

HEADER: Final = 56
"""Bytes of a table before its addresses."""


@dataclass(frozen=True, slots=True)
class Loaded:
    writable: tuple[Pubkey, ...] = ()
    readonly: tuple[Pubkey, ...] = ()

    @property
    def all(self) -> tuple[Pubkey, ...]:
        """In the order in which instructions count them, after the message's own."""
        return self.writable + self.readonly


def loaded_addresses(
    message: Message | MessageV0, account: Callable[[Pubkey], Account | None]
) -> Loaded:
    """Missing tables and entries are left out: the engine refuses such a message."""
    if isinstance(message, Message):
        return Loaded()
    writable, readonly = list[Pubkey](), list[Pubkey]()
    for lookup in message.address_table_lookups:
        table = account(lookup.account_key)
        data = b"" if table is None else table.data
        writable += _entries(data, lookup.writable_indexes)
        readonly += _entries(data, lookup.readonly_indexes)
    return Loaded(tuple(writable), tuple(readonly))


def _entries(data: bytes, indexes: Sequence[int] | bytes) -> Iterable[Pubkey]:
    for index in indexes:
        start = HEADER + 32 * index
        if start + 32 <= len(data):
            yield Pubkey.from_bytes(data[start : start + 32])
