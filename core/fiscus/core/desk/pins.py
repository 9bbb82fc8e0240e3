"""The newest row of the journal, written down outside of the database.

A database that was put back from an old copy, or deleted, does not hold that row: its budgets would
begin anew. The file is written before anything is signed, and it is on the disk then.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, desc, select

from fiscus.core.desk.tables import journal
from fiscus.core.errors import StoreError, WalletFrozen

_HASH: Final = select(journal.c.hash).where(journal.c.seq == bindparam("row"))
_HEAD: Final = select(journal.c.seq, journal.c.hash).order_by(desc(journal.c.seq)).limit(1)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest row of a journal."""

    seq: int
    hash: str


def head_of(connection: Connection) -> Head | None:
    row = connection.execute(_HEAD).first()
    return Head(row.seq, row.hash) if row else None


@dataclass(frozen=True, slots=True)
class Pin:
    """A file that names the newest row that this folder's processes know of."""

    path: Path

    def read(self) -> Head | None:
        """`None` where nothing was written down yet. What cannot be read names no row."""
        try:
            body = json.loads(self.path.read_bytes())
            return Head(int(body["seq"]), str(body["hash"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return Head(0, "")

    def holds(self, connection: Connection) -> bool:
        """Whether the journal has the row."""
        pinned = self.read()
        if pinned is None:
            return True
        return connection.execute(_HASH, {"row": pinned.seq}).scalar_one_or_none() == pinned.hash

    def refuse_other(self, connection: Connection) -> None:
        """Raise `WalletFrozen` where this is another journal, or an old copy of it."""
        if not self.holds(connection):
            raise another_journal()

    def write(self, head: Head) -> None:
        """On the disk when it returns. Raises `StoreError`."""
        # Payments of several wallets write at the same time, each in a thread of its own.
        own = f"{os.getpid()}.{threading.get_ident()}"
        unfinished = self.path.with_name(f".{self.path.name}.{own}")
        try:
            with open(unfinished, "wb", opener=_private) as file:
                file.write(json.dumps({"seq": head.seq, "hash": head.hash}).encode())
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, self.path)
        except OSError as exc:
            raise StoreError(
                f"{self.path.name!r} cannot be written ({type(exc).__name__})",
                hint="Check the disk and the rights of the folder. Nothing was signed.",
            ) from exc


def another_journal() -> WalletFrozen:
    return WalletFrozen(
        "The desk's journal is another than this wallet last spent with, or an old copy",
        hint="Bring the newest one back. If it is lost, see what the wallet paid lately,"
        " then run `fiscus wallet unfreeze`.",
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
