"""What a transaction would do if it ran now: outcome, compute units, and every account after it.

The accounts before are read in the same HTTP request. Something may come in between all the same,
so a difference is looked at again before it counts.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query
from fiscus.chains.solana import queries, records
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.decoding.wire import Resolved
from fiscus.chains.solana.quantities import at_slot, number
from fiscus.chains.solana.records import Account, Blockhash
from fiscus.chains.solana.within import Within, calls_within
from fiscus.core.errors import ChainBehind

LOOKS: Final = 5
"""How often both are asked for until they are of one slot."""
NO_SIGNATURE: Final = bytes([1]) + bytes(64)
"""One signature that is not there yet."""

State = Mapping[str, Account | None]
"""Accounts by address."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """`failure` is the chain's error, `None` where it would succeed."""

    failure: Json
    units: int
    """Compute units that it used."""
    after: State
    slot: int = 0
    """That the node looked at."""
    calls: tuple[Within, ...] = ()
    """Of programs to programs, where they were asked for and the node shows them."""


def simulate_message(
    message: bytes, watched: Sequence[str], listed: Sequence[str] = ()
) -> Query[Simulated]:
    """One `simulateTransaction` of a message nobody has signed, on the newest confirmed block.

    `listed`: all accounts of the message, where calls of programs to programs are wanted.
    """
    unique = list(dict.fromkeys(watched))
    asked: list[Json] = list(unique)
    options: Json = {
        "encoding": "base64",
        "commitment": queries.CONFIRMED,
        "sigVerify": False,
        "replaceRecentBlockhash": True,
        "accounts": {"encoding": "base64", "addresses": asked},
        "innerInstructions": bool(listed),
    }
    transaction = base64.b64encode(NO_SIGNATURE + message).decode()
    return Query(
        Call("simulateTransaction", (transaction, options)),
        lambda answer: _simulated(*at_slot(answer), unique, listed),
    )


def state_query(watched: Sequence[str]) -> Query[tuple[int, State]]:
    """The accounts as they are, and the slot that the node looked at."""
    unique = list(dict.fromkeys(watched))
    return queries.accounts_at(unique).then(
        lambda found: (found[0], dict(zip(unique, found[1], strict=True)))
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """Accounts, and what the simulation makes of them, in one and the same slot."""

    before: State
    simulated: Simulated
    block: Blockhash


async def observe(client: SolanaClient, message: bytes, transaction: Resolved) -> Seen:
    """Simulate a message beside all accounts that it may change.

    Raises `ChainBehind` where a node never shows both for one slot.
    """
    written = transaction.written
    for _ in range(LOOKS):
        (slot, before), simulated, block = await client.gather(
            state_query(written),
            simulate_message(message, written, transaction.accounts),
            queries.latest_blockhash(),
        )
        if slot == simulated.slot:
            return Seen(before, simulated, block)
    raise ChainBehind(
        f"An RPC of {client.chain.title} answers every question for another block",
        hint="Nothing was signed. Try again, or use another RPC.",
    )


def _simulated(slot: int, value: Json, watched: Sequence[str], listed: Sequence[str]) -> Simulated:
    entry = fields(value)
    failure = entry.get("err")
    units = entry.get("unitsConsumed")
    if failure is not None:
        return Simulated(failure, 0 if units is None else number(units), {}, slot)
    shown = items(entry.get("accounts"))
    if len(shown) != len(watched):
        raise BadAnswer("The answer does not match the accounts")
    accounts = map(records.account, shown)
    calls = calls_within(entry.get("innerInstructions"), listed) if listed else ()
    after = dict(zip(watched, accounts, strict=True))
    return Simulated(None, number(units), after, slot, calls)
