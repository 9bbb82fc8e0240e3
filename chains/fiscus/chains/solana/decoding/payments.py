"""A plain payment, and nothing else: what this wallet composes itself.

Of six programs, only what a payment takes. Anything else is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from fiscus.chains.jsonrpc import escaped
from fiscus.chains.solana.decoding.parsed import Parsed
from fiscus.chains.solana.decoding.programs import parse
from fiscus.chains.solana.decoding.refusing import unreadable
from fiscus.chains.solana.decoding.wire import read_message, resolve, split
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import CoinPayment, Opening, TokenPayment
from fiscus.chains.solana.programs import (
    ASSOCIATED_TOKEN,
    COMPUTE_BUDGET,
    MEMO,
    SYSTEM,
    TITLES,
    TOKEN,
    TOKEN_2022,
)
from fiscus.core.desk.adapter import Asset, Move

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
        """The account that is paid, or the token that is called."""
        paid = self.payment
        return paid.target if isinstance(paid, CoinPayment) else paid.mint

    @property
    def call(self) -> str:
        """The instructions that act, in their order; empty for a plain payment of SOL."""
        parts = ["createIdempotent()"] if self.opening else []
        if self.memo is not None:
            parts.append(f"memo({escaped(self.memo, MEMO_LENGTH)!r})")
        if isinstance(self.payment, TokenPayment):
            fee = self.payment.fee
            parts.append(
                "transferChecked(u64,u8)"
                if fee is None
                else f"transferCheckedWithFee(u64,u8,u64) of which {fee} are kept"
            )
        elif parts:
            parts.append("transfer(u64)")
        return " ".join(parts)


def decode(message: bytes) -> Decoded:
    """Read a message. Raises `SimulationFailed` for anything but a plain payment."""
    wire = read_message(message)
    if wire.version is not None or wire.header.signers != 1:
        raise unreadable("it is not for one signer")
    found = resolve(wire, {})
    parts: dict[type[Part], Part] = {}
    for instruction in found.instructions:
        part = _part(parse(instruction))
        if type(part) in parts:
            raise unreadable("it does something two times")
        parts[type(part)] = part
    return _whole(found.accounts, found.written, parts)


def decode_batch(message: bytes) -> tuple[Decoded, ...]:
    """Read a message of several payments, each behind what opens an account for it.

    Raises `SimulationFailed` for anything else in it.
    """
    wire = read_message(message)
    if wire.version is not None or wire.header.signers != 1:
        raise unreadable("it is not for one signer")
    found = resolve(wire, {})
    units, price, *parts = [_part(parse(instruction)) for instruction in found.instructions]
    if not (isinstance(units, Units) and isinstance(price, Price)):
        raise unreadable("it does not begin with its limits")
    payments: list[Decoded] = []
    opening: dict[type[Part], Part] = {}
    for part in parts:
        if isinstance(part, Opening) and not opening:
            opening = {Opening: part}
        elif isinstance(part, (CoinPayment, TokenPayment)):
            limits: dict[type[Part], Part] = {Units: units, Price: price}
            group = {**limits, **opening, type(part): part}
            payments.append(_whole(found.accounts, found.written, group))
            opening = {}
        else:
            raise unreadable("it does something beside its payments")
    if opening or not payments:
        raise unreadable("it opens an account that is not paid")
    return tuple(payments)


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
            raise unreadable("it pays somebody else")
        return (Move(coin, payment.lamports, recipient),)
    if token is None or (payment.mint, payment.decimals) != (token.address, token.decimals):
        raise unreadable("it pays with another token")
    if payment.target != token_account(recipient, payment.mint, payment.program):
        raise unreadable("it pays somebody else")
    paid = Move(token, payment.units, recipient)
    return (paid, Move(coin, rent, recipient)) if decoded.opening and rent else (paid,)


def _whole(
    accounts: tuple[str, ...], written: tuple[str, ...], parts: Mapping[type[Part], Part]
) -> Decoded:
    signer = accounts[0]
    coin, token = _of(parts, CoinPayment), _of(parts, TokenPayment)
    payment = coin or token
    if payment is None or (coin and token):
        raise unreadable("it is not one payment")
    opening, memo = _of(parts, Opening), _of(parts, Memo)
    if opening is not None and not (token and _fits(opening, token, signer)):
        raise unreadable("it opens an account that is not paid")
    if not _is_own(payment, signer):
        raise unreadable("it pays out of another account")
    if memo is not None and memo.signers != (signer,):
        raise unreadable("its memo is in somebody else's name")
    units, price = _of(parts, Units), _of(parts, Price)
    if units is None:
        raise unreadable("it sets no limit of compute units")
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


def _part(parsed: Parsed) -> Part:
    reader = READERS.get((parsed.program, parsed.name))
    part = reader(parsed) if reader else None
    if part is None:
        raise unreadable(f"it calls {parsed.name} of {TITLES[parsed.program]}")
    return part


def _coin(parsed: Parsed) -> Part:
    accounts = parsed.accounts
    return CoinPayment(accounts["source"], accounts["destination"], parsed.number("lamports"))


def _token(parsed: Parsed) -> Part | None:
    accounts = parsed.accounts
    return (
        TokenPayment(
            parsed.program,
            accounts["mint"],
            accounts["authority"],
            accounts["source"],
            accounts["destination"],
            parsed.number("amount"),
            parsed.number("decimals"),
            parsed.number("fee") if "fee" in parsed.values else None,
        )
        if not parsed.others
        else None
    )


def _opening(parsed: Parsed) -> Part | None:
    accounts = parsed.accounts
    if accounts["system"] != SYSTEM or "rent" in accounts:
        return None
    return Opening(*(accounts[role] for role in ("payer", "account", "wallet", "mint", "program")))


READERS: Final[Mapping[tuple[str, str], Callable[[Parsed], Part | None]]] = MappingProxyType(
    {
        (COMPUTE_BUDGET, "setComputeUnitLimit"): lambda parsed: Units(parsed.number("units")),
        (COMPUTE_BUDGET, "setComputeUnitPrice"): lambda parsed: Price(
            parsed.number("microLamports")
        ),
        (SYSTEM, "transfer"): _coin,
        (TOKEN, "transferChecked"): _token,
        (TOKEN_2022, "transferChecked"): _token,
        (TOKEN_2022, "transferCheckedWithFee"): _token,
        (ASSOCIATED_TOKEN, "createIdempotent"): _opening,
        (MEMO, "memo"): lambda parsed: Memo(str(parsed.values["memo"]), parsed.others),
    }
)


def signature_of(raw: bytes) -> tuple[str, bytes]:
    """The signature of a signed transaction with one signer, and the message it signs."""
    signatures, message = split(raw)
    if len(signatures) != 1:
        raise unreadable("it does not have one signature")
    return signatures[0], message
