"""The market maker of the sandbox, who trades with whoever asks.

Jupiter's program does not run on this chain. A trade is two transfers in one transaction instead:
the wallet pays the maker, and takes what it bought out of the maker's account, of which it is the
delegate (`Approve` of SPL Token). So the wallet alone signs, as it does with Jupiter.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from typing import Final

from solders.account import Account
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.hash import Hash
from solders.instruction import Instruction
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import TransferParams, transfer
from solders.transaction import VersionedTransaction
from spl.token.instructions import (
    CloseAccountParams,
    TransferCheckedParams,
    close_account,
    create_idempotent_associated_token_account,
    transfer_checked,
)

from fiscus.chains.sandbox.solana.engine import RENT_EPOCH, Engine
from fiscus.chains.sandbox.solana.layouts import HOLDING_SIZE, read_holding
from fiscus.chains.sandbox.solana.lookups import HEADER
from fiscus.chains.sandbox.solana.market import LISTED, Listed, Price
from fiscus.chains.sandbox.solana.world import SOL, give_lamports, give_tokens
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import LOOKUP_TABLES, WRAPPED_SOL

MOST_UNITS: Final = 1_400_000
USUAL_PRICE: Final = 1_000
"""Microlamports a compute unit."""
STOCK_USD: Final = 100_000_000
"""What the maker has of every token, at its price."""
ACTIVE: Final = 2**64 - 1
"""The slot in which a lookup table ends, while it has no end."""


@dataclass(frozen=True, slots=True)
class Order:
    """A trade that `owner` is to sign."""

    owner: Pubkey
    price: Price
    most_priority: int | None = None
    """Lamports; `None` for the usual price of a compute unit."""
    fitted: bool = False
    """Whether the limit of compute units is what a simulation uses, or the highest."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Has an account of each token for every wallet that comes, and a table of all of them."""

    engine: Engine

    def transaction(self, order: Order, block: Hash) -> bytes:
        """Of version 0, with a lookup table and without a signature."""
        return unsigned(self.message(order, self.instructions(order), block))

    def instructions(self, order: Order) -> list[Instruction]:
        """Everything but the limits."""
        sold, bought, owner = order.price.sold, order.price.bought, order.owner
        maker = self._stocked(owner, bought, order.price.arrives)
        mint, program = Pubkey.from_string(bought.mint), Pubkey.from_string(bought.program)
        own = _account(owner, bought)
        parts = [create_idempotent_associated_token_account(owner, owner, mint, program)]
        parts.append(self._payment(owner, maker, sold, order.price.paid))
        parts.append(_moved(_account(maker, bought), own, owner, bought, order.price.arrives))
        if bought.mint == WRAPPED_SOL:
            parts.append(close_account(CloseAccountParams(program, own, owner, owner, [])))
        return parts

    def limits(self, order: Order, parts: list[Instruction]) -> list[Instruction]:
        units = self._fitted(order, parts) if order.fitted else MOST_UNITS
        price = USUAL_PRICE
        if order.most_priority is not None:
            price = min(price, order.most_priority * 10**6 // units)
        return [set_compute_unit_limit(units), set_compute_unit_price(price)]

    def message(self, order: Order, parts: list[Instruction], block: Hash) -> MessageV0:
        whole = [*self.limits(order, parts), *parts]
        return MessageV0.try_compile(order.owner, whole, [self.table(order.owner)], block)

    def table(self, owner: Pubkey) -> AddressLookupTableAccount:
        """The maker's accounts for a wallet, on the chain."""
        maker = maker_of(owner)
        key = Pubkey(sha256(b"table" + bytes(maker)).digest())
        entries = [maker, *(_account(maker, token) for token in LISTED.values())]
        entries += [Pubkey.from_string(mint) for mint in LISTED]
        if self.engine.account(key) is None:
            head = struct.pack("<IQQB", 1, ACTIVE, 0, 0).ljust(HEADER, b"\0")
            data = head + b"".join(map(bytes, entries))
            program = Pubkey.from_string(LOOKUP_TABLES)
            lamports = self.engine.rent(len(data))
            self.engine.put(key, Account(lamports, data, program, False, RENT_EPOCH))
        return AddressLookupTableAccount(key, entries)

    def _payment(self, owner: Pubkey, maker: Pubkey, sold: Listed, units: int) -> Instruction:
        if sold.mint == WRAPPED_SOL:
            paid = TransferParams(from_pubkey=owner, to_pubkey=maker, lamports=units)
            return transfer(paid)
        self._stocked(owner, sold, 0)
        return _moved(_account(owner, sold), _account(maker, sold), owner, sold, units)

    def _stocked(self, owner: Pubkey, token: Listed, units: int) -> Pubkey:
        """The maker, who has so much of a token and lets the owner take it."""
        maker = maker_of(owner)
        if self.engine.account(maker) is None:
            give_lamports(self.engine, str(maker), 10 * SOL)
        held = read_holding(self.engine.account(_account(maker, token)))
        if held is None or held.delegate != owner or min(held.amount, held.delegated) < units:
            stock = max(int(token.units(Fraction(STOCK_USD))), units)
            give_tokens(self.engine, str(maker), token.mint, stock)
            self._approve(_account(maker, token), owner, stock)
        return maker

    def _approve(self, account: Pubkey, delegate: Pubkey, units: int) -> None:
        found = self.engine.account(account)
        held = read_holding(found)
        if found is None or held is None:
            raise KeyError(str(account))
        data = replace(held, delegate=delegate, delegated=units).pack() + found.data[HOLDING_SIZE:]
        self.engine.put(account, Account(found.lamports, data, found.owner, False, RENT_EPOCH))

    def _fitted(self, order: Order, parts: list[Instruction]) -> int:
        """A tenth more than a simulation uses; the highest where it fails."""
        whole = [set_compute_unit_limit(MOST_UNITS), set_compute_unit_price(0), *parts]
        tables = [self.table(order.owner)]
        message = MessageV0.try_compile(order.owner, whole, tables, Hash.default())
        done = self.engine.simulate(VersionedTransaction.from_bytes(unsigned(message)))
        return MOST_UNITS if done.error is not None else done.units * 11 // 10


def maker_of(owner: Pubkey) -> Pubkey:
    """Nobody has a key of it."""
    return Pubkey(sha256(b"market maker of " + bytes(owner)).digest())


def unsigned(message: MessageV0) -> bytes:
    """The whole transaction, with every place for a signature open."""
    missing = [Signature.default()] * message.header.num_required_signatures
    return bytes(VersionedTransaction.populate(message, missing))


def _account(owner: Pubkey, token: Listed) -> Pubkey:
    return Pubkey.from_string(token_account(str(owner), token.mint, token.program))


def _moved(
    source: Pubkey, target: Pubkey, authority: Pubkey, token: Listed, units: int
) -> Instruction:
    program, mint = Pubkey.from_string(token.program), Pubkey.from_string(token.mint)
    return transfer_checked(
        TransferCheckedParams(program, source, mint, target, authority, units, token.decimals, [])
    )
