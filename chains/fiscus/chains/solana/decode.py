"""What a transaction that is about to be signed does, read from its own bytes.

Six programs are understood, and of each only what a payment takes. Anything else is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from fiscus.chains.jsonrpc import escaped
from fiscus.chains.solana.addresses import encode
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import (
    CREATE_IDEMPOTENT,
    SET_PRICE,
    SET_UNITS,
    SYSTEM_TRANSFER,
    TRANSFER_CHECKED,
    CoinPayment,
    Opening,
    TokenPayment,
)
from fiscus.chains.solana.programs import (
    ASSOCIATED_TOKEN,
    COMPUTE_BUDGET,
    MEMO,
    SYSTEM,
    TOKEN,
    TOKEN_2022,
)
from fiscus.core.desk.adapter import Asset, Move
from fiscus.core.errors import SimulationFailed

MEMO_LENGTH: Final = 120

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Units:
    count: int


@dataclass(frozen=True, slots=True)
class Price:
    microlamports: int


@dataclass(frozen=True, slots=True)
class Memo:
    text: str
    signers: tuple[str, ...]
    """Who vouches for it: the wallet, and nobody else."""


Part: TypeAlias = Units | Price | Memo | CoinPayment | TokenPayment | Opening


@dataclass(frozen=True, slots=True)
class Decoded:
    """A payment and nothing else."""

    signer: str
    accounts: tuple[str, ...]
    """Every account of the message, in its order."""
    written: tuple[str, ...]
    payment: CoinPayment | TokenPayment
    opening: Opening | None
    memo: str | None
    budget: Budget

    @property
    def target(self) -> str:
        """The account that is paid."""
        return self.payment.target

    @property
    def call(self) -> str:
        """The instructions that act, in their order; empty for a plain payment of SOL."""
        parts = ["createIdempotent()"] if self.opening else []
        if self.memo is not None:
            parts.append(f"memo({escaped(self.memo, MEMO_LENGTH)!r})")
        if isinstance(self.payment, TokenPayment):
            parts.append("transferChecked(u64,u8)")
        elif parts:
            parts.append("transfer(u64)")
        return " ".join(parts)


def decode(message: bytes) -> Decoded:
    """Read a message. Raises `SimulationFailed` for anything but a plain payment."""
    from solders.message import Message

    try:
        parsed = Message.from_bytes(message)
    except ValueError as exc:
        raise _unreadable("it is no message") from exc
    accounts = tuple(str(key) for key in parsed.account_keys)
    if bytes(parsed) != message or parsed.header.num_required_signatures != 1:
        raise _unreadable("it is not for one signer")
    parts: dict[type[Part], Part] = {}
    for compiled in parsed.instructions:
        program, *named = _named(accounts, [compiled.program_id_index, *compiled.accounts])
        part = _part(program, named, bytes(compiled.data))
        if type(part) in parts:
            raise _unreadable("it does something two times")
        parts[type(part)] = part
    # One signer that is written, the accounts that are written, and those that are only read.
    first, last = parsed.header.num_readonly_signed_accounts, len(accounts)
    written = accounts[first : last - parsed.header.num_readonly_unsigned_accounts]
    return _whole(accounts, written, parts)


def moves(
    decoded: Decoded, *, coin: Asset, token: Asset | None, recipient: str, rent: int
) -> tuple[Move, ...]:
    """What leaves the wallet: the payment, then the rent of an account that is opened for it.

    Token accounts are shown by whose they are. Raises `SimulationFailed` where the money would
    not be `recipient`'s, or another token.
    """
    payment = decoded.payment
    if isinstance(payment, CoinPayment):
        if payment.target != recipient:
            raise _unreadable("it pays somebody else")
        return (Move(coin, payment.lamports, recipient),)
    if token is None or (payment.mint, payment.decimals) != (token.address, token.decimals):
        raise _unreadable("it pays with another token")
    if payment.target != token_account(recipient, payment.mint, payment.program):
        raise _unreadable("it pays somebody else")
    paid = Move(token, payment.units, recipient)
    return (paid, Move(coin, rent, recipient)) if decoded.opening and rent else (paid,)


def _whole(
    accounts: tuple[str, ...], written: tuple[str, ...], parts: Mapping[type[Part], Part]
) -> Decoded:
    signer = accounts[0]
    coin, token = _of(parts, CoinPayment), _of(parts, TokenPayment)
    payment = coin or token
    if payment is None or (coin and token):
        raise _unreadable("it is not one payment")
    opening, memo = _of(parts, Opening), _of(parts, Memo)
    if opening is not None and not (token and _fits(opening, token, signer)):
        raise _unreadable("it opens an account that is not paid")
    if not _is_own(payment, signer):
        raise _unreadable("it pays out of another account")
    if memo is not None and memo.signers != (signer,):
        raise _unreadable("its memo is in somebody else's name")
    units, price = _of(parts, Units), _of(parts, Price)
    if units is None:
        raise _unreadable("it sets no limit of compute units")
    budget = Budget(units.count, price.microlamports if price else 0)
    return Decoded(signer, accounts, written, payment, opening, memo.text if memo else None, budget)


def _of(parts: Mapping[type[Part], Part], kind: type[T]) -> T | None:
    return next((part for part in parts.values() if isinstance(part, kind)), None)


def _is_own(payment: CoinPayment | TokenPayment, signer: str) -> bool:
    if isinstance(payment, CoinPayment):
        return payment.source == signer
    own = token_account(signer, payment.mint, payment.program)
    return payment.authority == signer and payment.source == own


def _fits(opening: Opening, payment: TokenPayment, signer: str) -> bool:
    named = (opening.account, opening.mint, opening.program, opening.payer)
    derived = token_account(opening.owner, opening.mint, opening.program)
    return named == (payment.target, payment.mint, payment.program, signer) and (
        opening.account == derived
    )


def _named(accounts: Sequence[str], places: Sequence[int]) -> list[str]:
    if any(place >= len(accounts) for place in places):
        raise _unreadable("it names an account that it does not list")
    return [accounts[place] for place in places]


def _part(program: str, accounts: list[str], data: bytes) -> Part:
    reader = READERS.get(program)
    part = reader(program, accounts, data) if reader else None
    if part is None:
        raise _unreadable(f"it calls {program}")
    return part


def _budget(program: str, accounts: list[str], data: bytes) -> Part | None:
    if not accounts and len(data) == 5 and data[0] == SET_UNITS:
        return Units(struct.unpack_from("<I", data, 1)[0])
    if not accounts and len(data) == 9 and data[0] == SET_PRICE:
        return Price(struct.unpack_from("<Q", data, 1)[0])
    return None


def _coin(program: str, accounts: list[str], data: bytes) -> Part | None:
    if len(data) != 12 or len(accounts) != 2:
        return None
    kind, lamports = struct.unpack("<IQ", data)
    return CoinPayment(accounts[0], accounts[1], lamports) if kind == SYSTEM_TRANSFER else None


def _token(program: str, accounts: list[str], data: bytes) -> Part | None:
    if len(data) != 10 or len(accounts) != 4:
        return None
    kind, units, decimals = struct.unpack("<BQB", data)
    if kind != TRANSFER_CHECKED:
        return None
    source, mint, target, authority = accounts
    return TokenPayment(program, mint, authority, source, target, units, decimals)


def _opening(program: str, accounts: list[str], data: bytes) -> Part | None:
    if data != bytes([CREATE_IDEMPOTENT]) or len(accounts) != 6:
        return None
    payer, account, owner, mint, system, token_program = accounts
    return Opening(payer, account, owner, mint, token_program) if system == SYSTEM else None


def _memo(program: str, accounts: list[str], data: bytes) -> Part | None:
    try:
        return Memo(data.decode(), tuple(accounts))
    except UnicodeDecodeError:
        return None


READERS: Final[Mapping[str, Callable[[str, list[str], bytes], Part | None]]] = MappingProxyType(
    {
        COMPUTE_BUDGET: _budget,
        SYSTEM: _coin,
        TOKEN: _token,
        TOKEN_2022: _token,
        ASSOCIATED_TOKEN: _opening,
        MEMO: _memo,
    }
)


def signature_of(raw: bytes) -> tuple[str, bytes]:
    """The signature of a signed transaction with one signer, and the message it signs."""
    if len(raw) <= 65 or raw[0] != 1:
        raise _unreadable("it does not have one signature")
    return encode(raw[1:65]), raw[65:]


def _unreadable(why: str) -> SimulationFailed:
    return SimulationFailed(
        f"The transaction does something that cannot be read: {why}", hint="Nothing was signed."
    )
