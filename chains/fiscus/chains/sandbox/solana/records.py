"""What became of a transaction, as a node tells it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict, cast

from solders.message import Message, MessageV0
from solders.transaction import VersionedTransaction

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.accounts import decimals_of, token_amount
from fiscus.chains.sandbox.solana.encoding import base64_text
from fiscus.chains.sandbox.solana.engine import Engine, Outcome
from fiscus.chains.sandbox.solana.instructions import instruction_json
from fiscus.chains.sandbox.solana.layouts import read_holding
from fiscus.chains.sandbox.solana.lookups import Loaded
from fiscus.chains.solana.addresses import decode as base58_bytes
from fiscus.chains.solana.addresses import encode as base58
from fiscus.chains.solana.programs import MEMO


class Place(Protocol):
    """The block it is in."""

    @property
    def slot(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def time(self) -> int: ...


class _Stacked(Protocol):
    """`InnerInstruction` as it is; its stub in solders 0.26 lacks the method."""

    def stack_height(self) -> int: ...


class _Inner(TypedDict):
    programIdIndex: int
    accounts: list[int]
    data: str
    stackHeight: int


class _Group(TypedDict):
    index: int
    instructions: list[_Inner]


@dataclass(frozen=True, slots=True)
class Record:
    """A transaction in a block. `meta` is what `getTransaction` shows under that name."""

    signature: str
    slot: int
    height: int
    time: int
    wire: bytes
    keys: tuple[str, ...]
    """All accounts it names, those from lookup tables included."""
    meta: Mapping[str, Json]
    memo: str | None = None

    @property
    def error(self) -> Json:
        return self.meta["err"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The balances of a message's accounts at one moment."""

    loaded: Loaded
    keys: tuple[str, ...]
    lamports: list[Json]
    tokens: list[Json]

    @classmethod
    def take(cls, engine: Engine, message: Message | MessageV0) -> Snapshot:
        loaded = engine.loaded(message)
        keys = (*message.account_keys, *loaded.all)
        tokens: list[Json] = []
        for index, key in enumerate(keys):
            account = engine.account(key)
            holding = read_holding(account)
            if account is None or holding is None:
                continue
            decimals = decimals_of(engine, holding.mint)
            tokens.append(
                {
                    "accountIndex": index,
                    "mint": str(holding.mint),
                    "owner": str(holding.owner),
                    "programId": str(account.owner),
                    "uiTokenAmount": token_amount(holding.amount, decimals),
                }
            )
        lamports: list[Json] = [engine.balance(key) for key in keys]
        return cls(loaded, tuple(map(str, keys)), lamports, tokens)


def recorded(
    transaction: VersionedTransaction,
    outcome: Outcome,
    snapshots: tuple[Snapshot, Snapshot],
    *,
    place: Place,
) -> Record:
    """The record of a transaction that landed, with balances from before and after it."""
    ahead, behind = snapshots
    status: Json = {"Ok": None} if outcome.error is None else {"Err": outcome.error}
    meta: dict[str, Json] = {
        "err": outcome.error,
        "status": status,
        "fee": outcome.fee,
        "preBalances": ahead.lamports,
        "postBalances": behind.lamports,
        "preTokenBalances": ahead.tokens,
        "postTokenBalances": behind.tokens,
        "innerInstructions": inner_instructions(outcome),
        "logMessages": list(outcome.logs),
        "rewards": [],
        "loadedAddresses": {
            "writable": [str(key) for key in ahead.loaded.writable],
            "readonly": [str(key) for key in ahead.loaded.readonly],
        },
        "computeUnitsConsumed": outcome.units,
    }
    if (returned := return_data(outcome)) is not None:
        meta["returnData"] = returned
    return Record(
        signature=str(transaction.signatures[0]),
        slot=place.slot,
        height=place.height,
        time=place.time,
        wire=bytes(transaction),
        keys=ahead.keys,
        meta=meta,
        memo=_memo(transaction.message),
    )


def inner_instructions(outcome: Outcome) -> Json:
    """Calls of programs to programs, by the index of the instruction they came from."""
    groups: list[Json] = []
    for index, group in enumerate(outcome.inner):
        called: list[Json] = []
        for inner in group:
            instruction = inner.instruction()
            called.append(
                {
                    "programIdIndex": instruction.program_id_index,
                    "accounts": list(instruction.accounts),
                    "data": base58(bytes(instruction.data)),
                    "stackHeight": cast("_Stacked", inner).stack_height(),
                }
            )
        if called:
            groups.append({"index": index, "instructions": called})
    return groups


def inner_parsed(groups: Json, keys: tuple[str, ...]) -> Json:
    """The same as a node reads them: in simulations, and in transactions in `jsonParsed`."""
    return [
        {
            "index": group["index"],
            "instructions": [_parsed(row, keys) for row in group["instructions"]],
        }
        for group in cast("list[_Group]", groups)
    ]


def _parsed(row: _Inner, keys: tuple[str, ...]) -> Json:
    accounts = [keys[place] for place in row["accounts"]]
    data = base58_bytes(row["data"]) or b""
    return instruction_json(keys[row["programIdIndex"]], accounts, data, row["stackHeight"])


def return_data(outcome: Outcome) -> Json:
    if outcome.returned is None:
        return None
    data = base64_text(bytes(outcome.returned.data))
    return {"programId": str(outcome.returned.program_id), "data": [data, "base64"]}


def _memo(message: Message | MessageV0) -> str | None:
    """In the form of `getSignaturesForAddress`: `[5] hello; [2] hi`."""
    memos = [
        bytes(instruction.data)
        for instruction in message.instructions
        if str(message.account_keys[instruction.program_id_index]) == MEMO
    ]
    shown = (f"[{len(memo)}] {memo.decode(errors='replace')}" for memo in memos)
    return "; ".join(shown) if memos else None
