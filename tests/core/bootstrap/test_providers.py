from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core import AgentRuntime, Character
from fiscus.core.bootstrap import plugin
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.providers import human_time
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.clock import Clock
from fiscus.core.ids import derived_id
from fiscus.core.memory import Content, Memory
from fiscus.core.reader.reading import Reading
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from tests.fakes import OWNER, ScriptedReader

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[AgentRuntime]:
    async with await open_store(tmp_path / "fiscus.db") as store:
        made = AgentRuntime(
            Character("Alice", ("Keeps the treasury.", "Never hurries."), topics=("eth", "gas")),
            store=store,
            plugins=[plugin],
            settings=Settings({"CONVERSATION_LENGTH": "3"}),
            clock=Clock(NOON.timestamp),
        )
        await made.initialize()
        yield made
        await made.stop()


async def hello(runtime: AgentRuntime, *texts: str) -> Memory:
    """Say these, and answer with the last message as it was stored."""
    reader = ScriptedReader()
    pipeline = Pipeline(runtime, reader)
    for number, text in enumerate(texts):
        reader.knows(Reading(text, "none", "none"))
        await pipeline.handle(
            IncomingMessage(id=str(number), text=text, principal=OWNER, user="Bob")
        )
    found = await runtime.store.get_memory_by_id(
        derived_id(runtime.agent_id, "cli", "cli", str(len(texts) - 1))
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON, "Monday, January 1, 2024 at 12:00:00 PM UTC"),
        (
            datetime(2024, 2, 29, 0, 5, 9, tzinfo=UTC),
            "Thursday, February 29, 2024 at 12:05:09 AM UTC",
        ),
        (datetime(2026, 11, 22, 13, 0, tzinfo=UTC), "Sunday, November 22, 2026 at 1:00:00 PM UTC"),
    ],
)
def test_time_reads_as_documented(moment: datetime, text: str) -> None:
    assert human_time(moment) == text


async def test_the_state_of_a_message_knows_agent_actions_time_and_talk(
    runtime: AgentRuntime,
) -> None:
    state = await runtime.compose_state(await hello(runtime, "hi", "thanks"))
    assert state.text == snapshot("""\
# Available Actions
- **REPLY**: Replies to the current conversation
- **NONE**: Does nothing, beside other actions or instead of them
- **IGNORE**: Ignores the message: no reply, no action
# About Alice
Keeps the treasury. Never hurries.
The current date and time is Monday, January 1, 2024 at 12:00:00 PM UTC.
# Conversation Messages
Alice: Hello, I am Alice. No plugin is active, so there is nothing I can do yet.
Bob: thanks
Alice: You are welcome.\
""")
    assert state.values["actionNames"] == "Possible response actions: 'REPLY', 'NONE', 'IGNORE'"
    assert state.values["agentName"] == "Alice"
    assert state.values["time"] == "Monday, January 1, 2024 at 12:00:00 PM UTC"
    assert state.providers["TIME"].data["time"] == NOON


async def test_the_bootstrap_actions_can_be_named_by_a_response(runtime: AgentRuntime) -> None:
    asked = await hello(runtime, "hi")
    said: list[Content] = []

    async def callback(content: Content) -> tuple[Memory, ...]:
        said.append(content)
        return ()

    response = Memory(
        asked.id, asked.entity_id, asked.agent_id, asked.room_id,
        Content("", ("GREET", "NONE", "IGNORE")), 1,
    )  # fmt: skip
    results = await runtime.process_actions(asked, [response], callback=callback)
    assert [(r.action, r.success) for r in results] == [
        ("REPLY", True),
        ("NONE", True),
        ("IGNORE", True),
    ]
    assert [content.actions for content in said] == [("REPLY",)]
