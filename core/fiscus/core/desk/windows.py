"""What left a wallet, posting by posting, and what a rolling window of it holds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from fiscus.core.desk.adapter import Asset, Effect
from fiscus.core.desk.policy import address_key
from fiscus.core.money import EXACT

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Posting:
    """A payment that left, or is reserved to leave."""

    at: int
    """Unix milliseconds."""
    effect: Effect
    usd: Decimal | None = None
    """What may leave by it, at the highest price; `None` where it was not known."""
    loss_usd: Decimal | None = None
    """What left less what must arrive, at the worst prices; `None` where nothing was traded."""
    agent: str = ""

    @cached_property
    def alone(self) -> Outflow:
        """What it counts for where no right to spend was given before, nor by it."""
        tokens = tuple((move.asset, move.units) for move in self.effect.moves)
        return Outflow(self, self.usd or NOTHING, tokens)


@dataclass(frozen=True, slots=True)
class Spent:
    """The postings of one wallet that a verdict may depend on, and the time it is given at."""

    now: int = 0
    """Unix milliseconds."""
    postings: tuple[Posting, ...] = ()

    def within(self, window_ms: int) -> Iterator[Posting]:
        """Those no older than the window; exactly as old is in it. One of a later time, left by a
        clock that was set back, is in every window."""
        since = self.now - window_ms
        return (posting for posting in self.postings if posting.at >= since)

    def where(self, matches: Callable[[Posting], bool]) -> Spent:
        """With those that match alone."""
        return Spent(self.now, tuple(filter(matches, self.postings)))


@dataclass(frozen=True, slots=True)
class Outflow:
    """What a posting counts for: a right to spend that was counted is not counted again when it is
    used."""

    posting: Posting
    usd: Decimal
    tokens: tuple[tuple[Asset, int], ...]


@dataclass(slots=True)
class _Right:
    """What a spender may still take, in base units, and what it was counted for."""

    units: int
    usd: Decimal


@dataclass(slots=True)
class _Rights:
    """The rights that were given in a window, by asset and spender."""

    left: dict[tuple[Asset, str], _Right] = field(default_factory=dict[tuple[Asset, str], _Right])

    def used(self, asset: Asset, units: int, through: Iterable[str]) -> _Right | None:
        """The right that covers all of a move; an older one, or a part of one, covers nothing."""
        for spender in sorted(set(map(address_key, through))):
            right = self.left.get((asset, spender))
            if right is not None and right.units >= units:
                right.units -= units
                return right
        return None


def outflows(postings: Iterable[Posting]) -> list[Outflow]:
    """What each counts for, in the order of time.

    Within one effect what leaves comes before the rights it gives: the other order would hide a
    right that is given anew after the old one was used.
    """
    rights, counted = _Rights(), list[Outflow]()
    for posting in sorted(postings, key=attrgetter("at")):
        counted.append(_outflow(posting, rights))
    return counted


def tokens_of(effect: Effect) -> Sequence[tuple[Asset, int]]:
    """What leaves, and what others may take later."""
    moved = [(move.asset, move.units) for move in effect.moves]
    return [*moved, *((grant.asset, grant.units) for grant in effect.grants)]


def _outflow(posting: Posting, rights: _Rights) -> Outflow:
    effect = posting.effect
    if not rights.left and not effect.grants:
        # Most wallets never give a right, and a busy one has thousands of payments in its window.
        return posting.alone
    called = {effect.target, *(call.program for call in effect.calls)}
    uses = [rights.used(move.asset, move.units, called | {move.to}) for move in effect.moves]
    tokens = [
        (move.asset, move.units)
        for move, right in zip(effect.moves, uses, strict=True)
        if right is None
    ]
    tokens += [(grant.asset, grant.units) for grant in effect.grants]
    usd = posting.usd or NOTHING
    if not effect.grants:
        usd = _less_what_was_counted(usd, uses)
    for grant in effect.grants:
        alone = len(effect.grants) == 1 and not effect.moves
        worth = usd if alone else NOTHING
        rights.left[grant.asset, address_key(grant.spender)] = _Right(grant.units, worth)
    return Outflow(posting, usd, tuple(tokens))


def _less_what_was_counted(usd: Decimal, uses: Sequence[_Right | None]) -> Decimal:
    """Dollars count once too, and only where every part that leaves was covered."""
    covering = [right for right in uses if right is not None]
    if len(covering) < len(uses):
        return usd
    for right in covering:
        counted = min(right.usd, usd)
        right.usd, usd = EXACT.subtract(right.usd, counted), EXACT.subtract(usd, counted)
    return usd
