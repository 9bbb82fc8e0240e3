"""Making a backup, while the agent works."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from fiscus.core.backups.archive import (
    DESK_FILE,
    FORMAT,
    STORE_FILE,
    STORE_ROWS,
    Manifest,
    digest,
    write_archive,
)
from fiscus.core.backups.files import close_off, copy_online
from fiscus.core.desk.copies import copy_desk
from fiscus.core.desks import desk_location
from fiscus.core.errors import RequestError
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from fiscus.core.store.location import store_location
from fiscus.core.store.schema import VERSION


async def save(settings: Settings, target: Path) -> Manifest:
    """Write the store and the desk's journal to a file. Raises `StoreError`, `RequestError`.

    The journal is copied last: it knows at least every payment that the store remembers. That of a
    desk that is a process of its own is saved where it runs.
    """
    with tempfile.TemporaryDirectory(prefix="fiscus-") as folder:
        parts, memories, left_out = await _store(store_location(settings), Path(folder))
        if settings.desk is None:
            parts |= await _desk(desk_location(settings), Path(folder) / DESK_FILE)
        if not parts:
            raise RequestError(
                "there is nothing to back up yet", hint="Check FISCUS_HOME and POSTGRES_URL."
            )
        manifest = Manifest(
            format=FORMAT,
            made_at=int(time.time() * 1000),
            program=version("fiscus"),
            store_version=VERSION,
            memories=memories,
            payments=_counted(parts.get(DESK_FILE), "payments"),
            digests={name: digest(path) for name, path in parts.items()},
            left_out=left_out,
        )
        write_archive(target, parts, manifest)
        return manifest


async def _desk(place: Path | Secret, target: Path) -> dict[str, Path]:
    """A file, whatever the database: it can be restored to either."""
    if isinstance(place, Path):
        return _copied(place, target)
    await copy_desk(place, target)
    close_off(target)
    return {DESK_FILE: target}


async def _store(place: Path | Secret, folder: Path) -> tuple[dict[str, Path], int, Sequence[str]]:
    if isinstance(place, Path):
        parts = _copied(place, folder / STORE_FILE)
        return parts, _counted(parts.get(STORE_FILE), "memories"), ()
    async with await open_store(place) as store:
        counted = await store.dump(folder / STORE_ROWS)
        left_out = await store.plugins_with_tables()
    return {STORE_ROWS: folder / STORE_ROWS}, counted["memories"], left_out


def _copied(source: Path, target: Path) -> dict[str, Path]:
    if not source.exists():
        return {}
    copy_online(source, target)
    return {target.name: target}


def _counted(path: Path | None, table: str) -> int:
    if path is None:
        return 0
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(count)
