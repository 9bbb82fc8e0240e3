"""Which of the reader's rules can be changed without a test noticing?

    python -m tests.core.reader.mutation [--every 5] [--module filling …] [--only doubt]

A mutant has one rule less, or one turned round. Each is judged in a process of its own, in two
steps: first by the oracle (thousands of sentences whose meaning is known, some seconds), and what
it lets pass by the reader's tests until one fails, but for those that make their texts up, which
is the oracle's part. Prints each mutant that nothing noticed, and how many were.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from fiscus.core.reader.loading import load_reader
from tests.core.reader.lexicons import small_reader
from tests.core.reader.mutation.mutants import READER, Mutant, applied, mutant_at, places, unchanged
from tests.core.reader.mutation.oracle import Oracle

HERE = Path(__file__).parent.parent
SECONDS = 120
"""A mutant that takes longer goes round in circles, and has been noticed."""
MADE = 120
"""Sentences of the grammar, each with its twins."""
RANDOM = ("test_grammar", "test_robustness", "test_words_of_languages", "test_mutants")
"""Files whose tests make texts up, and the oracle's own."""
OPTIONS = (
    *("-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "timeout=0"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
    *(f"--ignore={HERE / name}.py" for name in RANDOM),
)
UNNOTICED = 0


class Trial:
    """Takes the place of pytest's loop: runs what was collected on each mutant instead."""

    def __init__(self, mutants: Sequence[Mutant], oracle: Oracle, *, jobs: int) -> None:
        self.waiting = list(reversed(mutants))
        self.oracle = oracle
        self.jobs = jobs
        self.ends: Counter[int] = Counter()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self._judged(session, unchanged(READER / "filling.py")) != UNNOTICED:
            raise pytest.UsageError("the tests fail without any change")
        running = dict[int, Mutant]()
        while self.waiting or running:
            while self.waiting and len(running) < self.jobs:
                mutant = self.waiting.pop()
                running[self._begun(session, mutant)] = mutant
            child, status = os.wait()
            mutant, end = running.pop(child), os.waitstatus_to_exitcode(status)
            self.ends[end] += 1
            if end == UNNOTICED:
                sys.stdout.write(f"nobody noticed {mutant}\n")
                sys.stdout.flush()
        return True

    def _judged(self, session: pytest.Session, mutant: Mutant) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self._begun(session, mutant), 0)[1])

    def _begun(self, session: pytest.Session, mutant: Mutant) -> int:
        """The id of a process that ends with 0 where nothing notices the mutant."""
        child = os.fork()
        if child:
            return child
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        signal.alarm(SECONDS)
        with applied(mutant):
            os._exit(1 if self.oracle.notices() else 2 if _fails(session) else UNNOTICED)


def _fails(session: pytest.Session) -> bool:
    """Whether any of the tests does."""
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return True
    return False


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1, help="one in so many, picked at random")
    options.add_argument("--module", action="append", default=[])
    options.add_argument("--only", default="", help="those whose rule has this text in it")
    options.add_argument("--jobs", type=int, default=2)
    chosen = options.parse_args()
    every = [mutant_at(*place) for place in places(tuple(chosen.module))]
    every = [mutant for mutant in every if chosen.only in mutant.change]
    picked = random.Random(1).sample(every, len(every) // chosen.every)
    start = time.monotonic()
    oracle = Oracle(small_reader(), load_reader(), made=MADE)
    if oracle.notices():
        sys.stdout.write("the oracle notices something without any change\n")
        return 1
    trial = Trial(picked, oracle, jobs=chosen.jobs)
    end = pytest.main([*OPTIONS, str(HERE)], plugins=[trial])
    alive, said = trial.ends[UNNOTICED], trial.ends[1]
    sys.stdout.write(
        f"{len(picked) - alive} of {len(picked)} mutants noticed, {said} of them by the oracle, "
        f"in {time.monotonic() - start:.0f} s\n"
    )
    return int(end)


if __name__ == "__main__":
    sys.exit(main())
