"""SQLite files: copied while they are used, checked, and put in place of others."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from fiscus.core.errors import StoreError

PAGES: Final = 1000
"""Copied at a time, so that the programs that write get in between."""
SIDES: Final = ("-wal", "-shm", "-journal")


def copy_online(source: Path, target: Path) -> None:
    """A copy of the file as it is at one moment, though others write to it. Raises `StoreError`."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there, pages=PAGES)
            there.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreError(
            f"{source.name!r} cannot be copied: {type(error).__name__}",
            hint="A damaged file must be restored from a backup.",
        ) from error


def check_file(path: Path, application_id: int, *, version: int) -> None:
    """Raises `StoreError` unless the file is sound, ours, and of a version that is known."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            sound = database.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            (owner,) = database.execute("PRAGMA application_id").fetchone()
            (has,) = database.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        sound, owner, has = False, 0, 0
    if not sound or owner != application_id:
        raise StoreError(f"{path.name!r} of the backup is damaged", hint="Use another backup.")
    if has > version:
        raise StoreError(
            f"{path.name!r} of the backup has version {has}, this program knows {version}",
            hint="Update, then restore it.",
        )


def close_off(path: Path) -> None:
    """Make the file whole without its side files. Raises `StoreError` where a program uses it."""
    try:
        with closing(sqlite3.connect(path, timeout=0.2)) as database:
            mode = database.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise _in_use(path) from error
    except sqlite3.DatabaseError:
        return  # It is damaged, and is only moved out of the way.
    if mode != ("delete",):
        raise _in_use(path)


def put_in_place(new: Path, path: Path, *, aside: str) -> Path | None:
    """Move a file to where it belongs; answers with what was there, which is kept beside it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = None
    if path.exists():
        kept = path.with_name(f"{path.name}.{aside}")
        os.rename(path, kept)
    for side in SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)
    with open(new, "rb") as file:
        os.fsync(file.fileno())
    os.replace(new, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return kept


def _in_use(path: Path) -> StoreError:
    return StoreError(
        f"a program is using {path.name!r}",
        hint="Stop every agent of this folder, then restore.",
    )
