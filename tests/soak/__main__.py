"""The soak: `python -m tests.soak [--kills N] [--minutes M] [--seed S] [--worlds W]`.

Prints its seed, what was hit and what went wrong with the network, and ends with 1 where a chain
and its journal do not agree, or where a transition was not hit on both sides.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from fiscus.chains.sandbox.installation import anvil_program
from tests.sandboxes import CACHE
from tests.soak.report import Report
from tests.soak.world import World, opened

TRIES: Final = 10
"""Lives for one point: in bad weather not every one comes there."""


async def soak(seed: int, worlds: int, kills: int, deadline: float) -> Report:
    """So many worlds beside one another, until they had `kills` together or time is up."""
    report = Report(seed)
    with tempfile.TemporaryDirectory() as folder:
        program = anvil_program(CACHE)
        share = -(-kills // worlds)
        await asyncio.gather(
            *(
                _world(Path(folder) / str(n), program, seed + n, share, deadline, report)
                for n in range(worlds)
            )
        )
    return report


async def _world(
    home: Path, program: Path, seed: int, kills: int, deadline: float, report: Report
) -> None:
    async with opened(home, program, seed) as world:
        for _ in range(TRIES):
            for point in sorted(report.points, key=lambda _: world.rng.random()):
                if not report.hits[point] and time.monotonic() < deadline:
                    await world.end_at(point)
                    report.watch(world)
        while world.kills < kills and time.monotonic() < deadline:
            await _any(world, report)
            report.watch(world)
        books = await world.settle()
        report.add(world, books, await world.disagreements(books))


async def _any(world: World, report: Report) -> None:
    """At any time, or at one of the points that were hit least."""
    if world.rng.random() < 0.4:
        return await world.kill_one()
    seen = sorted(report.seen, key=lambda point: (report.hits[point], world.rng.random()))
    await world.end_at(world.rng.choice(seen[:6] or report.points))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=400)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--worlds", type=int, default=2)
    given = parser.parse_args()
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # whoever was killed hangs up
    sys.stdout.write(f"seed {given.seed}\n")
    sys.stdout.flush()
    deadline = time.monotonic() + given.minutes * 60
    begun = time.monotonic()
    report = asyncio.run(soak(given.seed, given.worlds, given.kills, deadline))
    sys.stdout.write(f"{time.monotonic() - begun:.0f} seconds\n{report.text()}")
    return 1 if report.wrong or report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
