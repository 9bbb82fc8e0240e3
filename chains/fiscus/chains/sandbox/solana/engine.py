"""LiteSVM made to charge and refuse like a validator.

Its own checks of signatures and blockhashes are off: the first would refuse every simulation that
is not signed yet, and the second knows one blockhash where a cluster knows 151. The ledger does
both. Of fees it knows the 5000 lamports a signature only, and of rent nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, cast

from solders.account import Account
from solders.clock import Clock
from solders.hash import Hash
from solders.litesvm import LiteSVM
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import (
    FailedTransactionMetadata,
    InnerInstruction,
    SimulatedTransactionInfo,
)
from solders.transaction_status import (
    TransactionErrorType,
    TransactionReturnData,
    TransactionStatus,
)

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.fees import base_fee, priority_fee
from fiscus.chains.sandbox.solana.lookups import Loaded, loaded_addresses
from fiscus.chains.sandbox.solana.rents import rent_error
from fiscus.chains.solana import programs

SYSTEM: Final = Pubkey.from_string(programs.SYSTEM)
RENT_EPOCH: Final = 2**64 - 1
"""What a cluster says of every account that pays no rent."""
CHARGED: Final = frozenset(
    {"InstructionError", "InsufficientFundsForRent", "ProgramAccountNotFound",
     "InvalidProgramForExecution", "MaxLoadedAccountsDataSizeExceeded"}
)  # fmt: skip
"""Errors of transactions that are in a block all the same and pay (SIMD-0082, SIMD-0191)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a transaction did, or would do."""

    fee: int
    error: Json = None
    """As JSON-RPC shows a `TransactionError`: `"AccountNotFound"`, `{"InstructionError": …}`."""
    logs: tuple[str, ...] = ()
    units: int = 0
    inner: Sequence[Sequence[InnerInstruction]] = ()
    returned: TransactionReturnData | None = None
    accounts: Mapping[Pubkey, Account] = field(default_factory=dict[Pubkey, Account])
    """Those that were written, as they are afterwards; of failures, what would have been."""

    @property
    def lands(self) -> bool:
        """Whether it comes into a block, be it as a failure."""
        if isinstance(self.error, dict):
            return next(iter(self.error)) in CHARGED
        return self.error is None or self.error in CHARGED


class _Returning(Protocol):
    """`TransactionMetadata` as it is; its stub in solders 0.26 has another name for the method."""

    def return_data(self) -> TransactionReturnData: ...


class Engine:
    """Accounts and programs. Belongs to the thread that made it."""

    def __init__(self) -> None:
        self._vm = (
            LiteSVM()
            .with_sigverify(False)
            .with_blockhash_check(False)
            .with_transaction_history(0)
            .with_log_bytes_limit(10_000)
        )
        self._known: dict[Pubkey, None] = {}
        self._written: dict[Pubkey, None] = {}

    def account(self, key: Pubkey) -> Account | None:
        found = self._vm.get_account(key)
        return found if found is not None and found.lamports else None

    def balance(self, key: Pubkey) -> int:
        """Lamports."""
        return self._vm.get_balance(key) or 0

    def put(self, key: Pubkey, account: Account) -> None:
        """As if it had always been so."""
        self._vm.set_account(key, account)
        self._known[key] = self._written[key] = None

    def take_written(self) -> Mapping[Pubkey, Account | None]:
        """The accounts that were written since this was last asked, as they are now."""
        written, self._written = self._written, {}
        return {key: self.account(key) for key in written}

    def rent(self, size: int) -> int:
        """Lamports that make an account of `size` bytes exempt from rent."""
        return self._vm.minimum_balance_for_rent_exemption(size)

    def known(self) -> Iterable[tuple[Pubkey, Account]]:
        """Every account there is that was put here or named by a transaction."""
        for key in self._known:
            if (account := self.account(key)) is not None:
                yield key, account

    def enter(self, clock: Clock, hashes: Sequence[tuple[int, Hash]]) -> None:
        """Begins a block; `hashes` are the slots before it, newest first."""
        self._vm.expire_blockhash()
        self._vm.set_clock(clock)
        self._vm.set_slot_hashes(hashes)

    def loaded(self, message: Message | MessageV0) -> Loaded:
        """The addresses that the message takes from lookup tables."""
        return loaded_addresses(message, self.account)

    def simulate(self, transaction: VersionedTransaction) -> Outcome:
        """Nothing changes. Signatures and blockhash do not matter."""
        return self._run(transaction, for_real=False)

    def execute(self, transaction: VersionedTransaction) -> Outcome:
        """Changes accounts and takes the fee, unless the transaction does not land."""
        outcome = self._run(transaction, for_real=True)
        if outcome.lands:
            self._known.update(dict.fromkeys(self._keys(transaction.message)))
            kept = outcome.accounts if outcome.error is None else ()
            self._written.update(dict.fromkeys((transaction.message.account_keys[0], *kept)))
        return outcome

    def _keys(self, message: Message | MessageV0) -> tuple[Pubkey, ...]:
        return (*message.account_keys, *self.loaded(message).all)

    def _run(self, transaction: VersionedTransaction, *, for_real: bool) -> Outcome:
        message = transaction.message
        payer_key = message.account_keys[0]
        payer, extra = self.account(payer_key), priority_fee(message)
        fee = base_fee(message) + extra
        refusal = self._refusal(payer, fee)
        if refusal is not None or payer is None:
            return Outcome(0, error=refusal)
        if self._lacks_program(message):
            outcome = Outcome(fee, error="ProgramAccountNotFound")
        else:
            self._vm.set_account(payer_key, with_lamports(payer, payer.lamports - extra))
            outcome = self._tried(transaction, fee)
            if for_real and outcome.error is None:
                self._vm.send_transaction(transaction)
                return outcome
        pays = for_real and outcome.lands
        self._vm.set_account(payer_key, with_lamports(payer, payer.lamports - fee * pays))
        return outcome

    def _lacks_program(self, message: Message | MessageV0) -> bool:
        called = {instruction.program_id_index for instruction in message.instructions}
        return any(self.account(message.account_keys[index]) is None for index in called)

    def _refusal(self, payer: Account | None, fee: int) -> Json:
        """Why the fee cannot be taken, in the order in which Agave looks."""
        if payer is None:
            return "AccountNotFound"
        if payer.owner != SYSTEM or payer.data:
            return "InvalidAccountForFee"
        if payer.lamports < fee:
            return "InsufficientFundsForFee"
        if 0 < payer.lamports - fee < self.rent(0):
            return {"InsufficientFundsForRent": {"account_index": 0}}
        return None

    def _tried(self, transaction: VersionedTransaction, fee: int) -> Outcome:
        """Runs it without keeping what it did."""
        done = self._vm.simulate_transaction(transaction)
        details = done.meta()
        returned = cast("_Returning", details).return_data()
        after = dict(done.post_accounts()) if isinstance(done, SimulatedTransactionInfo) else {}
        if isinstance(done, FailedTransactionMetadata):
            error = error_json(done.err())
        else:
            error = rent_error(self._keys(transaction.message), after, self.account, self.rent)
        return Outcome(
            fee,
            error=error,
            logs=tuple(details.logs()),
            units=details.compute_units_consumed(),
            inner=details.inner_instructions(),
            returned=returned if returned.data else None,
            accounts=after,
        )


def with_lamports(account: Account, lamports: int) -> Account:
    return Account(lamports, account.data, account.owner, account.executable, account.rent_epoch)


def error_json(error: TransactionErrorType) -> Json:
    """The error as a node writes it."""
    written: dict[str, Json] = json.loads(TransactionStatus(0, err=error).to_json())
    return written["err"]
