"""The messages that payments are made of, as bytes without signatures."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.programs import (
    ASSOCIATED_TOKEN,
    COMPUTE_BUDGET,
    MEMO,
    SYSTEM,
    TOKEN,
    WRAPPED_SOL,
)

if TYPE_CHECKING:
    from solders.instruction import Instruction

NO_BLOCK: Final = "1" * 32
"""Stands for the block until there is a recent one: 32 zero bytes."""
SET_UNITS, SET_PRICE = 2, 3
SYSTEM_TRANSFER: Final = 2
CREATE_IDEMPOTENT: Final = 1
TRANSFER_CHECKED: Final = 12
WITH_FEE: Final = (26, 1)
"""`TransferFeeExtension::TransferCheckedWithFee`."""
REVOKE, CLOSE, SYNC_NATIVE = 5, 9, 17

Meta = tuple[str, bool, bool]
"""An account of an instruction: address, whether it signs, whether it is written."""


@dataclass(frozen=True, slots=True)
class CoinPayment:
    """Lamports from `source` to `target`, by the system program."""

    source: str
    target: str
    lamports: int


@dataclass(frozen=True, slots=True)
class TokenPayment:
    """Base units of `mint` from one token account to another, by a token program."""

    program: str
    mint: str
    authority: str
    source: str
    target: str
    units: int
    decimals: int
    fee: int | None = None
    """What the issuer keeps of `units`, where the token takes a fee. The program refuses the
    payment where it would keep anything else."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A new associated token account, unless it is there already; `payer` pays its rent."""

    payer: str
    account: str
    owner: str
    mint: str
    program: str


def open_account(payer: str, owner: str, mint: str, program: str) -> Opening:
    return Opening(payer, token_account(owner, mint, program), owner, mint, program)


def compose(
    payer: str,
    payment: CoinPayment | TokenPayment,
    *,
    budget: Budget,
    opening: Opening | None = None,
    memo: str | None = None,
    block: str = NO_BLOCK,
) -> bytes:
    """A message with one signer, `payer`. `block` is a recent block's hash."""
    from solders.hash import Hash
    from solders.message import Message, to_bytes_versioned
    from solders.pubkey import Pubkey

    parts = _limits(budget)
    if opening is not None:
        parts.append(_opening(opening))
    if memo is not None:
        # In front of the payment: accounts that want a memo look for it there.
        parts.append(_instruction(MEMO, memo.encode(), [(payer, True, False)]))
    parts.append(_coin(payment) if isinstance(payment, CoinPayment) else _token(payment))
    message = Message.new_with_blockhash(parts, Pubkey.from_string(payer), Hash.from_string(block))
    return to_bytes_versioned(message)


def compose_batch(
    payer: str, parts: Sequence[CoinPayment | TokenPayment | Opening], *, budget: Budget
) -> bytes:
    """Several payments, each behind the account that is opened for it."""
    return _message(payer, budget, *map(_paying, parts))


def _paying(part: CoinPayment | TokenPayment | Opening) -> Instruction:
    if isinstance(part, Opening):
        return _opening(part)
    return _coin(part) if isinstance(part, CoinPayment) else _token(part)


def compose_revocation(payer: str, account: str, program: str, *, budget: Budget) -> bytes:
    """Takes back the right that somebody has to spend from a token account of `payer`'s."""
    metas: list[Meta] = [(account, False, True), (payer, True, False)]
    return _message(payer, budget, _instruction(program, bytes([REVOKE]), metas))


def compose_wrapping(payer: str, lamports: int, *, budget: Budget) -> bytes:
    """Pays SOL into `payer`'s associated account of wrapped SOL, opened where it is missing."""
    opening = open_account(payer, payer, WRAPPED_SOL, TOKEN)
    return _message(
        payer,
        budget,
        _opening(opening),
        _coin(CoinPayment(payer, opening.account, lamports)),
        _instruction(TOKEN, bytes([SYNC_NATIVE]), [(opening.account, False, True)]),
    )


def compose_unwrapping(payer: str, *, budget: Budget) -> bytes:
    """Closes that account: all that is in it, and what opened it, is SOL of `payer`'s again."""
    account = token_account(payer, WRAPPED_SOL, TOKEN)
    metas: list[Meta] = [(account, False, True), (payer, False, True), (payer, True, False)]
    return _message(payer, budget, _instruction(TOKEN, bytes([CLOSE]), metas))


def _message(payer: str, budget: Budget, *parts: Instruction) -> bytes:
    from solders.hash import Hash
    from solders.message import Message, to_bytes_versioned
    from solders.pubkey import Pubkey

    payer_key, block = Pubkey.from_string(payer), Hash.from_string(NO_BLOCK)
    return to_bytes_versioned(
        Message.new_with_blockhash([*_limits(budget), *parts], payer_key, block)
    )


def _limits(budget: Budget) -> list[Instruction]:
    return [
        _instruction(COMPUTE_BUDGET, struct.pack("<BI", SET_UNITS, budget.units), []),
        _instruction(COMPUTE_BUDGET, struct.pack("<BQ", SET_PRICE, budget.price), []),
    ]


def _coin(payment: CoinPayment) -> Instruction:
    data = struct.pack("<IQ", SYSTEM_TRANSFER, payment.lamports)
    return _instruction(SYSTEM, data, [(payment.source, True, True), (payment.target, False, True)])


def _token(payment: TokenPayment) -> Instruction:
    checked = struct.pack("<BQB", TRANSFER_CHECKED, payment.units, payment.decimals)
    if payment.fee is not None:
        checked = struct.pack("<BBQBQ", *WITH_FEE, payment.units, payment.decimals, payment.fee)
    return _instruction(
        payment.program,
        checked,
        [
            (payment.source, False, True),
            (payment.mint, False, False),
            (payment.target, False, True),
            (payment.authority, True, False),
        ],
    )


def _opening(opening: Opening) -> Instruction:
    return _instruction(
        ASSOCIATED_TOKEN,
        bytes([CREATE_IDEMPOTENT]),
        [
            (opening.payer, True, True),
            (opening.account, False, True),
            (opening.owner, False, False),
            (opening.mint, False, False),
            (SYSTEM, False, False),
            (opening.program, False, False),
        ],
    )


def _instruction(program: str, data: bytes, metas: Sequence[Meta]) -> Instruction:
    from solders.instruction import AccountMeta, Instruction
    from solders.pubkey import Pubkey

    accounts = [
        AccountMeta(Pubkey.from_string(address), signs, written)
        for address, signs, written in metas
    ]
    return Instruction(Pubkey.from_string(program), data, accounts)
