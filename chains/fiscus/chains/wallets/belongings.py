"""Everything that an address has on the configured chains, asked of them now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias, TypeVar, runtime_checkable

from fiscus.chains.wallets.holdings import Holding, Place
from fiscus.core.errors import ChainError

READ_SECONDS: Final = 15.0

P = TypeVar("P", bound=Place)


@dataclass(frozen=True, slots=True)
class Belongings:
    """On one chain: what is above zero, or not known. `trouble` says why the chain did not tell;
    nothing is known of it then."""

    chain: Place
    coin: Holding | None = None
    tokens: tuple[Holding, ...] = ()
    """Those of the chain's list."""
    unlisted: tuple[Holding, ...] = ()
    """Others, on chains that tell of them."""
    trouble: str | None = None


@runtime_checkable
class Belonging(Protocol):
    """What a family's reads know of an address."""

    @property
    def name(self) -> str: ...

    @property
    def address(self) -> str | None: ...

    async def belongings(self, address: str) -> Sequence[Belongings]:
        """On every configured chain, the default first. No chain's silence is another's."""
        ...


Look: TypeAlias = Callable[[P, str], Awaitable[Belongings]]
"""Asks one chain. Raises `ChainError`."""


async def on_all(look: Look[P], chains: Sequence[P], address: str) -> list[Belongings]:
    """All chains at once."""
    return list(await asyncio.gather(*(_on(look, chain, address) for chain in chains)))


def present(holdings: Sequence[Holding]) -> tuple[Holding, ...]:
    """Those of which there is something, or may be."""
    return tuple(holding for holding in holdings if holding.units != 0)


async def _on(look: Look[P], chain: P, address: str) -> Belongings:
    try:
        async with asyncio.timeout(READ_SECONDS):
            return await look(chain, address)
    except (ChainError, TimeoutError) as exc:
        return Belongings(chain, trouble=exc.code if isinstance(exc, ChainError) else "TIMEOUT")
