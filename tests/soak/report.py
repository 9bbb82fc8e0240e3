"""What a soak did, in tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.soak.accounts import Books
from tests.soak.steps import SIDES, ways
from tests.soak.world import World


@dataclass(slots=True)
class Report:
    """The figures of all worlds of a soak."""

    seed: int
    wrong: list[str] = field(default_factory=list[str])
    hits: Counter[str] = field(default_factory=Counter[str])
    """Kills exactly at a point, while worlds go on."""
    seen: set[str] = field(default_factory=set[str])
    at_points: Counter[str] = field(default_factory=Counter[str])
    at_times: Counter[str] = field(default_factory=Counter[str])
    transitions: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    states: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    lives: int = 0
    _known: dict[int, Counter[str]] = field(default_factory=dict[int, Counter[str]])

    @property
    def kills(self) -> int:
        return self.at_points.total() + self.at_times.total()

    points: Sequence[str] = tuple(f"{way} {side}" for way in ways() for side in SIDES)
    """All sides of all listed transitions."""

    @property
    def missed(self) -> list[str]:
        """Sides of listed transitions at which no process was killed."""
        return [point for point in self.points if not self.at_points[point]]

    def watch(self, world: World) -> None:
        """Take up how far a world is, so that the others aim elsewhere."""
        self._known[id(world)] = Counter(world.at_points)
        self.hits = sum(self._known.values(), Counter[str]())
        self.seen.update(world.passed)

    def add(self, world: World, books: Books, wrong: Iterable[str]) -> None:
        """A world that is at its end."""
        self.wrong += wrong
        self.at_points += world.at_points
        self.at_times += world.at_times
        self.refused += world.refused
        self.transitions += books.transitions()
        for payment in books.payments.values():
            self.states[f"{payment.family} {payment.state}"] += 1
        for weather in world.weathers:
            for name, times in weather.happened.items():
                self.faults[f"{weather.family} {name}"] += times
        self.lives += world.lives

    def text(self) -> str:
        lines = [
            f"{self.kills} kills in {self.lives} lives: {self.at_points.total()} at a point,"
            f" {self.at_times.total()} at a random time",
            "",
            f"{'transition':44}{'made':>7}{'killed before':>15}{'after':>7}",
        ]
        listed = set(ways())
        lines += [self._line(way) for way in sorted(listed)]
        further = self.transitions.keys() - listed
        lines += ["", "not listed", *(self._line(way) for way in sorted(further))]
        known = listed | further
        others = {p: n for p, n in self.at_points.items() if p.rpartition(" ")[0] not in known}
        lines += _table("killed elsewhere", others)
        lines += _table("went wrong", self.faults)
        lines += _table("payments in the end", self.states)
        lines += _table("refused", self.refused)
        lines += ["", f"not hit: {', '.join(self.missed) or 'nothing'}"]
        lines += [f"DISAGREES: {sentence}" for sentence in self.wrong]
        lines += [] if self.wrong else ["chains and journals agree, entry by entry"]
        return "\n".join(["", *lines, ""])

    def _line(self, way: str) -> str:
        before, after = self.at_points[f"{way} before"], self.at_points[f"{way} after"]
        return f"{way:44}{self.transitions[way]:>7}{before:>15}{after:>7}"


def _table(title: str, counts: dict[str, int]) -> list[str]:
    return ["", title, *(f"  {name:42}{times:>7}" for name, times in sorted(counts.items()))]
