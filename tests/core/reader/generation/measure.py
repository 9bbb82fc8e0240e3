"""How well the reader reads sentences nobody wrote down: figures by class, and every error.

    python -m tests.core.reader.generation.measure --count 200000

A line a class, then the first errors of each. Ends with status 1 where anything unsafe was read.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from random import Random

from fiscus.core.reader.loading import load_reader
from tests.core.reader.generation.tongues import TONGUES
from tests.core.reader.generation.twins import framed, twins_of
from tests.core.reader.generation.verdicts import Verdict, judge, judge_twin

SHOWN = 8
"""Errors of a class that are written out."""


@dataclass(slots=True)
class Figures:
    """Verdicts by class, and the texts of what went wrong."""

    counts: defaultdict[str, Counter[Verdict]] = field(
        default_factory=lambda: defaultdict(Counter[Verdict])
    )
    errors: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list[str]))

    def add(self, kind: str, verdict: Verdict, text: str, *, expected: bool) -> None:
        self.counts[kind][verdict] += 1
        wrong = verdict is Verdict.UNSAFE or (expected and verdict is not Verdict.FULL)
        if wrong and len(self.errors[kind]) < SHOWN:
            self.errors[kind].append(f"{verdict}: {text}")

    def join(self, other: Figures) -> None:
        for kind, counts in other.counts.items():
            self.counts[kind].update(counts)
        for kind, texts in other.errors.items():
            self.errors[kind] = [*self.errors[kind], *texts][:SHOWN]

    @property
    def total(self) -> Counter[Verdict]:
        return sum(self.counts.values(), Counter[Verdict]())

    def lines(self) -> Iterable[str]:
        """A table; the errors under it."""
        yield f"{'class':34} {'n':>8} {'full':>7} {'asked':>7} {'idle':>7} {'unsafe':>7}"
        for kind, counts in sorted(self.counts.items()):
            yield f"{kind:34} {counts.total():8} " + " ".join(
                f"{counts[verdict] / counts.total():7.2%}" for verdict in Verdict
            )
        for kind, texts in sorted(self.errors.items()):
            yield from chain([f"-- {kind}"], (f"   {text!r}" for text in texts))


def measured(seed: int, count: int, *, tongues: Sequence[str] = (), twins: bool = True) -> Figures:
    """Read `count` sentences, each with all its twins."""
    reader, draw, figures = load_reader(), Random(seed), Figures()
    chosen = [tongue for tongue in TONGUES if not tongues or tongue.name in tongues]
    for number in range(count):
        tongue = chosen[number % len(chosen)]
        sentence = tongue.sentence(draw)
        verdict = judge(reader.read(sentence.text), sentence)
        figures.add(sentence.kind, verdict, sentence.text, expected=True)
        if not twins:
            continue
        near = [*twins_of(draw, sentence, tongue), framed(draw, sentence, tongue)]
        for twin in near:
            verdict = judge_twin(reader.read(twin.text), twin, sentence)
            kind = f"{tongue.name} twin {twin.change}"
            figures.add(kind, verdict, twin.text, expected=False)
    return figures


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--language", action="append", default=[])
    options.add_argument("--no-twins", action="store_true")
    chosen = options.parse_args()
    begun, figures, share = time.monotonic(), Figures(), chosen.count // (chosen.jobs * 8) or 1
    with ProcessPoolExecutor(chosen.jobs) as pool:
        parts = [
            pool.submit(
                measured,
                chosen.seed * 1_000 + part,
                share,
                tongues=chosen.language,
                twins=not chosen.no_twins,
            )
            for part in range(chosen.jobs * 8)
        ]
        for part in parts:
            figures.join(part.result())
    sys.stdout.write("\n".join(figures.lines()) + "\n")
    read = figures.total.total()
    seconds = time.monotonic() - begun
    unsafe = figures.total[Verdict.UNSAFE]
    sys.stdout.write(f"{read} sentences in {seconds:.0f} s; unsafe: {unsafe}\n")
    return 1 if unsafe else 0


if __name__ == "__main__":
    sys.exit(main())
