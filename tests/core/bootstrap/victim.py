"""Processes that die in the middle of a message: `python -m tests.core.bootstrap.victim HOME`.

Each child answers one message with two actions, the first of which makes a task, and is killed
before or after the commit of one of its transactions. A line a child: the point, and how it ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fiscus.core import Action, ActionContext, ActionResult, Character, Plugin
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.door import Principal
from fiscus.core.models import TextAnswer, ToolCall
from fiscus.core.reader.reading import Reading
from fiscus.core.runtime import AgentRuntime
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from fiscus.core.testing import ScriptedModel

POINTS = 12
FAR = 4_000_000_000_000


class UnderstandsNothing:
    def read(self, text: str, context: object = (), *, supplied: object = ()) -> Reading:
        return Reading(text, "none", "none")


async def first(context: ActionContext, params: None) -> ActionResult:
    number = context.message.content.text
    await context.runtime.create_task("LATER", metadata={"number": number, "executeAt": FAR})
    return ActionResult(success=True, text=f"first {number}")


async def second(context: ActionContext, params: None) -> ActionResult:
    return ActionResult(success=True, text=f"second {context.message.content.text}")


PLUGIN = Plugin(
    "steps", "Steps", actions=(Action("FIRST", "1", first), Action("SECOND", "2", second))
)
ANSWER = TextAnswer("", tool_calls=(ToolCall("a", "FIRST", {}), ToolCall("b", "SECOND", {})))


async def answer(path: Path, point: int) -> None:
    async with await open_store(path) as store:
        runtime = AgentRuntime(
            Character("Ada", ("b",)),
            store=store,
            plugins=(bootstrap, PLUGIN, ScriptedModel(always=ANSWER).plugin),
            settings=Settings({"FISCUS_TASKS": "off"}),
        )
        await runtime.initialize()
        pipeline = Pipeline(runtime, UnderstandsNothing())
        die_at(store._database, point)  # pyright: ignore[reportPrivateUsage]
        await pipeline.handle(
            IncomingMessage(id=f"m{point}", text=f"m{point}", principal=Principal("bob"))
        )
        await runtime.stop()


def die_at(database: Any, point: int) -> None:
    """Die within the n-th transaction, its work done and not committed; or right after it."""
    run, passed = database._run, 0

    async def watched(engine: object, work: Callable[[object], object]) -> object:
        nonlocal passed
        passed += 1
        number = passed

        def dying(connection: object) -> object:
            result = work(connection)
            if point == 2 * number - 1:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        result = await run(engine, dying)
        if point == 2 * number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    database._run = watched


def main(home: Path) -> None:
    for point in range(1, POINTS + 1):
        child = os.fork()
        if child == 0:
            asyncio.run(answer(home / "fiscus.db", point))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = "killed" if os.WIFSIGNALED(status) else f"ended {os.WEXITSTATUS(status)}"
        sys.stdout.write(f"{point} {ended}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
