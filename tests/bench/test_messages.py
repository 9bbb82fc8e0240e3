"""A plain message through the whole pipeline, with a model that answers at once.

Run by `make bench`; prints figures and ratios, and asserts no time.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from fiscus.core import Character, Content, Memory
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.door import Principal
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.models import ModelParams, ObjectParams
from fiscus.core.reader.loading import load_reader
from fiscus.core.runtime import AgentRuntime
from fiscus.core.store import Store, open_store
from fiscus.core.testing.models import Said, ScriptedModel

pytestmark = pytest.mark.bench

SIZES = (0, 1_000, 10_000, 100_000)
MESSAGES = 300
WARM = 30
CHUNK = 1_000
ROOT = Path(__file__).parents[2]
TEXTS = ("How are you today?", "What do you think of the weather?", "Tell me about treasuries.")
WARMED = """
import asyncio, pathlib, resource, sys
from fiscus.core import AgentRuntime, Character
from fiscus.core.bootstrap import plugin
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.door import Principal
from fiscus.core.reader.loading import load_reader
from fiscus.core.store import open_store

async def hello(runtime, params):
    return "Hello!"

async def main():
    async with await open_store(pathlib.Path(sys.argv[1])) as store:
        ada = Character("Ada", ("Keeps the treasury.",))
        runtime = AgentRuntime(ada, store=store, plugins=[plugin])
        await runtime.initialize()
        runtime.register_model("TEXT_LARGE", hello, "bench")
        pipeline = Pipeline(runtime, load_reader())
        for number in range(500):
            text = f"What do you think of that? ({number})"
            said = IncomingMessage(id=f"r{number}", text=text, principal=Principal("owner"))
            await pipeline.handle(said)
        await runtime.stop()

asyncio.run(main())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
"""A process of its own that answers 500 messages: its memory."""
COLD = """
import asyncio, time, sys
begun = time.perf_counter()
from fiscus.core.agent import open_agent
from fiscus.core.settings import Settings
async def main():
    async with open_agent(Settings({"FISCUS_HOME": sys.argv[1], "FISCUS_PLUGINS": ""})):
        print(time.perf_counter() - begun)
asyncio.run(main())
"""


def show(line: str) -> None:
    sys.stdout.write(f"{line}\n")


async def fill(runtime: AgentRuntime, store: Store, count: int, *, start: int) -> None:
    """That many messages more, in the room of the benchmark and in a hundred others."""
    agent = runtime.agent_id
    for first in range(start, start + count, CHUNK):
        memories: list[Memory] = []
        for number in range(first, min(first + CHUNK, start + count)):
            room = derived_id(agent, "cli", "cli" if number % 2 else f"room-{number % 100}")
            person = derived_id(agent, "cli", "owner") if number % 4 < 2 else agent
            memories.append(
                Memory(
                    generate_id(), person, agent, room,
                    Content(f"{TEXTS[number % 3]} ({number})", source="cli"), number,
                )
            )  # fmt: skip
        await store.record(memories)


def answered(params: ModelParams) -> Said:
    """A greeting, and to a reflection that nothing is new."""
    if isinstance(params, ObjectParams):
        return {"thought": "", "facts": [], "relationships": []}
    return "Hello!"


async def say(pipeline: Pipeline, text: str, *, room: str = "cli") -> None:
    turn = await pipeline.handle(
        IncomingMessage(
            id=generate_id(), text=text, principal=Principal("owner", owner=True), room=room
        )
    )
    assert turn.replies[0].text == "Hello!"


async def measured(pipeline: Pipeline) -> tuple[Sequence[float], float, float]:
    """Milliseconds of each message, messages a second, and milliseconds of processor each."""
    for number in range(WARM):
        await say(pipeline, TEXTS[number % 3])
    times: list[float] = []
    begun, worked = time.perf_counter(), time.process_time()
    for number in range(MESSAGES):
        at = time.perf_counter()
        await say(pipeline, TEXTS[number % 3])
        times.append((time.perf_counter() - at) * 1000)
    processor = (time.process_time() - worked) * 1000 / MESSAGES
    return sorted(times), MESSAGES / (time.perf_counter() - begun), processor


async def test_a_reply_takes_as_long_at_every_size(tmp_path: Path) -> None:
    model = ScriptedModel(always=answered)
    async with await open_store(tmp_path / "fiscus.db") as store:
        runtime = AgentRuntime(
            Character("Ada", ("Keeps the treasury.",)),
            store=store,
            plugins=(bootstrap, model.plugin),
        )
        await runtime.initialize()
        pipeline = Pipeline(runtime, load_reader())
        for number in range(100):
            await say(pipeline, "Hi there, who is it?", room=f"room-{number}")
        show("\n  messages      p50      p95   a second   processor")
        stored, first = 0, 0.0
        for size in SIZES:
            await fill(runtime, store, size - stored, start=stored)
            stored = size
            times, rate, processor = await measured(pipeline)
            p50 = statistics.median(times)
            first = first or p50
            show(
                f"  {size:8,}  {p50:5.2f} ms {times[int(len(times) * 0.95)]:5.2f} ms"
                f"  {rate:6.0f}   {processor:5.2f} ms   x {p50 / first:.2f}"
            )
            model.asked.clear()
        await runtime.stop()
    memory = await asyncio.to_thread(_in_a_process, WARMED, tmp_path / "fiscus.db")
    show(f"  most memory of an agent on that store, after 500 messages: {memory:.0f} MB")


def _in_a_process(code: str, path: Path) -> float:
    """The number that `code` prints."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FISCUS_")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return float(done.stdout)


def test_an_agent_is_ready_soon(tmp_path: Path) -> None:
    """A process of its own, from the first import to an agent that is ready."""
    seconds = [_in_a_process(COLD, tmp_path / str(number % 2)) for number in range(5)]
    show(f"\n  cold start to ready: {statistics.median(seconds):.2f} s (worst {max(seconds):.2f})")
