"""A process that is killed in the middle of a message leaves a store that opens, and whole runs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from fiscus.core.ids import derived_id, string_to_uuid
from fiscus.core.store import open_store
from tests.core.bootstrap.victim import POINTS

ROOT = Path(__file__).parents[3]
AGENT = string_to_uuid("Ada")
ROOM = derived_id(AGENT, "cli", "cli")


async def test_whatever_the_point_nothing_is_half_written_and_no_task_is_lost(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.core.bootstrap.victim", str(tmp_path)]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=90
    )
    ends = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert len(ends) == POINTS, done.stderr
    killed = [point for point, end in ends.items() if end == "killed"]
    assert len(killed) >= 8 and set(ends.values()) <= {"killed", "ended 0"}, done.stderr
    async with await open_store(tmp_path / "fiscus.db") as store:
        memories = await store.get_memories(room_id=ROOM, count=500)
        asked = {m.content.text: m for m in memories if m.entity_id != AGENT}
        tasks = {str(t.metadata["number"]) for t in await store.get_tasks(AGENT, name="LATER")}
        answered: set[str] = set()
        for text, message in asked.items():
            results = await store.get_results(room_id=ROOM, message_id=message.id)
            replies = [m.content.text for m in memories if m.content.in_reply_to == message.id]
            whole = ([f"first {text}", f"second {text}"], ["FIRST", "SECOND"])
            assert (replies, [r.result.action for r in results]) in (whole, ([], [])), text
            assert len({r.run_id for r in results}) <= 1
            if results:
                answered.add(text)
        assert answered <= tasks <= set(asked), "what was answered has its task"
        assert answered and tasks > answered and set(asked) > tasks, "the points were of all kinds"
