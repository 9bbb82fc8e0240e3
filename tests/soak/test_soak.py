"""A short soak: a process that pays on two chains dies on every side of every step."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from fiscus.core.desk.outcome import State
from fiscus.core.desk.transitions import BEFORE, OUTBID, WIRED, after
from tests.soak.steps import ways
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


EVM_ALONE: Final = (State.REPLACED, OUTBID)
"""Solana has no places in a lane that something else could take."""


@pytest.mark.parametrize("family", ["evm", "solana"])
def test_every_transition_of_the_table_is_on_the_list_of_those_that_are_hit(family: str) -> None:
    table = {(before, event) for event, states in BEFORE.items() for before in states}
    listed = set[tuple[State | None, str]]()
    for way in ways():
        of, _, steps = way.partition(" ")
        last, _, event = steps.partition(">")
        if of == family:
            listed |= {(state, event) for state in _states_after(last)}
    missing = table - listed
    if family == "solana":
        taken = {edge for edge in table if edge[1] in EVM_ALONE or edge[0] is State.REPLACED}
        assert missing == taken | {(State.SENT, State.SENT.value)}
    else:
        assert missing == set()


def _states_after(event: str) -> Sequence[State | None]:
    """Where a payment can stand whose newest row in the journal is of this event."""
    if event == "new":
        return (None,)
    if event == OUTBID:
        return WIRED
    asked = event == "asked" or event.startswith("approval_")
    return (State.PLANNED,) if asked else (after(event, None),)


async def hit(world: World, point: str) -> None:
    for _ in range(TRIES):
        if world.at_points[point]:
            return
        await world.end_at(point, patience=PATIENCE)


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
