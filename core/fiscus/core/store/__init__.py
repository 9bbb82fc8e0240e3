"""What is remembered: rooms, entities, memories and results, in a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fiscus.core.store.store import Store

__all__ = ["Store", "open_store"]


async def open_store(path: Path) -> Store:
    """Open the SQLite file, or make it. Close the store, or the process cannot end.

    Raises `StoreError` where the file is no store, or one of a newer version of the suite.
    """
    from fiscus.core.store.opening import open_sqlite

    return await open_sqlite(path)


def __getattr__(name: str) -> object:
    if name == "Store":
        from fiscus.core.store.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
