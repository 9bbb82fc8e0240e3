"""Real processes that share a data folder, and some that are killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from fiscus.core.desk.journal import broken_at
from fiscus.core.desk.outcome import State
from tests.core.desk.fakes import BOTH, FakeAdapter, World, pay, ticket
from tests.core.desk.paying import URL

ROOT = Path(__file__).parents[3]


async def run(world: World, what: str, count: int) -> int:
    """Its exit status."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.core.desk.paying", str(world.folder), what, str(count)),
        cwd=ROOT,
        env={**os.environ, **({URL: world.url.reveal()} if world.url else {})},
    )
    return await process.wait()


@BOTH
async def test_two_processes_take_turns_in_one_lane(world: World, adapter: FakeAdapter) -> None:
    both = asyncio.gather(run(world, "a", 8), run(world, "b", 8))
    assert set(await both) == {0}
    assert [line.sequence for line in adapter.chain.signed] == list(range(16))
    assert len(adapter.chain.included) == 16
    async with world.desk() as desk:
        assert broken_at(await desk.ledger.entries()) is None


@BOTH
async def test_of_fifty_requests_in_two_processes_exactly_those_that_fit_the_day_are_signed(
    world: World, adapter: FakeAdapter
) -> None:
    both = asyncio.gather(run(world, "limited-a", 25), run(world, "limited-b", 25))
    assert set(await both) == {0}
    assert len(adapter.chain.signed) == len(adapter.chain.included) == 7


@BOTH
@pytest.mark.parametrize(
    ("step", "signed_before", "state"),
    [
        ("plan", 0, State.CONFIRMED),
        ("seal", 0, State.DROPPED),
        ("sealed", 1, State.DROPPED),
        ("broadcast", 1, State.CONFIRMED),
        ("taken", 1, State.CONFIRMED),
        ("look", 1, State.CONFIRMED),
    ],
)
async def test_killed_anywhere_a_process_pays_never_twice_and_loses_nothing(
    world: World, adapter: FakeAdapter, step: str, signed_before: int, state: State
) -> None:
    assert await run(world, f"crash:{step}", 1) == -signal.SIGKILL
    assert len(adapter.chain.signed) == signed_before
    adapter.may_sign(1 - signed_before)
    async with world.desk() as desk:
        await desk.recover()
        again = await desk.submit(ticket("crash0"), pay())
        assert again.state is state
        assert await desk.ledger.open() == []
        assert broken_at(await desk.ledger.entries()) is None
    landed = 1 if state is State.CONFIRMED else 0
    assert len(adapter.chain.included) == landed
    on_the_wire = {line.transaction for line in adapter.chain.lines("offered")}
    assert on_the_wire == {line.transaction for line in adapter.chain.included}


@pytest.mark.parametrize("step", ["seal", "sealed", "broadcast", "taken", "look"])
async def test_after_a_kill_the_next_payment_finds_its_place_without_being_told(
    world: World, adapter: FakeAdapter, step: str
) -> None:
    await run(world, f"crash:{step}", 1)
    before = 0 if step in {"seal", "sealed"} else 1
    adapter.may_sign()
    async with world.desk() as desk:
        assert (await desk.submit(ticket("next"), pay())).state is State.CONFIRMED
    assert [line.sequence for line in adapter.chain.included] == list(range(before + 1))
