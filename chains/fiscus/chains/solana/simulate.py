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
from fiscus.chains.solana.quantities import number, valued
from fiscus.chains.solana.records import Account

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


def simulate_message(message: bytes, watched: Sequence[str]) -> Query[Simulated]:
    """One `simulateTransaction` of a message nobody has signed, on the newest confirmed block."""
    unique = list(dict.fromkeys(watched))
    asked: list[Json] = list(unique)
    options: Json = {
        "encoding": "base64",
        "commitment": queries.CONFIRMED,
        "sigVerify": False,
        "replaceRecentBlockhash": True,
        "accounts": {"encoding": "base64", "addresses": asked},
    }
    transaction = base64.b64encode(NO_SIGNATURE + message).decode()
    return Query(
        Call("simulateTransaction", (transaction, options)),
        lambda answer: _simulated(valued(answer), unique),
    )


def state_query(watched: Sequence[str]) -> Query[State]:
    """The accounts as they are."""
    unique = list(dict.fromkeys(watched))
    return queries.accounts(unique).then(lambda found: dict(zip(unique, found, strict=True)))


def _simulated(value: Json, watched: Sequence[str]) -> Simulated:
    entry = fields(value)
    failure = entry.get("err")
    units = entry.get("unitsConsumed")
    if failure is not None:
        return Simulated(failure, 0 if units is None else number(units), {})
    shown = items(entry.get("accounts"))
    if len(shown) != len(watched):
        raise BadAnswer("The answer does not match the accounts")
    accounts = map(records.account, shown)
    return Simulated(None, number(units), dict(zip(watched, accounts, strict=True)))
