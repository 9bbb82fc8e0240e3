"""Run the reader's tests against every mutant of its rules.

    python -m tests.core.reader.mutation [--every 5] [--module filling …]

Prints each mutant that no test noticed, and the share that was noticed.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.core.reader.mutation.mutants import READER, Mutant, mutant_at, places, unchanged

HERE = Path(__file__).parent.parent
SECONDS = 120
"""A mutant that takes longer goes round in circles, and has been noticed."""
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
ORDER = ("moods", "transfers", "amounts", "swaps", "steps", "context", "dialogue", "forms")


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads the mutant in place of its module."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, self.mutant.module, "exec"), module.__dict__)


def begun(mutant: Mutant) -> int:
    """The process id of a run of all the reader's tests on the mutant."""
    child = os.fork()
    if child:
        return child
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.alarm(SECONDS)
    sys.meta_path.insert(0, _Changed(mutant))
    os._exit(int(pytest.main([*OPTIONS, *_files()]) != 0))


def _files() -> list[str]:
    """The quickest to notice something first."""
    first = [str(HERE / f"test_{name}.py") for name in ORDER]
    every = sorted(str(path) for path in HERE.rglob("test_*.py") if path.name != "test_mutants.py")
    return first + [path for path in every if path not in first]


def survivors(chosen: Sequence[Mutant], jobs: int) -> list[Mutant]:
    """Those that no test noticed, written out as they are found."""
    waiting, running, alive = list(reversed(chosen)), dict[int, Mutant](), list[Mutant]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[begun(mutant)] = mutant
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            alive.append(mutant)
            sys.stdout.write(f"nobody noticed {mutant}\n")
            sys.stdout.flush()
    return alive


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1, help="one in so many, picked at random")
    options.add_argument("--module", action="append", default=[])
    options.add_argument("--jobs", type=int, default=2)
    chosen = options.parse_args()
    every = places(tuple(chosen.module))
    picked = [
        mutant_at(*place) for place in random.Random(1).sample(every, len(every) // chosen.every)
    ]
    start = time.monotonic()
    if not survivors([unchanged(READER / "filling.py")], 1):
        sys.stdout.write("the tests fail without any change\n")
        return 1
    alive = survivors(picked, chosen.jobs)
    noticed = len(picked) - len(alive)
    seconds = time.monotonic() - start
    sys.stdout.write(f"{noticed} of {len(picked)} mutants noticed, in {seconds:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
