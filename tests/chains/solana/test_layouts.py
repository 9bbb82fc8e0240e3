"""Mints, token accounts and their extensions, read from bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.pubkey import Pubkey
from solders.token.state import Mint as SplMint
from solders.token.state import TokenAccount, TokenAccountState
from spl.token.constants import TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID
from spl.token.instructions import get_associated_token_address

from fiscus.chains.answers import BadAnswer
from fiscus.chains.solana.addresses import decode, encode
from fiscus.chains.solana.derivation import has_key, key_bytes, token_account
from fiscus.chains.solana.extensions import account_size, obstacle, wants_memo
from fiscus.chains.solana.layouts import (
    Mint,
    is_multisig,
    read_clock,
    read_holding,
    read_mint,
)
from fiscus.chains.solana.metadata import metadata_account
from fiscus.chains.solana.programs import STAKE, SYSVARS, TOKEN, TOKEN_2022
from fiscus.chains.solana.records import Account
from tests.chains.solana.chain import ALICE, BOB, ME, USDC

KEYS = st.binary(min_size=32, max_size=32).map(Pubkey.from_bytes)
U64 = st.integers(0, 2**64 - 1)


def account(data: bytes, owner: str = TOKEN) -> Account:
    return Account(1, owner, data)


def extended(data: bytes, kind: int, *tail: tuple[int, bytes]) -> Account:
    body = b"".join(struct.pack("<HH", number, len(value)) + value for number, value in tail)
    return account(data.ljust(165, b"\0") + bytes([kind]) + body, TOKEN_2022)


@given(supply=U64, decimals=st.integers(0, 255))
def test_a_mint_is_read_as_solders_writes_it(supply: int, decimals: int) -> None:
    written = SplMint(None, supply, decimals, True, None)
    found = read_mint(account(bytes(written)))
    assert found == Mint(TOKEN, decimals, supply)
    assert read_mint(account(bytes(written), STAKE)) is None
    assert read_holding(account(bytes(written))) is None


@given(mint=KEYS, owner=KEYS, units=U64, frozen=st.booleans())
def test_a_token_account_is_read_as_solders_writes_it(
    mint: Pubkey, owner: Pubkey, units: int, frozen: bool
) -> None:
    state = TokenAccountState.Frozen if frozen else TokenAccountState.Initialized
    written = bytes(TokenAccount(mint, owner, units, None, state, None, 0, None))
    for found in (read_holding(account(written)), read_holding(extended(written, 2, (7, b"")))):
        assert found is not None
        shown = (found.mint, found.owner, found.units, found.frozen)
        assert shown == (str(mint), str(owner), units, frozen)
    assert read_mint(account(written)) is None
    assert read_holding(account(written, STAKE)) is None


def test_what_is_not_initialized_is_nothing() -> None:
    assert read_mint(account(bytes(82))) is None
    assert read_holding(account(bytes(165))) is None
    assert read_mint(None) is None and read_holding(None) is None
    assert read_mint(account(b"")) is None and read_holding(account(b"")) is None


def test_a_multisig_is_neither_mint_nor_account() -> None:
    for kind in (1, 2):
        data = bytearray(355)
        data[165] = kind
        for program in (TOKEN, TOKEN_2022):
            found = account(bytes(data), program)
            assert is_multisig(found)
            assert read_mint(found) is None and read_holding(found) is None
    assert not is_multisig(account(bytes(355), STAKE))


MINT = bytes(SplMint(None, 5, 6, True, None))


def test_extensions_are_listed_by_their_type() -> None:
    found = read_mint(extended(MINT, 1, (18, b"ab"), (12, b"c" * 32), (0, b"rest")))
    assert found is not None
    assert dict(found.extensions) == {18: b"ab", 12: b"c" * 32}


@pytest.mark.parametrize("tail", [((18, b"a"), (18, b"b")), ((12, b"c" * 32),)])
def test_broken_extensions_are_refused(tail: tuple[tuple[int, bytes], ...]) -> None:
    whole = extended(MINT, 1, *tail)
    cut = whole if len(tail) == 2 else account(whole.data[:-1], TOKEN_2022)
    with pytest.raises(BadAnswer, match="extensions are broken"):
        read_mint(cut)


@given(tail=st.binary(max_size=200))
def test_random_extensions_are_read_or_refused(tail: bytes) -> None:
    try:
        found = read_mint(account(MINT.ljust(165, b"\0") + b"\1" + tail, TOKEN_2022))
    except BadAnswer:
        return
    assert found is not None
    obstacle(found, new_account=True)
    assert account_size(found) >= 170


def test_a_new_account_has_room_for_what_its_mint_asks() -> None:
    plain = Mint(TOKEN, 6, 0)
    assert account_size(plain) == 165
    newer = read_mint(extended(MINT, 1, (19, b"x"), (12, b"")))
    assert newer is not None and account_size(newer) == 170
    taxed = read_mint(extended(MINT, 1, (1, bytes(108)), (14, bytes(64)), (26, bytes(33))))
    assert taxed is not None and account_size(taxed) == 170 + 12 + 5 + 4


def test_a_pause_counts_while_it_lasts() -> None:
    for paused in (False, True):
        mint = read_mint(extended(MINT, 1, (26, bytes(32) + bytes([paused]))))
        assert mint is not None
        assert (obstacle(mint, new_account=False) is not None) is paused


def test_a_mint_whose_accounts_begin_frozen_can_reach_those_that_are_open() -> None:
    mint = read_mint(extended(MINT, 1, (6, b"\2")))
    assert mint is not None
    assert obstacle(mint, new_account=False) is None
    assert obstacle(mint, new_account=True) is not None


def test_a_memo_is_wanted_where_it_is_switched_on() -> None:
    written = bytes(
        TokenAccount(
            Pubkey.default(),
            Pubkey.default(),
            5,
            None,
            TokenAccountState.Initialized,
            None,
            0,
            None,
        )
    )
    for wanted in (b"\0", b"\1"):
        holding = read_holding(extended(written, 2, (8, wanted)))
        assert holding is not None and wants_memo(holding) is (wanted == b"\1")
    plain = read_holding(account(written))
    assert plain is not None and not wants_memo(plain)


def test_the_clock_is_only_the_runtimes_own() -> None:
    told = struct.pack("<QqQQq", 5, 6, 7, 8, 1_800_000_000)
    assert read_clock(Account(1, SYSVARS, told)) == 1_800_000_000
    assert read_clock(Account(1, STAKE, told)) is None
    assert read_clock(Account(1, SYSVARS, told[:-1])) is None
    assert read_clock(Account(1, SYSVARS, bytes(40))) is None
    assert read_clock(None) is None


@given(raw=st.binary(max_size=80))
def test_base58_goes_there_and_back(raw: bytes) -> None:
    assert decode(encode(raw)) == raw
    if len(raw) == 32:
        assert encode(raw) == str(Pubkey.from_bytes(raw))


@given(owner=KEYS, mint=KEYS)
def test_token_accounts_are_where_solana_py_finds_them(owner: Pubkey, mint: Pubkey) -> None:
    for program, key in ((TOKEN, TOKEN_PROGRAM_ID), (TOKEN_2022, TOKEN_2022_PROGRAM_ID)):
        found = token_account(str(owner), str(mint), program)
        assert found == str(get_associated_token_address(owner, mint, key))
        assert not has_key(found)


def test_keys_lie_on_the_curve_and_a_wrong_address_is_none() -> None:
    assert has_key(ME)
    assert key_bytes(BOB) == bytes(Pubkey.from_string(BOB))
    for wrong in ("", "0", ALICE[:-2], "1" * 33):
        with pytest.raises(ValueError, match="is no address"):
            key_bytes(wrong)


def test_metaplex_keeps_what_is_said_of_usdc_where_everybody_finds_it() -> None:
    assert metadata_account(USDC) == "5x38Kp4hvdomTCnCrAny4UtMUt5rQBdB6px2K1Ui45Wq"
