"""The shapes and the lists that the documentation gives: whoever knows it finds them here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import (
    Action,
    ActionContext,
    ActionResult,
    AgentRuntime,
    Content,
    Evaluator,
    Event,
    EventType,
    Memory,
    MemoryType,
    Plugin,
    Provider,
    Request,
    Response,
    Route,
    RouteType,
    Service,
    State,
)
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.configuration import conversation_length
from fiscus.core.ids import UUID, derived_id, generate_id
from fiscus.core.testing import (
    ScriptedModel,
    calls,
    create_mock_memory,
    create_mock_runtime,
    create_mock_service,
    create_test_agent,
)

ACTIONS = (
    "REPLY", "SEND_MESSAGE", "NONE", "IGNORE", "FOLLOW_ROOM", "UNFOLLOW_ROOM", "MUTE_ROOM",
    "UNMUTE_ROOM", "UPDATE_CONTACT", "UPDATE_ROLE", "UPDATE_SETTINGS", "GENERATE_IMAGE", "CHOICE",
)  # fmt: skip
PROVIDERS = (
    "CHARACTER", "TIME", "KNOWLEDGE", "RECENT_MESSAGES", "ACTIONS", "FACTS", "SETTINGS",
)  # fmt: skip


@pytest.mark.covers("MEM-03", "MEM-04", "RTM-02", "X-44")
def test_a_memory_has_the_documented_keys_and_comes_back_from_them() -> None:
    first = create_mock_memory("hello")
    content = Content(
        "hi", actions=("REPLY",), in_reply_to=first.id, metadata={"a": 1}, more={"title": "T"}
    )
    memory = create_mock_memory(content=content, world_id=derived_id("world"))
    body = memory.to_json()
    assert body.keys() == {
        "id", "entityId", "agentId", "roomId", "worldId", "content", "createdAt", "unique",
        "metadata",
    }  # fmt: skip
    assert body["content"] == {
        "text": "hi",
        "actions": ["REPLY"],
        "inReplyTo": first.id,
        "metadata": {"a": 1},
        "title": "T",
    }
    assert body["metadata"] == {"type": "message"}
    assert Content.of_json(content.to_json()) == content
    assert memory.user_id == memory.entity_id


@pytest.mark.covers("RTM-01")
def test_the_kinds_of_memory_are_the_documented_ones() -> None:
    assert {kind.name: kind.value for kind in MemoryType} == {
        "MESSAGE": "message",
        "FACT": "fact",
        "DOCUMENT": "document",
        "RELATIONSHIP": "relationship",
        "GOAL": "goal",
        "TASK": "task",
        "ACTION": "action",
    }


@pytest.mark.covers("MEM-10")
def test_a_conversation_is_the_newest_thirty_two_messages() -> None:
    assert conversation_length(create_mock_runtime()) == 32


@pytest.mark.covers("PLA-17", "PLC-04", "PLC-11", "PLP-19")
async def test_the_bootstrap_plugin_brings_what_is_documented() -> None:
    assert (bootstrap.name, bootstrap.description) == (
        "bootstrap",
        "Agent bootstrap with basic actions and evaluators",
    )
    runtime = create_mock_runtime(plugins=[bootstrap])
    await runtime.initialize()
    try:
        found = [runtime.get_action(name) for name in ACTIONS]
        assert len({action.name for action in found if action}) == len(ACTIONS)
        assert set(PROVIDERS) <= runtime.providers.keys()
        assert "REFLECTION" in runtime.evaluators
        assert runtime.get_service("task") is not None
    finally:
        await runtime.stop()
    assert {EventType.MESSAGE_RECEIVED, EventType.POST_GENERATED} <= bootstrap.events.keys()


async def wave(ctx: ActionContext, params: None) -> ActionResult:
    return ActionResult(success=True, text="I wave.", values={"waved": True})


async def weather(runtime: AgentRuntime, message: Memory, state: State) -> str:
    return "It rains."


async def always(runtime: AgentRuntime, message: Memory, state: State) -> bool:
    return True


async def learn(
    runtime: AgentRuntime, message: Memory, state: State, responses: Sequence[Memory]
) -> Mapping[str, object]:
    return {"said": [response.content.text for response in responses]}


async def speak(runtime: AgentRuntime, params: object) -> str:
    return "hello"


async def answer(request: Request, runtime: AgentRuntime) -> Response:
    return Response({"ok": True})


WAVE = Action("WAVE", "Wave at somebody.", wave)


@pytest.mark.covers("RTC-14", "RTM-03", "RTM-04")
async def test_a_message_takes_the_documented_steps(tmp_path: Path) -> None:
    steps: list[str] = []

    def note(event: EventType) -> None:
        async def on(told: Event) -> None:
            steps.append(event.name)

        agent.runtime.on(event, on)

    plugin = Plugin(
        "steps",
        "For a test.",
        actions=(WAVE,),
        providers=(Provider("WEATHER", weather),),
        evaluators=(Evaluator("LEARN", "Learns.", always, learn),),
    )
    model = ScriptedModel([calls("WAVE")])
    async with create_test_agent(tmp_path, plugins=[plugin, model.plugin]) as agent:
        for event in (
            EventType.MESSAGE_RECEIVED,
            EventType.STATE_COMPOSED,
            EventType.ACTION_STARTED,
            EventType.ACTION_COMPLETED,
            EventType.MESSAGE_SENT,
            EventType.EVALUATOR_COMPLETED,
        ):
            note(event)
        turn = await agent.send_message("please do the wavy thing")
        said = await agent.runtime.store.get_memories(room_id=turn_room(agent.runtime))
    assert [reply.text for reply in turn.replies] == ["I wave."]
    assert list(dict.fromkeys(steps)) == [
        "MESSAGE_RECEIVED",
        "STATE_COMPOSED",
        "ACTION_STARTED",
        "ACTION_COMPLETED",
        "MESSAGE_SENT",
        "EVALUATOR_COMPLETED",
    ]
    assert "It rains." in str(model.asked[0])
    assert [memory.content.text for memory in said] == ["please do the wavy thing", "I wave."]


def turn_room(runtime: AgentRuntime) -> UUID:
    return derived_id(runtime.agent_id, "test", "test")


@pytest.mark.covers("MEM-38", "RTM-07", "SQL-48")
async def test_many_memories_are_stored_at_once_and_found_by_room_and_person(
    tmp_path: Path,
) -> None:
    async with create_test_agent(tmp_path) as agent:
        await agent.send_message("hello")
        (asked, *_) = await agent.runtime.store.get_memories(
            room_id=turn_room(agent.runtime), direction="asc"
        )
        many = [replace(asked, id=generate_id(), created_at=at) for at in range(1_001)]
        stored = await agent.runtime.store.batch_create_memories(many)
        newest = await agent.runtime.store.get_memories_by_room(asked.room_id, limit=2_000)
        theirs = await agent.runtime.store.get_memories_by_user(asked.entity_id, limit=2_000)
    assert stored == tuple(memory.id for memory in many)
    assert len(newest) == len(theirs) + 1 == 1_003


@pytest.mark.covers("BST-87")
async def test_an_agent_is_started_with_its_settings() -> None:
    runtime = create_mock_runtime(settings={"CONVERSATION_LENGTH": "5"})
    await runtime.start()
    assert runtime.is_initialized and conversation_length(runtime) == 5
    await runtime.stop()


@pytest.mark.covers("RTC-19")
async def test_a_plugin_reaches_every_part_of_a_runtime(tmp_path: Path) -> None:
    heard: list[str] = []

    async def on(event: Event) -> None:
        heard.append("event")

    kind = create_mock_service("part")
    whole = Plugin(
        "whole",
        "Everything.",
        services=(kind,),
        models={"TEXT_SMALL": speak},
        events={"whole:event": (on,)},
        routes=(Route(RouteType.GET, "/whole", answer),),
    )
    async with create_test_agent(tmp_path, plugins=[whole]) as agent:
        runtime = agent.runtime
        await runtime.emit("whole:event", {})
        assert "whole" in [plugin.name for plugin in runtime.plugins]
        assert isinstance(runtime.get_service("part"), Service)
        assert "whole" in runtime.get_model_providers("TEXT_SMALL")
        assert any(str(route).endswith("/whole") for route in runtime.routes)
        assert await runtime.store.ping()
    assert (heard, kind.stopped) == (["event"], 1)
