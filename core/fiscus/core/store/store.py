"""The one way to what is stored."""

from __future__ import annotations

from typing import Self

from fiscus.core.store.conversations import Conversations
from fiscus.core.store.copies import Copies
from fiscus.core.store.extensions import Extensions
from fiscus.core.store.notes import Notes
from fiscus.core.store.people import People
from fiscus.core.store.places import Places
from fiscus.core.store.search import Search
from fiscus.core.store.upkeep import Upkeep
from fiscus.core.store.work import Work


class Store(Search, Conversations, People, Places, Work, Notes, Copies, Upkeep, Extensions):
    """Everything an agent remembers. Several agents, and several processes, may share one.

    Each method is one transaction, whole or not at all. What has an id is written once: a second
    write of the same id changes nothing. Errors are `StoreError`s.
    """

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def init(self) -> None:
        """Nothing is left to do: a store is open and up to date from the start."""

    initialize = init

    async def run_migrations(self) -> None:
        """Nothing is left to do: opening a store brings its tables up to date."""

    async def ping(self) -> bool:
        """Ask the database. Raises `StoreError` where it does not answer."""
        from sqlalchemy import select

        return bool(await self._rows(select(1)))

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""
        await self._database.close()
