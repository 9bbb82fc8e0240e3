"""A message is read from its own bytes, and only a plain payment is understood."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.compute_budget import (
    request_heap_frame,
    set_compute_unit_limit,
    set_compute_unit_price,
)
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0, to_bytes_versioned
from solders.pubkey import Pubkey
from solders.system_program import (
    AdvanceNonceAccountParams,
    AssignParams,
    TransferParams,
    advance_nonce_account,
    assign,
    transfer,
)
from spl.memo.constants import MEMO_PROGRAM_ID
from spl.token.constants import TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID
from spl.token.instructions import (
    ApproveCheckedParams,
    AuthorityType,
    CloseAccountParams,
    SetAuthorityParams,
    TransferCheckedParams,
    approve_checked,
    close_account,
    create_associated_token_account,
    create_idempotent_associated_token_account,
    get_associated_token_address,
    set_authority,
    transfer_checked,
)
from spl.token.instructions import (
    TransferParams as TokenTransferParams,
)
from spl.token.instructions import (
    transfer as plain_token_transfer,
)

from fiscus.chains.solana.decoding.payments import decode, moves, signature_of
from fiscus.chains.solana.decoding.wire import with_block
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import (
    CoinPayment,
    TokenPayment,
    compose,
    open_account,
)
from fiscus.chains.solana.programs import TOKEN, TOKEN_2022
from fiscus.core.desk.adapter import Asset, Move
from fiscus.core.errors import SimulationFailed

ME, BOB, CAROL, MINT, OTHER = (Keypair.from_seed(bytes([n]) * 32).pubkey() for n in range(1, 6))
COIN = Asset("solana", None, "SOL", 9)
TOKENS = Asset("solana", str(MINT), "USDC", 6)
U64 = st.integers(min_value=0, max_value=2**64 - 1)
LIMITS = [set_compute_unit_limit(1000), set_compute_unit_price(5)]
MINE = get_associated_token_address(ME, MINT)
BOBS = get_associated_token_address(BOB, MINT)


def message(*parts: Instruction, payer: Pubkey = ME, limits: bool = True) -> bytes:
    return bytes(Message([*(LIMITS if limits else ()), *parts], payer))


def coin(lamports: int = 7, source: Pubkey = ME, target: Pubkey = BOB) -> Instruction:
    return transfer(TransferParams(from_pubkey=source, to_pubkey=target, lamports=lamports))


def token(
    units: int = 7,
    source: Pubkey = MINE,
    target: Pubkey = BOBS,
    owner: Pubkey = ME,
    program: Pubkey = TOKEN_PROGRAM_ID,
    signers: list[Pubkey] | None = None,
) -> Instruction:
    return transfer_checked(
        TransferCheckedParams(
            program_id=program,
            source=source,
            mint=MINT,
            dest=target,
            owner=owner,
            amount=units,
            decimals=6,
            signers=signers or [],
        )
    )


def opening(owner: Pubkey = BOB, payer: Pubkey = ME) -> Instruction:
    return create_idempotent_associated_token_account(payer, owner, MINT)


def memo(text: bytes = b"thanks") -> Instruction:
    return Instruction(MEMO_PROGRAM_ID, text, [AccountMeta(ME, True, False)])


@given(lamports=U64, units=st.integers(0, 2**32 - 1), price=U64)
def test_a_payment_of_sol_is_read_back_and_is_what_solders_writes(
    lamports: int, units: int, price: int
) -> None:
    ours = compose(str(ME), CoinPayment(str(ME), str(BOB), lamports), budget=Budget(units, price))
    limits = [set_compute_unit_limit(units), set_compute_unit_price(price)]
    assert ours == bytes(Message([*limits, coin(lamports)], ME))
    decoded = decode(ours)
    assert (decoded.budget, decoded.call) == (Budget(units, price), "")
    assert set(decoded.written) == {str(ME), str(BOB)}
    assert moves(decoded, coin=COIN, token=None, recipient=str(BOB), rent=0) == (
        Move(COIN, lamports, str(BOB)),
    )


@given(units=U64, extended=st.booleans())
def test_a_payment_of_a_token_is_read_back_and_is_what_spl_writes(
    units: int, extended: bool
) -> None:
    program, key = (TOKEN_2022, TOKEN_2022_PROGRAM_ID) if extended else (TOKEN, TOKEN_PROGRAM_ID)
    source, target = (get_associated_token_address(owner, MINT, key) for owner in (ME, BOB))
    opened = open_account(str(ME), str(BOB), str(MINT), program)
    assert opened.account == str(target)
    payment = TokenPayment(program, str(MINT), str(ME), str(source), str(target), units, 6)
    ours = compose(str(ME), payment, budget=Budget(1000, 5), opening=opened, memo="thanks")
    parts = [
        create_idempotent_associated_token_account(ME, BOB, MINT, key),
        memo(),
        token(units, source, target, program=key),
    ]
    assert ours == message(*parts)
    decoded = decode(ours)
    assert decoded.call == "createIdempotent() memo('thanks') transferChecked(u64,u8)"
    assert set(decoded.written) == {str(ME), str(source), str(target)}
    assert moves(decoded, coin=COIN, token=TOKENS, recipient=str(BOB), rent=5) == (
        Move(TOKENS, units, str(BOB)),
        Move(COIN, 5, str(BOB)),
    )


REFUSED = {
    "two payments of SOL": message(coin(), coin(8)),
    "SOL and a token": message(coin(), token()),
    "no payment": message(memo()),
    "no limit of units": message(coin(), limits=False),
    "two limits": message(set_compute_unit_limit(5), coin()),
    "a heap frame": message(request_heap_frame(64 * 1024), coin()),
    "somebody else's SOL": message(coin(source=CAROL)),
    "somebody else's tokens": message(token(owner=CAROL)),
    "an account that is not associated": message(token(source=OTHER)),
    "a multisig": message(token(signers=[CAROL])),
    "an approval": message(
        approve_checked(ApproveCheckedParams(TOKEN_PROGRAM_ID, MINE, MINT, CAROL, ME, 5, 6, []))
    ),
    "a payment and an approval": message(
        token(),
        approve_checked(ApproveCheckedParams(TOKEN_PROGRAM_ID, MINE, MINT, CAROL, ME, 5, 6, [])),
    ),
    "another owner of an account": message(
        token(),
        set_authority(
            SetAuthorityParams(TOKEN_PROGRAM_ID, MINE, AuthorityType.ACCOUNT_OWNER, ME, [], CAROL)
        ),
    ),
    "a closed account": message(
        close_account(CloseAccountParams(TOKEN_PROGRAM_ID, MINE, CAROL, ME, []))
    ),
    "an unchecked transfer": message(
        plain_token_transfer(TokenTransferParams(TOKEN_PROGRAM_ID, MINE, BOBS, ME, 5, []))
    ),
    "an opening that is not idempotent": message(
        create_associated_token_account(ME, BOB, MINT), token()
    ),
    "an opening for somebody else": message(opening(CAROL), token()),
    "an opening beside SOL": message(opening(), coin()),
    "an account assigned to a program": message(
        assign(AssignParams(pubkey=ME, owner=CAROL)), coin()
    ),
    "a durable nonce": message(
        advance_nonce_account(AdvanceNonceAccountParams(nonce_pubkey=OTHER, authorized_pubkey=ME)),
        coin(),
    ),
    "a program that is not known": message(Instruction(OTHER, b"", []), coin()),
    "a memo that is no text": message(memo(b"\xff\xfe"), coin()),
    "more bytes than a transfer has": message(
        Instruction(
            Pubkey.default(),
            struct.pack("<IQB", 2, 7, 0),
            [AccountMeta(ME, True, True), AccountMeta(BOB, False, True)],
        )
    ),
    "trailing bytes": message(coin()) + b"\0",
    "nothing": b"",
    "a part of a message": message(coin())[:-3],
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_anything_but_one_plain_payment_is_refused(raw: bytes) -> None:
    with pytest.raises(SimulationFailed, match="cannot be read"):
        decode(raw)


def test_a_payment_that_others_sign_too_is_refused() -> None:
    with pytest.raises(SimulationFailed, match="one signer"):
        decode(message(coin(source=CAROL), payer=ME))


def test_a_message_of_another_version_is_refused() -> None:
    newer = MessageV0.try_compile(ME, [*LIMITS, coin()], [], Hash.default())
    with pytest.raises(SimulationFailed):
        decode(to_bytes_versioned(newer))


def test_a_payment_to_another_account_or_in_another_token_is_no_move() -> None:
    paid = decode(message(token()))
    with pytest.raises(SimulationFailed, match="pays somebody else"):
        moves(paid, coin=COIN, token=TOKENS, recipient=str(CAROL), rent=0)
    other = Asset("solana", str(MINT), "USDC", 9)
    for asset in (None, other, Asset("solana", str(OTHER), "USDC", 6)):
        with pytest.raises(SimulationFailed, match="another token"):
            moves(paid, coin=COIN, token=asset, recipient=str(BOB), rent=0)
    with pytest.raises(SimulationFailed, match="pays somebody else"):
        moves(decode(message(coin())), coin=COIN, token=None, recipient=str(CAROL), rent=0)


def test_naming_another_block_changes_nothing_else() -> None:
    block = str(Hash.new_unique())
    before = message(opening(), memo(), token())
    after = with_block(before, block)
    assert decode(after) == decode(before)
    assert str(Message.from_bytes(after).recent_blockhash) == block


@given(garbage=st.binary(max_size=400))
def test_bytes_that_are_no_payment_never_break_the_reader(garbage: bytes) -> None:
    try:
        decode(garbage)
    except SimulationFailed:
        return
    raise AssertionError("random bytes are no payment")


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_message_with_one_bit_changed_is_another_payment_or_none(at: int, bit: int) -> None:
    raw = bytearray(message(opening(), memo(), token()))
    was = decode(bytes(raw))
    raw[at % len(raw)] ^= 1 << bit
    try:
        now = decode(bytes(raw))
    except SimulationFailed:
        return
    if now == was:
        # Only the block that it names is no part of what it does.
        assert Message.from_bytes(bytes(raw)).recent_blockhash != Hash.default()


def test_what_does_not_have_one_signature_is_no_signed_payment() -> None:
    raw = message(coin())
    identity, inner = signature_of(bytes([1]) + bytes(range(64)) + raw)
    assert inner == raw and len(identity) > 80
    for broken in (b"", bytes([2]) + bytes(128) + raw, bytes([1]) + bytes(64)):
        with pytest.raises(SimulationFailed):
            signature_of(broken)
