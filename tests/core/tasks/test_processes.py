"""Tasks of one database, run by several real processes, some of which are killed."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from fiscus.core.desk.journal import broken_at
from fiscus.core.mandates import commission
from fiscus.core.origins import Origin
from fiscus.core.secrets import Secret
from fiscus.core.tasks import Authority
from tests.core.desk.fakes import ALICE, world_in
from tests.core.tasks.working import notes, payer, until, working, writer

ROOT = Path(__file__).parents[3]
SAID = {"amount": "0.001", "token": "ETH", "recipient": ALICE, "from_chain": "testnet"}
OWNER = Authority("owner", owner=True, origin=Origin.USER, request="transfer", words=SAID)


@asynccontextmanager
async def process(
    folder: Path, what: str, place: Path | Secret | None = None
) -> AsyncGenerator[Process]:
    """It runs tasks as long as the block does, and has then ended."""
    command = ("-m", "tests.core.tasks.working", str(folder), what, *_url(place))
    running = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdin=asyncio.subprocess.PIPE
    )
    assert running.stdin is not None
    try:
        yield running
    finally:
        running.stdin.close()
        await running.wait()


def _url(place: Path | Secret | None) -> list[str]:
    return [place.reveal()] if isinstance(place, Secret) else []


async def test_two_processes_never_run_a_task_at_the_same_time(
    store_place: Path | Secret, tmp_path: Path
) -> None:
    async with working(store_place) as runtime:
        for _ in range(30):
            await runtime.create_task("WRITE")
        repeated = await runtime.create_task(
            "WRITE", tags=["queue", "repeat", "immediate"], metadata={"updateInterval": 20}
        )

    def all_had_work() -> bool:
        begun = [line for line in notes(tmp_path) if line[0] == "begin"]
        again = [line for line in begun if line[1] == repeated]
        return len({line[1] for line in begun}) == 31 and len({line[4] for line in again}) == 2

    async with (
        process(tmp_path, "write", store_place) as one,
        process(tmp_path, "write", store_place) as other,
    ):
        await until(all_had_work)
        count = len(notes(tmp_path))
        await until(lambda: len(notes(tmp_path)) > count + 20)
    assert (one.returncode, other.returncode) == (0, 0)
    lines = notes(tmp_path)
    for task in {line[1] for line in lines}:
        events = [line[0] for line in lines if line[1] == task]
        assert events == ["begin", "end"] * (len(events) // 2)
        times = [float(line[5]) for line in lines if line[1] == task]
        assert all(before <= after for before, after in pairwise(times))
    attempts = Counter((line[1], line[2]) for line in lines if line[0] == "begin")
    assert set(attempts.values()) == {1}
    assert len([run for task, run in attempts if task == repeated]) > 5


async def test_a_task_of_a_process_that_was_killed_is_attempted_again(
    store_place: Path | Secret, tmp_path: Path
) -> None:
    async with working(store_place) as runtime:
        task_id = await runtime.create_task("WRITE")
    async with process(tmp_path, "write:crash", store_place) as killed:
        assert await killed.wait() == -signal.SIGKILL
    async with working(store_place, writer(tmp_path, crash=False)):
        await until(lambda: [line for line in notes(tmp_path) if line[0] == "end"])
    assert [(line[0], line[1], line[3]) for line in notes(tmp_path)] == [
        ("begin", task_id, "1"),
        ("begin", task_id, "2"),
        ("end", task_id, "2"),
    ]


async def test_a_task_that_kills_every_process_is_given_up(tmp_path: Path) -> None:
    async with working(tmp_path) as runtime:
        await runtime.create_task("WRITE", max_attempts=1)
    async with process(tmp_path, "write:crash") as killed:
        assert await killed.wait() == -signal.SIGKILL
    async with working(tmp_path, writer(tmp_path, crash=False)) as runtime:
        await until(lambda: runtime.get_tasks(status="failed"))
        (task,) = await runtime.get_tasks()
    assert task.error is not None and task.error.startswith("LOST")
    assert [line[0] for line in notes(tmp_path)] == ["begin"]


@pytest.mark.parametrize("step", ["broadcast", "look"])
async def test_killed_after_signing_a_run_pays_once(tmp_path: Path, step: str) -> None:
    async with working(tmp_path) as runtime:
        await commission(runtime, "PAY", authority=OWNER)
    async with process(tmp_path, f"pay:{step}") as killed:
        assert await killed.wait() == -signal.SIGKILL
    world = world_in(tmp_path)
    async with world.desk() as desk, working(tmp_path, payer(), doors=desk.door) as runtime:

        async def done() -> bool:
            return not await runtime.get_tasks()

        await until(done)
        assert await desk.ledger.open() == []
        assert broken_at(await desk.ledger.entries()) is None
    assert len(world.adapter.chain.signed) == len(world.adapter.chain.included) == 1
