"""Accounts, signature statuses and transactions as nodes give them, read strictly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana.quantities import (
    address,
    at_slot,
    data,
    digits,
    flag,
    number,
    signature,
    text,
)

if TYPE_CHECKING:
    from solders.message import Message, MessageV0


@dataclass(frozen=True, slots=True)
class Account:
    """What stands at an address."""

    lamports: int
    owner: str
    """The program that may change it."""
    data: bytes = b""
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Blockhash:
    """A recent block, and the last block height at which a transaction that names it can land."""

    hash: str
    last_valid_height: int


@dataclass(frozen=True, slots=True)
class Epoch:
    """How far the chain is."""

    slot: int
    height: int
    """Of the block: slots without a block are not counted."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the chain knows of a signature. `seen_at` is the slot the node looked at."""

    seen_at: int
    slot: int | None
    """Where it landed; `None` where the node knows nothing of it."""
    settled: bool = False
    """Confirmed by two thirds of the stake, or final. Less than that may vanish."""
    failure: Json = None


@dataclass(frozen=True, slots=True)
class TokenBalance:
    """What a token account held before or after a transaction."""

    account: int
    """Its place in the transaction's list of accounts."""
    mint: str
    owner: str | None
    units: int


@dataclass(frozen=True, slots=True)
class TokenAccount:
    """What one account holds of one mint, as a node reads it."""

    address: str
    program: str
    mint: str
    owner: str
    units: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Landed:
    """A transaction in a block, by what it changed. Balances are in the order of its accounts."""

    slot: int
    fee: int
    failure: Json
    lamports_before: tuple[int, ...]
    lamports_after: tuple[int, ...]
    tokens_before: tuple[TokenBalance, ...]
    tokens_after: tuple[TokenBalance, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A transaction that names an account, as a list of them shows it."""

    signature: str
    slot: int
    time: int | None
    """Unix seconds of its block, where the node still knows."""
    failed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a transaction changed for one owner, fees and rent included."""

    lamports: int
    tokens: Mapping[str, int]
    """Base units by mint, over all accounts of the owner; only what changed."""


def account(value: Json) -> Account | None:
    """`None` where nothing stands."""
    if value is None:
        return None
    entry = fields(value)
    return Account(
        lamports=number(entry.get("lamports")),
        owner=address(entry.get("owner")),
        data=data(entry.get("data")),
        executable=flag(entry.get("executable")),
    )


def token_account(value: Json) -> TokenAccount:
    """A row of `getTokenAccountsByOwner` in the encoding `jsonParsed`."""
    row = fields(value)
    entry = fields(row.get("account"))
    info = fields(fields(fields(entry.get("data")).get("parsed")).get("info"))
    amount = fields(info.get("tokenAmount"))
    return TokenAccount(
        address=address(row.get("pubkey")),
        program=address(entry.get("owner")),
        mint=address(info.get("mint")),
        owner=address(info.get("owner")),
        units=digits(amount.get("amount")),
        decimals=number(amount.get("decimals"), bits=8),
    )


def blockhash(value: Json) -> Blockhash:
    entry = fields(value)
    return Blockhash(address(entry.get("blockhash")), number(entry.get("lastValidBlockHeight")))


def epoch(value: Json) -> Epoch:
    entry = fields(value)
    return Epoch(number(entry.get("absoluteSlot")), number(entry.get("blockHeight")))


def status(value: Json) -> Status:
    """Reads the answer for a single signature."""
    seen_at, listed = at_slot(value)
    found = items(listed)
    if len(found) != 1:
        raise BadAnswer("The answer is not one status")
    if found[0] is None:
        return Status(seen_at, None)
    entry = fields(found[0])
    # Nodes without `confirmationStatus` count votes; none left to count means final.
    said, counted = entry.get("confirmationStatus"), entry.get("confirmations")
    settled = said in ("confirmed", "finalized") if said is not None else counted is None
    return Status(seen_at, number(entry.get("slot")), settled, entry.get("err"))


def landed(value: Json) -> Landed | None:
    """`None` while the node has no such transaction."""
    if value is None:
        return None
    entry = fields(value)
    meta = fields(entry.get("meta"))
    return Landed(
        slot=number(entry.get("slot")),
        fee=number(meta.get("fee")),
        failure=meta.get("err"),
        lamports_before=tuple(map(number, items(meta.get("preBalances")))),
        lamports_after=tuple(map(number, items(meta.get("postBalances")))),
        tokens_before=_token_balances(meta.get("preTokenBalances")),
        tokens_after=_token_balances(meta.get("postTokenBalances")),
    )


def signed(value: Json) -> Signed:
    """A row of `getSignaturesForAddress`."""
    row = fields(value)
    at = row.get("blockTime")
    return Signed(
        signature(row.get("signature")),
        number(row.get("slot")),
        None if at is None else number(at),
        row.get("err") is not None,
    )


def change(value: Json, owner: str) -> Change | None:
    """What a transaction in base64 changed for `owner`; `None` while the node has none."""
    found = landed(value)
    if found is None:
        return None
    entry = fields(value)
    loaded = fields(fields(entry.get("meta")).get("loadedAddresses") or {})
    named = [str(key) for key in _message(entry).account_keys]
    for kind in ("writable", "readonly"):
        named += [address(key) for key in items(loaded.get(kind) or [])]
    if not len(named) == len(found.lamports_before) == len(found.lamports_after):
        raise BadAnswer("The answer does not match the transaction")
    lamports = 0
    if owner in named:
        place = named.index(owner)
        lamports = found.lamports_after[place] - found.lamports_before[place]
    tokens: Counter[str] = Counter()
    for sign, balances in ((1, found.tokens_after), (-1, found.tokens_before)):
        for held in balances:
            if held.owner == owner:
                tokens[held.mint] += sign * held.units
    return Change(lamports, {mint: units for mint, units in tokens.items() if units})


def signers(value: Json) -> tuple[str, ...] | None:
    """Who signed a transaction, the payer of its fee first; `None` while the node has none."""
    if value is None:
        return None
    message = _message(fields(value))
    return tuple(map(str, message.account_keys[: message.header.num_required_signatures]))


def _message(entry: dict[str, Json]) -> Message | MessageV0:
    from solders.transaction import VersionedTransaction

    try:
        return VersionedTransaction.from_bytes(data(entry.get("transaction"))).message
    except ValueError as exc:
        raise BadAnswer("The answer is not a transaction") from exc


def _token_balances(value: Json) -> tuple[TokenBalance, ...]:
    return tuple(_token_balance(fields(row)) for row in items(value or []))


def _token_balance(row: dict[str, Json]) -> TokenBalance:
    owner = row.get("owner")
    return TokenBalance(
        account=number(row.get("accountIndex"), bits=8),
        mint=address(row.get("mint")),
        owner=None if owner is None else address(text(owner)),
        units=digits(fields(row.get("uiTokenAmount")).get("amount")),
    )
