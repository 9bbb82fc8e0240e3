"""What is asked of a chain family about the other side of a bridge, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from fiscus.core.desk.adapter import Asset, Effect, Shore


class Saying(StrEnum):
    """What a bridge's own service says of a crossing."""

    UNKNOWN = "unknown"
    """It has not seen it."""
    PENDING = "pending"
    DONE = "done"
    PARTIAL = "partial"
    """Something else arrived than what was asked for."""
    REFUNDED = "refunded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """The word of a service: a hint of where to look, and no proof of anything."""

    says: Saying
    transaction: str | None = None
    """By which something arrived."""
    chain: str | None = None
    """Where that transaction is."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a chain shows to have come, of this crossing as far as anybody can tell."""

    asset: Asset
    units: int
    evidence: str
    """Names it on its chain for good: no two crossings end by the same."""
    transaction: str | None
    """`None` where only a balance tells of it."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of a crossing before its chains are asked."""

    effect: Effect
    shore: Shore
    scanned: int
    """The last block over there in which nothing came."""
    source_block: int
    notice: Notice | None
    taken: frozenset[str]
    """The evidence of other crossings."""
    others: int
    """What is known to have left the receiver over there since, less what else is known to have
    come, in units of what shall arrive."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The answer: what came, if anything did, and how far was looked."""

    arrival: Arrival | None
    scanned: int


@runtime_checkable
class Watches(Protocol):
    """An adapter that knows other sides."""

    async def arrived(self, watch: Watch) -> Seen:
        """Look for what shall arrive, and for what the notice tells of. Raises `ChainError`."""
        ...
