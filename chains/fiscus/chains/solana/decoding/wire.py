"""Transactions and messages as bytes, of both versions.

What is read is written again: bytes that are not exactly that are refused. Where the accounts in
lookup tables are, the message says; which they are, `resolve` is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.solana.addresses import encode
from fiscus.chains.solana.decoding.parsed import Instruction
from fiscus.chains.solana.decoding.refusing import unreadable

if TYPE_CHECKING:
    from solders.message import Message, MessageV0

SIGNATURE: Final = 64
MOST_BYTES: Final = 1232
"""What fits into one packet."""
MOST_ACCOUNTS: Final = 100
"""The chain itself takes 64; so many fit into one question to a node."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Accounts that a message takes from one table, by their place there."""

    table: str
    written: tuple[int, ...]
    read: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An instruction by places in the list of accounts."""

    program: int
    accounts: tuple[int, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Header:
    signers: int
    read_signers: int
    """Signers that are not written."""
    read_others: int


@dataclass(frozen=True, slots=True)
class Wire:
    """A message before anybody looked into the tables. `version` is `None` for a legacy one."""

    version: int | None
    header: Header
    keys: tuple[str, ...]
    """Those in the message itself; the first pays the fee."""
    block: str
    compiled: tuple[Compiled, ...]
    lookups: tuple[Lookup, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """Of its own accounts, those that may be changed."""
        head = self.header
        first = self.keys[: head.signers - head.read_signers]
        last = self.keys[head.signers : len(self.keys) - head.read_others]
        return first + last


@dataclass(frozen=True, slots=True)
class Resolved:
    """A message with every account by its address."""

    signers: tuple[str, ...]
    accounts: tuple[str, ...]
    """In the order of the message: its own, then those from tables, the written ones first."""
    written: tuple[str, ...]
    instructions: tuple[Instruction, ...]


def split(transaction: bytes) -> tuple[tuple[str, ...], bytes]:
    """The signatures of a transaction, and its message. Raises `UnreadableTransaction`."""
    count = transaction[0] if transaction else 0
    end = 1 + count * SIGNATURE
    # From 128 on the number itself takes two bytes: no packet holds as many signatures.
    if not 0 < count < 128 or len(transaction) <= end:
        raise unreadable("it has no signatures, or no message")
    if len(transaction) > MOST_BYTES:
        raise unreadable("it is larger than any transaction")
    places = range(1, end, SIGNATURE)
    return tuple(encode(transaction[at : at + SIGNATURE]) for at in places), transaction[end:]


def read_message(raw: bytes) -> Wire:
    """Raises `UnreadableTransaction` for anything but exactly one well-formed message."""
    from solders.message import MessageV0, from_bytes_versioned, to_bytes_versioned

    try:
        parsed = from_bytes_versioned(raw)
    except ValueError as exc:
        raise unreadable("it is no message") from exc
    if to_bytes_versioned(parsed) != raw:
        raise unreadable("it is more than a message")
    lookups = _lookups(parsed) if isinstance(parsed, MessageV0) else ()
    head = parsed.header
    wire = Wire(
        0 if isinstance(parsed, MessageV0) else None,
        Header(
            head.num_required_signatures,
            head.num_readonly_signed_accounts,
            head.num_readonly_unsigned_accounts,
        ),
        tuple(map(str, parsed.account_keys)),
        str(parsed.recent_blockhash),
        tuple(
            Compiled(part.program_id_index, tuple(part.accounts), bytes(part.data))
            for part in parsed.instructions
        ),
        lookups,
    )
    _check(wire)
    return wire


def with_block(message: bytes, block: str) -> bytes:
    """The same message, naming another block."""
    from solders.hash import Hash
    from solders.message import Message, MessageV0, from_bytes_versioned, to_bytes_versioned

    parsed, named = from_bytes_versioned(message), Hash.from_string(block)
    header = parsed.header
    if isinstance(parsed, MessageV0):
        return to_bytes_versioned(
            MessageV0(
                header,
                parsed.account_keys,
                named,
                parsed.instructions,
                parsed.address_table_lookups,
            )
        )
    return to_bytes_versioned(
        Message.new_with_compiled_instructions(
            header.num_required_signatures,
            header.num_readonly_signed_accounts,
            header.num_readonly_unsigned_accounts,
            parsed.account_keys,
            named,
            parsed.instructions,
        )
    )


def resolve(wire: Wire, tables: Mapping[str, Sequence[str]]) -> Resolved:
    """Look the accounts up. Raises `UnreadableTransaction` for a table or place not there."""
    written = [_entry(tables, lookup.table, at) for lookup in wire.lookups for at in lookup.written]
    read = [_entry(tables, lookup.table, at) for lookup in wire.lookups for at in lookup.read]
    accounts = (*wire.keys, *written, *read)
    if len(accounts) > MOST_ACCOUNTS:
        raise unreadable("it names more accounts than a transaction can have")
    if len(set(accounts)) != len(accounts):
        raise unreadable("it names an account two times")
    return Resolved(
        wire.keys[: wire.header.signers],
        accounts,
        (*wire.written, *written),
        tuple(
            Instruction(
                accounts[part.program], tuple(accounts[at] for at in part.accounts), part.data
            )
            for part in wire.compiled
        ),
    )


def _lookups(message: MessageV0 | Message) -> tuple[Lookup, ...]:
    return tuple(
        Lookup(
            str(lookup.account_key), tuple(lookup.writable_indexes), tuple(lookup.readonly_indexes)
        )
        for lookup in getattr(message, "address_table_lookups", ())
    )


def _check(wire: Wire) -> None:
    """What the chain itself would refuse (Agave's `sanitize`)."""
    head, own = wire.header, len(wire.keys)
    if not (head.read_signers < head.signers and head.signers + head.read_others <= own):
        raise unreadable("it does not say who signs")
    looked_up = sum(len(lookup.written) + len(lookup.read) for lookup in wire.lookups)
    for part in wire.compiled:
        # A program never comes from a table, and the payer is none.
        if not 0 < part.program < own or any(at >= own + looked_up for at in part.accounts):
            raise unreadable("it names an account that it does not list")


def _entry(tables: Mapping[str, Sequence[str]], table: str, at: int) -> str:
    entries = tables.get(table)
    if entries is None:
        raise unreadable(f"there is no lookup table at {table}")
    if at >= len(entries):
        raise unreadable(f"the lookup table {table} has no entry {at}")
    return entries[at]
