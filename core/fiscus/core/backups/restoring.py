"""Putting a backup back. What it cannot know is not guessed: wallets and tasks stay still.

A restored journal does not know the payments that were made since. Until an owner has compared it
with the chains, every wallet is frozen and every task paused: nothing is paid twice.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from fiscus.core.backups.archive import (
    DESK_FILE,
    STORE_FILE,
    STORE_ROWS,
    Manifest,
    read_archive,
)
from fiscus.core.backups.files import check_file, close_off, put_in_place
from fiscus.core.desk.copies import copy_desk
from fiscus.core.desk.database import open_database
from fiscus.core.desk.freezes import freeze, frozen
from fiscus.core.desk.tables import APPLICATION_ID as DESK_ID
from fiscus.core.desk.tables import SCHEMA_VERSION as DESK_VERSION
from fiscus.core.desk.tables import payments
from fiscus.core.desks import desk_location, elsewhere
from fiscus.core.errors import RequestError, StoreError
from fiscus.core.families import open_families
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from fiscus.core.store.location import store_location
from fiscus.core.store.schema import APPLICATION_ID, VERSION


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    manifest: Manifest
    kept: tuple[Path, ...]
    """What was there before, beside what is there now."""
    frozen: tuple[str, ...]
    """Wallets, as `family:address`."""
    paused: int
    """Tasks."""


async def restore(settings: Settings, source: Path, *, overwrite: bool = False) -> Restored:
    """Put back what a backup holds. Raises `RequestError` and `StoreError`, having changed nothing.

    What is there already is replaced only with `overwrite`; its files are kept under another name.
    """
    place, apart = store_location(settings), settings.desk is not None
    desk = settings.home / DESK_FILE if apart else desk_location(settings)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.home) as unpacked:
        folder = Path(unpacked)
        manifest = read_archive(source, folder)
        if apart and _present(folder / DESK_FILE):
            raise elsewhere()
        _check(folder)
        await _make_room(place, desk, overwrite=overwrite)
        wallets = await _still_wallets(settings, folder / DESK_FILE, before=desk, manifest=manifest)
        store, paused = await _still_store(place, folder, overwrite=overwrite)
        aside = f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        moves = list[tuple[Path, Path]]()
        if isinstance(desk, Path):
            moves.append((folder / DESK_FILE, desk))
        elif _present(folder / DESK_FILE):
            await copy_desk(folder / DESK_FILE, desk)
        if store is not None and isinstance(place, Path):
            moves.append((store, place))
        there = _present(folder / DESK_FILE, *filter(None, (store,)))
        kept = [put_in_place(new, path, aside=aside) for new, path in moves if new in there]
        return Restored(manifest, tuple(filter(None, kept)), wallets, paused)


def _present(*places: Path | Secret) -> list[Path]:
    return [place for place in places if isinstance(place, Path) and place.exists()]


def _check(folder: Path) -> None:
    for name, owner, version in (
        (STORE_FILE, APPLICATION_ID, VERSION),
        (DESK_FILE, DESK_ID, DESK_VERSION),
    ):
        if (folder / name).exists():
            check_file(folder / name, owner, version=version)


async def _make_room(place: Path | Secret, desk: Path | Secret, *, overwrite: bool) -> None:
    files = _present(place, desk)
    there = [path.name for path in files]
    if isinstance(place, Secret):
        async with await open_store(place) as store:
            used = await store.get_agents() or await _that_paid(place)
            there += ["the PostgreSQL database"] if used else []
    if there and not overwrite:
        raise RequestError(
            f"{' and '.join(there)} would be replaced",
            hint="Run it again with --overwrite; files that are there now are kept.",
        )
    for path in files:
        close_off(path)


async def _still_wallets(
    settings: Settings, desk: Path, *, before: Path | Secret, manifest: Manifest
) -> tuple[str, ...]:
    """Freeze every wallet that may have paid since: of both journals, and of the settings."""
    if not _present(desk):
        return ()
    wallets = set(await _configured(settings))
    there = [before] if isinstance(before, Secret) else _present(before)
    for known in (desk, *there):
        wallets |= set(await _that_paid(known))
    made = datetime.fromtimestamp(manifest.made_at / 1000, UTC)
    reason = f"its journal comes from a backup of {made:%Y-%m-%d %H:%M} UTC, not what it paid since"

    def still(connection: Connection) -> None:
        for wallet in sorted(wallets):
            if frozen(connection, wallet) is None:
                freeze(connection, int(time.time() * 1000), wallet=wallet, reason=reason)

    async with open_database(desk) as database:
        await database.write(still)
    close_off(desk)
    return tuple(sorted(wallets))


async def _configured(settings: Settings) -> list[str]:
    async with open_families(settings) as families:
        signers = {name: family.adapter.signer for name, family in families.items()}
    return [f"{name}:{signer}" for name, signer in signers.items() if signer]


async def _that_paid(desk: Path | Secret) -> list[str]:
    query = select(payments.c.family, payments.c.signer).distinct()
    try:
        async with open_database(desk) as database:
            found = await database.read(lambda connection: connection.execute(query).all())
    except StoreError:
        return []  # It is damaged: that is why a backup is put back.
    return [f"{family}:{signer}" for family, signer in found]


async def _still_store(
    place: Path | Secret, folder: Path, *, overwrite: bool
) -> tuple[Path | None, int]:
    """The store of the backup with its tasks paused: a file to be moved, or loaded already."""
    file, rows = folder / STORE_FILE, folder / STORE_ROWS
    present = _present(file, rows)
    if not present:
        return None, 0
    now = int(time.time() * 1000)
    if isinstance(place, Path):
        async with await open_store(file) as store:
            if rows in present:
                await store.load(rows)
            paused = await store.pause_tasks(now=now)
        close_off(file)
        return file, paused
    if file in present:
        async with await open_store(file) as store:
            await store.pause_tasks(now=now)
            await store.dump(rows)
    async with await open_store(place) as store:
        await store.load(rows, overwrite=overwrite)
        return None, await store.pause_tasks(now=now)
