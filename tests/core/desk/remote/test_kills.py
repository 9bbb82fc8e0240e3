"""Either process is killed in the middle of a payment: it is made once, and told as it is."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fiscus.core.desk.outcome import State
from fiscus.core.desk.remote.client import open_remote_desk
from tests.core.desk.fakes import World, pay
from tests.core.desk.remote.counter import COUNTS, Counter, said, submission

ROOT = Path(__file__).parents[4]
SERVING = "tests.core.desk.remote.serving"


@asynccontextmanager
async def serving(
    world: World, socket: Path, step: str = "-"
) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A desk in a process of its own; it serves when the block begins."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", SERVING, str(world.folder), str(socket), step),
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_desk_that_is_killed_answers_after_its_restart(world: World, socket: Path) -> None:
    async with serving(world, socket, "taken") as first, open_remote_desk(socket) as remote:
        asking = asyncio.ensure_future(remote.door(said()).submit(pay()))
        assert await first.wait() == -signal.SIGKILL
        async with serving(world, socket):
            assert (await asking).state is State.CONFIRMED
            assert await remote.books.open() == []
    assert len(world.adapter.chain.included) == 1


async def test_an_agent_that_is_killed_leaves_a_payment_that_is_made_once(
    counter: Counter,
) -> None:
    """Its connection breaks while the desk signs; the message is delivered again afterwards."""
    signing, gone, adapter = asyncio.Event(), asyncio.Event(), counter.world.adapter

    async def wait() -> None:
        signing.set()
        await gone.wait()

    adapter.may_sign()
    adapter.tell("seal", wait)
    body = json.dumps(submission()).encode()
    head = b"POST /1/submit HTTP/1.1\r\nhost: desk\r\ncontent-length: %d\r\n\r\n" % len(body)
    async with counter.open(COUNTS) as front:
        _, writer = await asyncio.open_unix_connection(counter.socket)
        writer.write(head + body)
        await signing.wait()
        writer.transport.abort()
        asking = asyncio.ensure_future(front.pay())
        gone.set()
        again = await asking
        assert again.state in {State.SENT, State.CONFIRMED}
    assert len(adapter.chain.signed) == len(adapter.chain.included) == 1
