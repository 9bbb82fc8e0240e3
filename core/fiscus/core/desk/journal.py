"""The journal: append-only, each row bound to the one before it by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import Connection, desc, func, insert, select

from fiscus.core.desk.tables import journal

GENESIS: Final = "0" * 64

STREAMED: Final = {"yield_per": 500}
"""Execution options of a query whose rows are too many to hold."""
_NEWEST: Final = select(journal.c.hash, journal.c.at).order_by(desc(journal.c.seq)).limit(1)
_HEAD: Final = select(func.max(journal.c.seq))
_APPEND: Final = insert(journal)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `at` is Unix milliseconds."""

    seq: int
    at: int
    payment_id: str
    event: str
    body: str
    previous: str
    hash: str


def entry_hash(previous: str, at: int, payment_id: str, event: str, body: str) -> str:
    """SHA-256 over the canonical JSON of everything a row says."""
    text = json.dumps([previous, at, payment_id, event, body], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def append(
    connection: Connection,
    at: int,
    *,
    payment_id: str = "",
    event: str,
    body: Mapping[str, object],
    sets_the_time: bool = False,
) -> None:
    """Add a row in the caller's transaction, which holds the write lock.

    No row is older than the one before it, unless it `sets_the_time`: an operator looked.
    """
    newest = connection.execute(_NEWEST).first()
    previous = newest.hash if newest else GENESIS
    if newest and not sets_the_time:
        at = max(at, newest.at)
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    row = {
        "at": at,
        "payment_id": payment_id,
        "event": event,
        "body": text,
        "previous": previous,
        "hash": entry_hash(previous, at, payment_id, event, text),
    }
    connection.execute(_APPEND, row)


def head(connection: Connection) -> int:
    """The number of the newest row; 0 where there is none."""
    return connection.execute(_HEAD).scalar_one() or 0


def newest_at(connection: Connection) -> int:
    """The time of the newest row, in Unix milliseconds; 0 where there is none."""
    newest = connection.execute(_NEWEST).first()
    return newest.at if newest else 0


def newest_of(connection: Connection, payment_id: str) -> Entry | None:
    """The newest row about a payment."""
    query = select(journal).where(journal.c.payment_id == payment_id)
    row = connection.execute(query.order_by(desc(journal.c.seq)).limit(1)).first()
    return Entry(*row) if row else None


def read(connection: Connection) -> list[Entry]:
    """The whole journal, oldest first."""
    rows = connection.execute(select(journal).order_by(journal.c.seq))
    return [Entry(*row) for row in rows]


def broken(entries: Iterable[Entry]) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that were changed, or do not follow from the row before, and why."""
    previous = GENESIS
    for entry in entries:
        said = entry_hash(entry.previous, entry.at, entry.payment_id, entry.event, entry.body)
        if said != entry.hash:
            yield entry.seq, "It was changed after it was written."
        elif entry.previous != previous:
            yield entry.seq, "It does not follow from the row before: one was removed or moved."
        previous = entry.hash


def broken_at(entries: Iterable[Entry]) -> int | None:
    """The number of the first such row, or `None`."""
    return next((seq for seq, _ in broken(entries)), None)


def body_of(text: str) -> Mapping[str, object]:
    """What a row says; nothing where it was tampered with and says nothing."""
    try:
        body: object = json.loads(text)
    except ValueError:
        return {}
    return cast("Mapping[str, object]", body) if isinstance(body, dict) else {}
