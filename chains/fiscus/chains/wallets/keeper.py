"""Keeps what somebody asked for fresh, for as long as a service runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from fiscus.chains.wallets.holdings import HoldingsCache, Place

BREATH = 0.25
"""Seconds between two looks at the least, however much moves."""


class Keeper:
    """Reads the known figures of `address` again every `seconds`, and at once when they changed."""

    def __init__(
        self,
        cache: HoldingsCache,
        address: str | None,
        places: Sequence[Place],
        seconds: float,
        *,
        also: Callable[[Sequence[str]], Awaitable[object]] | None = None,
    ) -> None:
        """`also` is done beside it, for the names of the chains that were asked for."""
        self._also = also
        self._cache = cache
        self._address = address
        self._places = places
        self._seconds = seconds
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self, name: str) -> None:
        self._task = asyncio.create_task(self._keep_fresh(), name=name)

    async def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def changed(self, chain: str | None = None) -> None:
        """Something moved: on one chain, or maybe on all."""
        for name in [chain] if chain else [place.name for place in self._places]:
            self._cache.invalidate(name)
        self._changed.set()

    async def _keep_fresh(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._seconds):
                    await self._changed.wait()
            except TimeoutError:
                self.changed()
            self._changed.clear()
            await self._refresh_known()
            await asyncio.sleep(BREATH)

    async def _refresh_known(self) -> None:
        """Only what somebody asked for before: a program that pays once polls nothing."""
        if self._address is not None:
            known = [entry.chain for entry in self._cache.known(self._address)]
            await self._cache.read(known, self._address)
            if self._also is not None and known:
                await self._also([chain.name for chain in known])
