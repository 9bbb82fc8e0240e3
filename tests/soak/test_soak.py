"""A short soak: a process that pays on two chains dies on every side of every step."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

import pytest

from tests.soak.world import World, opened

SEED: Final = 20261128
STEPS: Final = (
    "new>reserved",
    "reserved>signed",
    "seal",
    "broadcast",
    "signed>sent",
    "sent>confirmed",
)
POINTS: Final = tuple(
    f"{family} {step} {side}"
    for step in STEPS
    for side in ("before", "after")
    for family in ("evm", "solana")
)
TRIES: Final = 12
"""Lives for one point: in bad weather not every one comes there."""
PATIENCE: Final = 8.0
"""A life that comes to its point ends at once; only one that does not is waited for."""


async def hit(world: World, point: str) -> None:
    for _ in range(TRIES):
        if world.at_points[point]:
            return
        await world.kill_one(point, patience=PATIENCE)


@pytest.mark.timeout(400)
async def test_a_process_that_dies_at_any_step_pays_nothing_twice_and_loses_nothing(
    home: Path, anvil_program: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "aiohttp")
    async with opened(home, anvil_program, SEED) as world:
        for point in POINTS:
            await hit(world, point)
        await world.kill_one()
        books = await world.settle()
        assert await world.disagreements(books) == []
        assert [point for point in POINTS if not world.at_points[point]] == []
        assert world.kills >= len(POINTS)
        assert books.transitions().total() > 100
