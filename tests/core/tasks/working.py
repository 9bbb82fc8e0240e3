"""Workers that write down what they did, and an agent for them.

`python -m tests.core.tasks.working FOLDER WHAT [URL]` is a process that runs tasks until its stdin
ends, those in the folder's store or in a database.
`write` writes a line when an attempt begins and ends to FOLDER/work.txt, `write:crash` dies between
the two; `pay:STEP` pays and dies at that step of the desk's adapter.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from inspect import isawaitable
from pathlib import Path

from fiscus.core import AgentRuntime, Plugin
from fiscus.core.bootstrap.tasks import TaskService
from fiscus.core.desk.door import DoorFactory
from fiscus.core.doors import closed
from fiscus.core.secrets import Secret
from fiscus.core.store import open_store
from fiscus.core.store.location import FILE
from fiscus.core.testing import mock_character
from fiscus.core.workers import TaskContext, TaskWorker
from tests.core.desk.fakes import pay, world_in


class Quick(TaskService):
    """Looks often, and waits for nobody."""

    tick_seconds = 0.05
    stop_seconds = 0.3


class Brief(Quick):
    """Leases that are over soon: for whoever dies."""

    lease_ms = 800


def plugin_of(
    workers: Sequence[TaskWorker] = (), service: type[TaskService] = TaskService
) -> Plugin:
    async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
        for worker in workers:
            runtime.register_task_worker(worker)

    return Plugin("working", "For tests.", services=(service,), init=init)


@asynccontextmanager
async def working(
    place: Path | Secret,
    *workers: TaskWorker,
    service: type[TaskService] = Quick,
    doors: DoorFactory = closed,
) -> AsyncGenerator[AgentRuntime]:
    """An agent that does these tasks. `place` is a folder, a file or a database's URL."""
    async with await open_store(_store_in(place)) as store:
        plugin = plugin_of(workers, service)
        runtime = AgentRuntime(mock_character(), store=store, plugins=[plugin], doors=doors)
        await runtime.initialize()
        try:
            yield runtime
        finally:
            await runtime.stop()


def _store_in(place: Path | Secret) -> Path | Secret:
    return place / FILE if isinstance(place, Path) and place.is_dir() else place


def service_of(runtime: AgentRuntime) -> TaskService:
    service = runtime.get_service(TaskService)
    assert service is not None
    return service


async def until(holds: Callable[[], object]) -> None:
    """Wait for something to be so; what must be awaited to know it, is."""
    async with asyncio.timeout(60):
        while True:
            found = holds()
            if await found if isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)


def note(folder: Path, event: str, ctx: TaskContext) -> None:
    line = f"{event} {ctx.task.id} {ctx.task.run} {ctx.attempt} {os.getpid()} {time.time()}\n"
    with (folder / "work.txt").open("a") as file:
        file.write(line)


def notes(folder: Path) -> list[list[str]]:
    path = folder / "work.txt"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def payer(amount: str = "0.001") -> TaskWorker:
    """Pays Alice once a run."""

    async def execute(ctx: TaskContext) -> None:
        await ctx.door().submit(pay(amount))

    return TaskWorker("PAY", execute)


def writer(folder: Path, *, crash: bool) -> TaskWorker:
    """Writes down when it begins and ends, or dies between."""

    async def execute(ctx: TaskContext) -> None:
        note(folder, "begin", ctx)
        if crash:
            await die()
        await asyncio.sleep(0.02)
        note(folder, "end", ctx)

    return TaskWorker("WRITE", execute)


async def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(folder: Path, what: str, url: str = "") -> None:
    name, _, step = what.partition(":")
    world = world_in(folder)
    world.adapter.may_sign()
    if name == "pay":
        world.adapter.tell(step, die)
    worker = payer() if name == "pay" else writer(folder, crash=step == "crash")
    place = Secret(url) if url else folder
    service = Brief if step else Quick
    async with world.desk() as desk, working(place, worker, service=service, doors=desk.door):
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
