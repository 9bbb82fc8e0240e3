"""What an address has on each chain, kept fresh, and honest about its age."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import ChainError

READ_SECONDS = 5.0
RETRY_SECONDS = 10.0
"""Before a chain that did not answer is asked again: nobody waits for it in every sentence."""


class Place(Protocol):
    """A chain, of any family."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def coin(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """`units` base units of an asset; `None` where nobody could tell."""

    asset: Asset
    units: int | None
    hidden: str | None = None
    """Why it is not shown with the others: `"its name advertises a page"`."""


@dataclass(frozen=True, slots=True)
class ChainHoldings:
    """What one address has on one chain: the native coin first, then every listed token.

    `read_at` is monotonic seconds, `None` where the chain never answered. `trouble` says why the
    newest attempt, at `tried_at`, failed; the holdings are then those of the attempt before.
    `changes` counts what was known to have moved on the chain when it was asked.
    """

    chain: Place
    address: str
    holdings: tuple[Holding, ...] = ()
    read_at: float | None = None
    trouble: str | None = None
    tried_at: float = 0.0
    changes: int = 0
    hidden: tuple[Holding, ...] = ()
    """What is there, is not shown, and counts nowhere."""

    @property
    def available(self) -> bool:
        return self.read_at is not None

    def of(self, symbol: str) -> Holding | None:
        """The holding of that symbol, in any case of letters."""
        wanted = symbol.upper()
        return next((h for h in self.holdings if h.asset.symbol.upper() == wanted), None)


Read: TypeAlias = Callable[[str, str], Awaitable[Sequence[Holding]]]
"""Asks the chain of that name what an address has. Raises `ChainError` where it does not answer."""


class HoldingsCache:
    """One entry a chain and address, true for `seconds`; `clock` gives monotonic seconds."""

    def __init__(
        self, read: Read, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask_chain = read
        self._seconds = seconds
        self._clock = clock
        self._entries: dict[tuple[str, str], ChainHoldings] = {}
        self._changes: Counter[str] = Counter()
        self._reading: dict[tuple[str, str], asyncio.Lock] = {}

    async def read(
        self, chains: Iterable[Place], address: str, *, fresh: bool = False
    ) -> list[ChainHoldings]:
        """All chains at once. What is young enough is not asked again, unless `fresh`."""
        return list(await asyncio.gather(*(self._one(chain, address, fresh) for chain in chains)))

    def invalidate(self, chain: str) -> None:
        """What is known of a chain is no longer true."""
        self._changes[chain] += 1

    def now(self) -> float:
        """Monotonic seconds, as in `ChainHoldings.read_at`."""
        return self._clock()

    def age(self, entry: ChainHoldings) -> float | None:
        """Seconds since the chain last answered."""
        return None if entry.read_at is None else self._clock() - entry.read_at

    def known(self, address: str) -> list[ChainHoldings]:
        """What is in the cache, without asking anybody."""
        return [entry for (_, owner), entry in self._entries.items() if owner == address]

    async def _one(self, chain: Place, address: str, fresh: bool) -> ChainHoldings:
        key = (chain.name, address)
        async with self._reading.setdefault(key, asyncio.Lock()):
            entry = self._entries.get(key, ChainHoldings(chain, address))
            if fresh or self._outdated(entry):
                entry = self._entries[key] = await self._ask(entry)
            return entry

    def _outdated(self, entry: ChainHoldings) -> bool:
        if entry.changes != self._changes[entry.chain.name]:
            return True
        if entry.trouble is not None:
            return self._clock() - entry.tried_at >= RETRY_SECONDS
        age = self.age(entry)
        return age is None or age >= self._seconds

    async def _ask(self, before: ChainHoldings) -> ChainHoldings:
        chain, changes, begun = before.chain, self._changes[before.chain.name], self._clock()
        try:
            async with asyncio.timeout(READ_SECONDS):
                found = await self._ask_chain(chain.name, before.address)
        except (ChainError, TimeoutError) as exc:
            trouble = exc.code if isinstance(exc, ChainError) else "TIMEOUT"
            return replace(before, trouble=trouble, tried_at=self._clock(), changes=changes)
        return ChainHoldings(
            chain,
            before.address,
            tuple(holding for holding in found if holding.hidden is None),
            begun,
            tried_at=begun,
            changes=changes,
            hidden=tuple(holding for holding in found if holding.hidden is not None),
        )
