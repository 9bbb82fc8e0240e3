"""What is remembered: rooms, entities, memories and results, in a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fiscus.core.secrets import Secret
    from fiscus.core.store.store import Store

__all__ = ["Store", "open_store"]


async def open_store(place: Path | Secret) -> Store:
    """Open the SQLite file at a path, or the PostgreSQL database at a URL; make it if it is empty.

    Close the store, or the process cannot end. Raises `StoreError` where it cannot be opened, is
    no store, or is one of a newer version of the suite.
    """
    if isinstance(place, Path):
        from fiscus.core.store.opening import open_sqlite

        return await open_sqlite(place)
    from fiscus.core.store.opening_postgres import open_postgres

    return await open_postgres(place)


def __getattr__(name: str) -> object:
    if name == "Store":
        from fiscus.core.store.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
