"""What a wallet did, for reading alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.desk.desk import Desk
from fiscus.core.desk.outcome import Outcome


@dataclass(frozen=True, slots=True)
class History:
    """The payments of a desk's wallets, newest first. Plugins are given this, not the desk."""

    _desk: Desk

    async def recent(self, family: str, address: str, count: int) -> Sequence[Outcome]:
        """What was signed for `address`, and what became of it."""
        return await self._desk.recent(f"{family}:{address}", count)
