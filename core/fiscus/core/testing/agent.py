"""A whole agent for a test: real store, real pipeline, no network."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import ClassVar

from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.character import Character
from fiscus.core.desk.door import DoorFactory, Principal
from fiscus.core.plugins import Plugin
from fiscus.core.reader.loading import load_reader
from fiscus.core.runtime import AgentRuntime
from fiscus.core.store import open_store
from fiscus.core.testing.doors import DenyingDoors
from fiscus.core.testing.runtime import OWNER, mock_character


@dataclass(frozen=True, slots=True)
class TestAgent:
    """An agent to talk to."""

    __test__: ClassVar[bool] = False
    """It is no test, whatever its name looks like to pytest."""

    runtime: AgentRuntime
    pipeline: Pipeline
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def send_message(
        self, text: str, *, principal: Principal = OWNER, room: str = "test"
    ) -> Turn:
        """Say something, by default as the owner; the answer has `replies` and `results`."""
        return await self.pipeline.handle(
            IncomingMessage(
                id=f"message-{next(self._numbers)}",
                text=text,
                principal=principal,
                room=room,
                user=principal.name,
                source="test",
            )
        )


@asynccontextmanager
async def create_test_agent(
    folder: Path,
    *,
    plugins: Sequence[Plugin] = (),
    character: Character | None = None,
    doors: DoorFactory | None = None,
) -> AsyncGenerator[TestAgent]:
    """An agent with the bootstrap plugin and yours; its memory is in `folder`.

    Without `doors` its desk refuses everything; `open_test_desk` has some that pay.
    """
    async with await open_store(folder / "memory.db") as store:
        runtime = AgentRuntime(
            character or mock_character(),
            store=store,
            plugins=(bootstrap, *plugins),
            doors=doors or DenyingDoors(),
        )
        await runtime.initialize()
        try:
            yield TestAgent(runtime, Pipeline(runtime, load_reader()))
        finally:
            await runtime.stop()
