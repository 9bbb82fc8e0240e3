"""Lookup tables: real ones, and those that a proposal must not rest on."""

from __future__ import annotations

import base64
import struct

import pytest
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import MessageV0, to_bytes_versioned
from solders.pubkey import Pubkey
from solders.system_program import (
    DeactivateLookupTableParams,
    ExtendLookupTableParams,
    deactivate_lookup_table,
    extend_lookup_table,
)

from fiscus.chains.solana.decoding.refusing import UnreadableTransaction
from fiscus.chains.solana.decoding.wire import (
    Resolved,
    read_message,
    resolve,
    split,
    with_block,
)
from fiscus.chains.solana.derivation import key_bytes
from fiscus.chains.solana.lookup_tables import ACTIVE, read_table
from fiscus.chains.solana.programs import LOOKUP_TABLES, SYSTEM
from fiscus.chains.solana.records import Account
from fiscus.core.desk.adapter import Terms
from fiscus.core.desk.outcome import State
from tests.chains.solana.chain import ME, Chain
from tests.chains.solana.swapping.maker import (
    LIMITS,
    MAKERS,
    MINE,
    THIEFS,
    USDC_KEY,
    Maker,
    ata,
    pays,
)
from tests.chains.solana.swapping.swaps import GOOD, HALF, refused, submit, swap
from tests.chains.solana.swapping.test_hostile import whole
from tests.chains.solana.wallets import Wallet

NAME = "9zWzSuqKjW5rdpUBjExD4mHnUKgWPAWFPsYtmTBfqx4y"
A, B = (str(Keypair.from_seed(bytes([n]) * 32).pubkey()) for n in (8, 9))


def table(
    *, kind: int = 1, ends: int = ACTIVE, extended: int = 5, start: int = 0, rest: bytes = b""
) -> bytes:
    head = struct.pack("<IQQB", kind, ends, extended, start).ljust(56, b"\0")
    return head + key_bytes(A) + key_bytes(B) + rest


def read(data: bytes, *, owner: str = LOOKUP_TABLES, slot: int = 6) -> tuple[str, ...]:
    return read_table(NAME, Account(1, owner, data), slot)


def test_what_was_added_in_this_slot_is_not_there_yet() -> None:
    assert read(table()) == (A, B)
    assert read(table(extended=6, start=1)) == (A,)
    assert read(table(extended=7, start=0)) == ()
    assert read(table()[:56]) == ()


@pytest.mark.parametrize(
    ("data", "owner", "text"),
    [
        (table(), SYSTEM, "no lookup table"),
        (table(), str(MAKERS), "no lookup table"),
        (table(kind=0), LOOKUP_TABLES, "no longer in use"),
        (table(ends=9), LOOKUP_TABLES, "no longer in use"),
        (table(ends=0), LOOKUP_TABLES, "no longer in use"),
        (table()[:-1], LOOKUP_TABLES, "broken"),
        (table()[:55], LOOKUP_TABLES, "broken"),
        (b"", LOOKUP_TABLES, "broken"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(data: bytes, owner: str, text: str) -> None:
    with pytest.raises(UnreadableTransaction, match=text):
        read(data, owner=owner)
    with pytest.raises(UnreadableTransaction, match="no lookup table"):
        read_table(NAME, None, 6)


async def test_a_table_made_by_the_program_itself_is_read_from_the_chain(
    maker: Maker, wallet: Wallet
) -> None:
    _, message = split(whole(maker.proposes(*GOOD)))
    (lookup,) = read_message(message).lookups
    assert lookup.table == str(maker.tables[0].key)
    assert len(lookup.written) == 2 and len(lookup.read) == 1
    plan = await wallet.solana.adapter.plan(swap(maker.proposes(*GOOD)), Terms())
    assert plan.effect.moves[0].to == str(MAKERS)


async def test_a_table_that_nobody_made_is_refused(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    made_up = AddressLookupTableAccount(THIEFS, maker.tables[0].addresses)
    proposed = maker.proposes(*GOOD, tables=[made_up])
    assert "no lookup table" in await refused(chain, wallet, proposed, signed)


async def test_an_account_that_only_looks_like_a_table_is_refused(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    """The same bytes, kept by another program, which could change them at any time."""
    real = maker.tables[0]
    chain.put(str(THIEFS), chain.data(str(real.key)), owner=str(MAKERS))
    proposed = maker.proposes(*GOOD, tables=[AddressLookupTableAccount(THIEFS, real.addresses)])
    assert "no lookup table" in await refused(chain, wallet, proposed, signed)


async def test_a_place_behind_the_end_of_a_table_is_refused(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    real = maker.tables[0]
    longer = AddressLookupTableAccount(
        real.key, [*([THIEFS] * len(real.addresses)), *real.addresses]
    )
    text = await refused(chain, wallet, maker.proposes(*GOOD, tables=[longer]), signed)
    assert "has no entry" in text


async def test_a_table_that_is_given_up_is_refused(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    await maker.send(
        deactivate_lookup_table(
            DeactivateLookupTableParams(
                lookup_table_address=maker.tables[0].key, authority_address=MAKERS
            )
        )
    )
    text = await refused(chain, wallet, maker.proposes(*GOOD), signed)
    assert "no longer in use" in text


async def test_another_table_with_the_same_places_is_another_swap(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    """The message names places: what they hold decides where the money goes."""
    real = maker.tables[0]
    swapped = [
        {MAKERS: THIEFS, ata(MAKERS, USDC_KEY): ata(THIEFS, USDC_KEY)}.get(key, key)
        for key in real.addresses
    ]
    theirs = await maker.table(swapped)
    raw = whole(maker.proposes(*GOOD)).replace(bytes(real.key), bytes(theirs.key))
    await refused(chain, wallet, base64.b64encode(raw).decode(), signed)


async def test_a_table_that_grows_changes_nothing_of_what_was_planned(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    intent = swap(maker.proposes(*GOOD))
    plan = await wallet.solana.adapter.plan(intent, Terms())
    await maker.send(
        extend_lookup_table(
            ExtendLookupTableParams(
                lookup_table_address=maker.tables[0].key,
                authority_address=MAKERS,
                payer_address=MAKERS,
                new_addresses=[THIEFS],
            )
        )
    )
    chain.advance()
    sealed = await wallet.solana.adapter.seal(plan, None)
    _, written = split(sealed.raw)
    _, proposed = split(whole(maker.proposes(*GOOD)))
    assert with_block(written, "1" * 32) == proposed


async def test_signers_never_come_from_a_table(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    """The wallet is in the table, too: the message still names it itself."""
    mine = await maker.table([MINE, MAKERS, ata(MINE, USDC_KEY)])
    outcome = await submit(wallet, swap(maker.proposes(*GOOD, tables=[*maker.tables, mine])))
    assert outcome.state is State.CONFIRMED
    (message,) = signed
    wire = read_message(message)
    assert wire.keys[0] == ME and wire.header.signers == 1


def paid_from_a_table(entry: str) -> Resolved:
    """A payment to what stands in the first place of a table."""
    listed = AddressLookupTableAccount(Pubkey.from_string(NAME), [THIEFS])
    message = MessageV0.try_compile(MINE, [*LIMITS, pays(HALF, THIEFS)], [listed], Hash.default())
    wire = read_message(to_bytes_versioned(message))
    assert len(wire.lookups) == 1
    return resolve(wire, {NAME: (entry,)})


def test_an_account_that_is_named_by_itself_and_by_a_table_is_refused() -> None:
    with pytest.raises(UnreadableTransaction, match="two times"):
        paid_from_a_table(ME)


def test_what_a_table_holds_is_written_or_read_as_the_message_says() -> None:
    found = paid_from_a_table(A)
    assert found.accounts[-1] == A and A in found.written
    assert found.instructions[-1].accounts == (ME, A)


def test_more_accounts_than_a_transaction_can_have_are_refused() -> None:
    many = [Pubkey(bytes([1, n]) + bytes(30)) for n in range(120)]
    listed = AddressLookupTableAccount(Pubkey.from_string(NAME), many)
    call = Instruction(THIEFS, b"", [AccountMeta(key, False, True) for key in many])
    message = MessageV0.try_compile(MINE, [*LIMITS, call], [listed], Hash.default())
    with pytest.raises(UnreadableTransaction, match="more accounts"):
        resolve(read_message(to_bytes_versioned(message)), {NAME: tuple(map(str, many))})


async def test_a_table_that_holds_something_else_at_the_end_is_not_signed(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    """No table can change so; what was planned is compared all the same."""
    plan = await wallet.solana.adapter.plan(swap(maker.proposes(*GOOD)), Terms())
    key = str(maker.tables[0].key)
    chain.put(key, chain.data(key).replace(bytes(MAKERS), bytes(THIEFS)), owner=LOOKUP_TABLES)
    with pytest.raises(UnreadableTransaction, match="lookup tables changed"):
        await wallet.solana.adapter.seal(plan, None)
    assert signed == []
