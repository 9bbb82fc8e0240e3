"""Words by which a language tells what to wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Waiting:
    """Phrases by meaning. A language without them has its conditions asked about."""

    opening: frozenset[str] = frozenset()
    """ "when", "as soon as": what follows is waited for."""
    never_before: frozenset[str] = frozenset()
    """Words before one of these that make it something else: "even if"."""
    until: frozenset[str] = frozenset()
    gas: frozenset[str] = frozenset()
    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    """ "is low", "are cheap" to `low` or `high`."""
    relations: Mapping[str, str] = field(default_factory=dict[str, str])
    """ "drops below" to `<`."""
    around: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """What stands before a figure, and what behind it: "unter" and "fällt" to `<`."""
    closing: frozenset[str] = frozenset()
    """What may end a condition: "habe", "时"."""
    price: frozenset[str] = frozenset()
    price_of: frozenset[str] = frozenset()
    balance: frozenset[str] = frozenset()
    balance_of: frozenset[str] = frozenset()
    having: Mapping[str, str] = field(default_factory=dict[str, str])
    """ "i have more than" to `>`."""
    mine: frozenset[str] = frozenset()
    adjectives: frozenset[str] = frozenset()
    """ "recurring", beside a schedule: it says nothing more."""
    articles: frozenset[str] = frozenset()
    every: Mapping[str, int] = field(default_factory=dict[str, int])
    """ "every" to 1, "every other" to 2."""
    adverbs: Mapping[str, str] = field(default_factory=dict[str, str])
    """ "daily" to `day`."""
    periods: Mapping[str, str] = field(default_factory=dict[str, str])
    """ "hours" to `hour`."""
    weekdays: Mapping[str, str] = field(default_factory=dict[str, str])
    plurals: frozenset[str] = frozenset()
    """Of these, what means each of them: "mondays"."""
    months: Mapping[str, int] = field(default_factory=dict[str, int])
    days: Mapping[str, str] = field(default_factory=dict[str, str])
    """ "tomorrow", "next friday" to themselves in full."""
    unsaid: frozenset[str] = frozenset()
    """Of these, what alone means now: "today"."""
    clock: Mapping[str, str] = field(default_factory=dict[str, str])
    """ "noon" to `12:00`."""
    halves: Mapping[str, int] = field(default_factory=dict[str, int])
    """ "am" to 0, "pm" to 12."""
    dayparts: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """ "de la tarde" to the first and the last hour that are called so."""
    hours: frozenset[str] = frozenset()
    """ "Uhr", behind an hour of twenty-four."""
    oclock: frozenset[str] = frozenset()
    """ "点", behind an hour of twelve: only the part of the day says which."""
    zones: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    """ "in" of "in 2 hours"."""
    from_now: frozenset[str] = frozenset()
    lasting: frozenset[str] = frozenset()
    """ "for" of "for 10 weeks"."""
    of_each: frozenset[str] = frozenset()
    of_month: frozenset[str] = frozenset()
    ordinals: frozenset[str] = frozenset()
    """What a day of the month may be followed by: "1er". With "", the figure alone is enough."""
    conjunction: frozenset[str] = frozenset()
    one: frozenset[str] = frozenset()

    def beginnings(self) -> frozenset[str]:
        """The words that a condition or a time can begin with, apart from numbers."""
        phrases = (
            *(self.opening | self.at | self.on | self.within | self.one | self.lasting),
            *(*self.every, *self.adverbs, *self.days, *self.clock, *self.weekdays, *self.months),
            *(*self.articles, *self.dayparts),
        )
        return frozenset(phrase.split(" ", 1)[0] for phrase in phrases)
