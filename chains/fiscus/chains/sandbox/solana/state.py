"""A chain in a file: accounts, blocks, and what landed in them."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from solders.account import Account
from solders.hash import Hash, ParseHashError
from solders.pubkey import Pubkey

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.errors import StateUnusable
from fiscus.chains.sandbox.solana.engine import RENT_EPOCH, Engine
from fiscus.chains.sandbox.solana.ledger import DEPTHS, Block, Ledger
from fiscus.chains.sandbox.solana.records import Record

FORMAT: Final = 1


def write_state(path: Path, ledger: Ledger) -> None:
    """In one step: the file is the new state or the one before."""
    body = json.dumps(_state(ledger), separators=(",", ":"))
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".state-", delete=False) as file:
        file.write(body)
    os.replace(file.name, path)


def read_state(path: Path) -> Ledger | None:
    """The chain as it was; `None` where none is kept. Raises `StateUnusable`."""
    if not path.exists():
        return None
    try:
        return _ledger(json.loads(path.read_bytes()))
    except (ValueError, LookupError, TypeError, AttributeError, ParseHashError):
        raise StateUnusable(
            f"The kept state {str(path)!r} is of another version of fiscus, or damaged",
            hint="Move its folder away to begin afresh.",
        ) from None


@contextmanager
def locked(path: Path) -> Generator[None]:
    """One program at a time goes on with a chain. Raises `StateUnusable`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(f"{path}.lock", "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateUnusable(
                f"The sandbox state {str(path)!r} is in use",
                hint="Stop the sandbox that uses it, or keep this one's state elsewhere.",
            ) from None
        yield


def _state(ledger: Ledger) -> Json:
    return {
        "format": FORMAT,
        "blocks": [[b.slot, b.height, str(b.hash), b.time] for b in ledger.blocks],
        "accounts": {
            str(key): [
                account.lamports,
                str(account.owner),
                base64.b64encode(account.data).decode(),
                account.executable,
            ]
            for key, account in ledger.engine.known()
            if not account.executable
        },
        "records": [_record(record) for record in ledger.records.values()],
    }


def _record(record: Record) -> Json:
    return {
        "signature": record.signature,
        "slot": record.slot,
        "height": record.height,
        "time": record.time,
        "wire": base64.b64encode(record.wire).decode(),
        "keys": list(record.keys),
        "meta": dict(record.meta),
        "memo": record.memo,
    }


def _ledger(state: Mapping[str, Any]) -> Ledger:
    if state["format"] != FORMAT:
        raise ValueError("format")
    engine = Engine()
    for key, (lamports, owner, data, executable) in state["accounts"].items():
        account = Account(
            lamports, base64.b64decode(data), Pubkey.from_string(owner), executable, RENT_EPOCH
        )
        engine.put(Pubkey.from_string(key), account)
    blocks = tuple(
        Block(slot, height, Hash.from_string(text), at)
        for slot, height, text, at in state["blocks"]
    )
    if len(blocks) <= max(DEPTHS.values()):
        raise ValueError("blocks")
    records = map(_read_record, state["records"])
    return Ledger(engine, blocks=blocks, records=tuple(records))


def _read_record(row: Mapping[str, Any]) -> Record:
    return Record(
        signature=row["signature"],
        slot=row["slot"],
        height=row["height"],
        time=row["time"],
        wire=base64.b64decode(row["wire"]),
        keys=tuple(row["keys"]),
        meta=row["meta"],
        memo=row["memo"],
    )
