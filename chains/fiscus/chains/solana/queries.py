"""The questions the suite asks a Solana node, each with the reading of its answer."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query
from fiscus.chains.solana import records
from fiscus.chains.solana.quantities import address, at_slot, number, signature, valued
from fiscus.chains.solana.records import (
    Account,
    Blockhash,
    Change,
    Epoch,
    Landed,
    Signed,
    Status,
    TokenAccount,
)
from fiscus.core.desk.adapter import Sight

CONFIRMED = "confirmed"
FINALIZED = "finalized"
MOST_ACCOUNTS = 100
"""In one `getMultipleAccounts`."""
MOST_SIGNATURES = 1000
"""In one `getSignaturesForAddress`."""


def genesis_hash() -> Query[str]:
    return Query(Call("getGenesisHash"), address)


def balance(owner: str) -> Query[int]:
    """Lamports."""
    return balance_at(owner).then(lambda found: found[1])


def balance_at(owner: str) -> Query[tuple[int, int]]:
    """The slot that the node looked at, and lamports."""

    def read(value: Json) -> tuple[int, int]:
        slot, lamports = at_slot(value)
        return slot, number(lamports)

    return Query(Call("getBalance", (owner, {"commitment": CONFIRMED})), read)


def accounts(addresses: Sequence[str]) -> Query[list[Account | None]]:
    """What stands at each address, in order; at most 100 of them."""
    return accounts_at(addresses).then(lambda found: found[1])


def accounts_at(addresses: Sequence[str]) -> Query[tuple[int, list[Account | None]]]:
    """The same, and the slot that the node looked at."""
    asked: list[Json] = list(addresses)
    if len(asked) > MOST_ACCOUNTS:
        raise ValueError(f"{len(asked)} accounts are too many for one question")

    def read(value: Json) -> tuple[int, list[Account | None]]:
        slot, listed = at_slot(value)
        found = items(listed)
        if len(found) != len(asked):
            raise BadAnswer("The answer does not match the accounts")
        return slot, [records.account(entry) for entry in found]

    options: Json = {"encoding": "base64", "commitment": CONFIRMED}
    return Query(Call("getMultipleAccounts", (asked, options)), read)


def token_accounts(owner: str, program: str) -> Query[tuple[int, list[TokenAccount]]]:
    """Every token account of `owner` under one token program, and the slot the node looked at.

    In the node's own reading, which has the decimals of the mints, too.
    """
    options: Json = {"encoding": "jsonParsed", "commitment": CONFIRMED}
    params: tuple[Json, ...] = (owner, {"programId": program}, options)

    def read(value: Json) -> tuple[int, list[TokenAccount]]:
        slot, rows = at_slot(value)
        return slot, [records.token_account(row) for row in items(rows)]

    return Query(Call("getTokenAccountsByOwner", params), read)


def rent(size: int) -> Query[int]:
    """Lamports that an account of `size` bytes must hold to be kept."""
    return Query(
        Call("getMinimumBalanceForRentExemption", (size, {"commitment": CONFIRMED})), number
    )


def latest_blockhash() -> Query[Blockhash]:
    return Query(
        Call("getLatestBlockhash", ({"commitment": CONFIRMED},)),
        lambda value: records.blockhash(valued(value)),
    )


def epoch(commitment: str = FINALIZED) -> Query[Epoch]:
    """Slot and block height of one and the same bank."""
    return Query(Call("getEpochInfo", ({"commitment": commitment},)), records.epoch)


def block_height(commitment: str = CONFIRMED) -> Query[int]:
    return Query(Call("getBlockHeight", ({"commitment": commitment},)), number)


def first_block() -> Query[int]:
    """The slot of the oldest block that a node still has: it knows no older transaction."""
    return Query(Call("getFirstAvailableBlock"), number)


def status(signature: str) -> Query[Status]:
    """What the chain knows of a signature, however old."""
    asked: list[Json] = [signature]
    return Query(
        Call("getSignatureStatuses", (asked, {"searchTransactionHistory": True})), records.status
    )


def transaction(signature: str) -> Query[Landed | None]:
    options: Json = {
        "encoding": "base64",
        "commitment": CONFIRMED,
        "maxSupportedTransactionVersion": 0,
    }
    return Query(Call("getTransaction", (signature, options)), records.landed)


def naming(owner: str, mark: Sight | None) -> Query[tuple[Sight, ...]]:
    """The transactions since `mark` that name an account, newest first; the newest one alone where
    there is no mark. A node that does not know the mark gives older ones, too: they are left out.
    """
    options: dict[str, Json] = {
        "commitment": CONFIRMED,
        "limit": 1 if mark is None else MOST_SIGNATURES,
    }
    if mark is not None and mark.id:
        options["until"] = mark.id
    least = mark.slot if mark is not None else 0

    def read(value: Json) -> tuple[Sight, ...]:
        rows = [fields(row) for row in items(value)]
        found = [Sight(signature(row.get("signature")), number(row.get("slot"))) for row in rows]
        return tuple(sight for sight in found if sight.slot >= least)

    return Query(Call("getSignaturesForAddress", (owner, options)), read)


def listed(owner: str) -> Query[list[Signed]]:
    """The newest transactions that name an account, the newest first; at most 1000."""
    options: Json = {"commitment": CONFIRMED, "limit": MOST_SIGNATURES}
    return Query(
        Call("getSignaturesForAddress", (owner, options)),
        lambda value: [records.signed(row) for row in items(value)],
    )


def change(signature: str, owner: str) -> Query[Change | None]:
    """What a transaction changed for `owner`."""
    call = transaction(signature).call
    return Query(call, lambda value: records.change(value, owner))


def signers(transaction: str) -> Query[tuple[str, ...] | None]:
    """Who signed a transaction; `None` while the node has no such transaction."""
    options: Json = {
        "encoding": "base64",
        "commitment": CONFIRMED,
        "maxSupportedTransactionVersion": 0,
    }
    return Query(Call("getTransaction", (transaction, options)), records.signers)


def recent_fees(writable: Sequence[str]) -> Query[list[int]]:
    """Microlamports a compute unit that sufficed lately to write these accounts, a block each."""
    asked: list[Json] = list(writable)
    return Query(
        Call("getRecentPrioritizationFees", (asked,)),
        lambda value: [number(fields(row).get("prioritizationFee")) for row in items(value)],
    )
