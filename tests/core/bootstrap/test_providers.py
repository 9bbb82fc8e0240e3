from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core import AgentRuntime, Character, Content, Memory, Plugin, Service
from fiscus.core.bootstrap import plugin
from fiscus.core.bootstrap.providers import PROVIDERS, human_time
from fiscus.core.character import ExampleLine, Knowledge, Style
from fiscus.core.clock import Clock
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import ChannelType, MemoryType
from fiscus.core.result import ActionResult, Problem
from fiscus.core.settings import Settings
from fiscus.core.state import State
from fiscus.core.store import open_store
from fiscus.core.store.records import Entity, Recorded, Relationship, Room, Task, World
from tests.fakes import message

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
ALICE = Character(
    "Alice",
    ("Keeps the treasury.", "Never hurries."),
    topics=("eth", "gas"),
    adjectives=("helpful",),
    style=Style(all=("Be short.",), chat=("Be kind.",), post=("Be loud.",)),
    message_examples=((ExampleLine("{{user}}", "Hi {{agent}}"), ExampleLine("Alice", "Hello")),),
    knowledge=(Knowledge(text="The treasury is in Rome."),),
)


class Clerk(Service):
    service_type = "clerk"
    capability_description = "Writes things down"

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Clerk:
        return cls()


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[AgentRuntime]:
    async with await open_store(tmp_path / "fiscus.db") as store:
        made = AgentRuntime(
            ALICE,
            store=store,
            plugins=[plugin, Plugin("clerk", "a service", services=(Clerk,))],
            settings=Settings({"CONVERSATION_LENGTH": "3"}),
            clock=Clock(NOON.timestamp),
        )
        await made.initialize()
        yield made
        await made.stop()


async def hello(
    runtime: AgentRuntime,
    *texts: str,
    type: ChannelType = ChannelType.DM,
    world: World | None = None,
) -> Memory:
    """Bob says these, Alice answers each; the last message of Bob's."""
    agent = runtime.agent_id
    room = Room(
        derived_id("room"), agent, "test", 1, "hall", type, "hall", world.id if world else None
    )
    if world:
        await runtime.store.ensure_world(world)
    bob = Entity(derived_id("Bob"), agent, ("Bob", "Bobby"), 1, {"email": "bob@example.org"})
    last = message()
    for number, text in enumerate(texts):
        last = Memory(
            generate_id(), bob.id, agent, room.id, Content(text, source="test"), 10 * number + 1
        )
        await runtime.store.receive(last, room=room, entity=bob, count=1, start=0)
        if number < len(texts) - 1:
            said = replace(last, id=generate_id(), entity_id=agent, content=Content(f"re {text}"))
            await runtime.store.create_memory(replace(said, created_at=10 * number + 2))
    return last


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
@pytest.mark.covers("BST-32")
def test_time_reads_as_documented(moment: datetime, text: str) -> None:
    assert human_time(moment) == text


@pytest.mark.covers(
    "PRV-03", "PRV-04", "PRV-05", "PRV-06", "PRV-07", "PRV-08", "PRV-09", "PRV-10", "PRV-11",
    "PRV-12", "PRV-13", "PRV-14", "PRV-15", "PRV-16", "PRV-17", "PRV-18", "PRV-19", "X-36",
)  # fmt: skip
def test_the_documented_providers_are_there_with_their_flags() -> None:
    flags = {p.name: (p.dynamic, p.private, p.position) for p in PROVIDERS}
    assert flags == {
        "ACTIONS": (False, False, -1),
        "ACTION_STATE": (False, False, 150),
        "ANXIETY": (False, False, 0),
        "ATTACHMENTS": (True, False, 0),
        "CAPABILITIES": (False, False, 0),
        "CHARACTER": (False, False, 0),
        "CHOICE": (False, False, 0),
        "ENTITIES": (True, False, 0),
        "EVALUATORS": (False, True, 0),
        "FACTS": (True, False, 0),
        "KNOWLEDGE": (True, False, 0),
        "PROVIDERS": (False, False, 0),
        "RECENT_MESSAGES": (False, False, 100),
        "RELATIONSHIPS": (True, False, 0),
        "ROLES": (False, False, 0),
        "SETTINGS": (False, False, 0),
        "TIME": (False, False, 0),
        "WORLD": (True, False, 0),
    }
    assert all(provider.description for provider in PROVIDERS)


@pytest.mark.covers("BST-30", "BST-31", "BST-33", "BST-39", "PRV-08", "PRV-14", "PRV-18")
async def test_the_state_of_a_message_reads_as_documented(runtime: AgentRuntime) -> None:
    state = await runtime.compose_state(await hello(runtime, "hi", "thanks"))
    assert state.text[state.text.index("# About") :] == snapshot("""\
# About Alice
Keeps the treasury. Never hurries.
Alice is interested in eth, gas.
Alice is helpful.
# How Alice writes
Be short.
Be kind.
# Example conversations of Alice
Sam: Hi Alice
Alice: Hello
# Alice's Capabilities
- message: The agent answers messages and takes part in rooms
- task: Scheduled task execution
- clerk: Writes things down
# Providers that can be asked for
- **ATTACHMENTS**: Files and pictures of the room
- **ENTITIES**: People in the conversation
- **RELATIONSHIPS**: Who knows whom, and how well
- **WORLD**: The server, and the rooms in it
- **FACTS**: Facts that bear on the message
- **KNOWLEDGE**: Documents that bear on it
The current date and time is Monday, January 1, 2024 at 12:00:00 PM UTC.
# Response Style
- Answer directly, in few words.
- Ask one question at a time.
- Do not promise what only an action can do.
# Settings of this Room
- CONVERSATION_LENGTH: 3
# Conversation Messages
Bob: hi
Alice: re hi
Bob: thanks\
""")
    assert state.values["agentName"] == "Alice"
    assert state.values["adjective"] == "helpful"
    assert state.values["topics"] == "eth, gas"
    assert state.values["time"] == "Monday, January 1, 2024 at 12:00:00 PM UTC"
    assert state.providers["TIME"].data["time"] == NOON
    assert state.values["recentMessages"] == "Bob: hi\nAlice: re hi\nBob: thanks"
    assert state.values["isNewUser"] is False
    recent = state.providers["RECENT_MESSAGES"].data
    assert [m.content.text for m in recent["recentMessages"]] == ["hi", "re hi", "thanks"]  # type: ignore[attr-defined]
    assert recent["formattedConversation"] == state.values["recentMessages"]
    assert state.providers["CHARACTER"].data["character"] == {
        "id": ALICE.id,
        "name": "Alice",
        "username": "alice",
        "bio": "Keeps the treasury. Never hurries.",
    }


@pytest.mark.covers("PRV-03", "X-56")
async def test_actions_are_listed_with_names_descriptions_and_examples(
    runtime: AgentRuntime,
) -> None:
    only = await runtime.compose_state(await hello(runtime, "hi"), ["ACTIONS"], only_include=True)
    assert only.values["actionNames"] == snapshot(
        "Possible response actions: 'REPLY', 'IGNORE', 'NONE', 'FOLLOW_ROOM', 'MUTE_ROOM',"
        " 'SEND_MESSAGE', 'UPDATE_ENTITY', 'UPDATE_SETTINGS', 'SCHEDULE_REQUEST',"
        " 'LIST_SCHEDULED', 'CANCEL_SCHEDULED'"
    )
    names = only.providers["ACTIONS"].data["actionsData"]
    assert isinstance(names, tuple) and "REPLY" in names and "UNMUTE_ROOM" not in names
    assert "- **MUTE_ROOM**: Mutes a room if asked to" in str(
        only.values["actionsWithDescriptions"]
    )
    assert "CHOICE" not in names, "nobody is asked to choose"


@pytest.mark.covers("PRV-01", "PRV-02", "PRV-22", "BST-115")
async def test_providers_that_are_not_default_run_when_they_are_named(
    runtime: AgentRuntime,
) -> None:
    asked = await hello(runtime, "hi", "thanks")
    state = await runtime.compose_state(
        asked, ["ENTITIES", "WORLD", "EVALUATORS", "KNOWLEDGE"], only_include=True
    )
    assert set(state.providers) == {"ENTITIES", "WORLD", "EVALUATORS", "KNOWLEDGE"}
    assert state.text == snapshot("""\
# People in the Room
"Alice"
ID: b5f463f1-5c6e-5aa0-9452-f9500cf5ea77
"Bob" aka "Bobby"
ID: 3f910d54-c744-5ea1-895e-e0b52aa4a9c4
Known: email: bob@example.org
# World
World: none
Room: hall (dm)
# Knowledge
- The treasury is in Rome.\
""")


@pytest.mark.covers("PRV-14")
async def test_what_was_said_elsewhere_is_told_apart(runtime: AgentRuntime) -> None:
    asked = await hello(runtime, "hi")
    other = Room(derived_id("elsewhere"), runtime.agent_id, "test", 1, type=ChannelType.DM)
    await runtime.store.ensure_room(other)
    await runtime.store.create_memory(
        replace(asked, id=generate_id(), room_id=other.id, content=Content("psst"), created_at=5)
    )
    state = await runtime.compose_state(asked)
    assert state.values["recentMessages"] == "Bob: hi"
    assert state.values["recentInteractions"] == "Bob: psst"


@pytest.mark.covers("BST-35", "PRV-15", "X-50")
async def test_relationships_are_told_with_tags_and_strength(runtime: AgentRuntime) -> None:
    asked = await hello(runtime, "hi")
    await runtime.store.create_relationship(
        Relationship(
            generate_id(), runtime.agent_id, asked.entity_id, runtime.agent_id, 1,
            tags=("friend",), metadata={"interactions": 7},
        )
    )  # fmt: skip
    state = await runtime.compose_state(asked, ["RELATIONSHIPS"], only_include=True)
    assert state.text == "# Relationships\n- Alice: friend (7 interactions)"


@pytest.mark.covers("BST-36", "PRV-16", "PRV-19")
async def test_roles_and_the_world_are_told_in_shared_rooms_only(runtime: AgentRuntime) -> None:
    founder = {"ownership": {"ownerId": derived_id("Bob")}, "roles": {runtime.agent_id: "ADMIN"}}
    world = World(derived_id("w"), runtime.agent_id, 1, "Rome", metadata=founder)
    shared = await hello(runtime, "hi", type=ChannelType.GROUP, world=world)
    state = await runtime.compose_state(shared, ["ROLES", "WORLD"], only_include=True)
    assert state.text == snapshot("""\
# Server Role Hierarchy
OWNER: Bob
ADMIN: Alice
# World
World: Rome
Room: hall (group)\
""")
    private = await hello(runtime, "hi")
    alone = await runtime.compose_state(
        replace(private, id=generate_id(), room_id=derived_id("unknown")), ["ROLES"], True
    )
    assert alone.text == ""


@pytest.mark.covers("BST-37", "PRV-05", "X-37")
async def test_the_style_of_answers_depends_on_the_room(runtime: AgentRuntime) -> None:
    private = await runtime.compose_state(await hello(runtime, "hi"), ["ANXIETY"], True)
    assert private.text.startswith("# Response Style\n- Answer directly")


@pytest.mark.covers("PRV-17")
async def test_settings_show_what_a_chat_may_change_and_nothing_else(
    runtime: AgentRuntime,
) -> None:
    state = await runtime.compose_state(await hello(runtime, "hi"), ["SETTINGS"], True)
    assert state.text == "# Settings of this Room\n- CONVERSATION_LENGTH: 3"


@pytest.mark.covers("PRV-04")
async def test_results_of_actions_are_told_now_and_of_before(runtime: AgentRuntime) -> None:
    asked = await hello(runtime, "hi")
    refused = ActionResult.failed(Problem("DENIED", "Too much"), action="EVM_TRANSFER")
    agent, run = runtime.agent_id, generate_id()
    before = Recorded(generate_id(), agent, asked.room_id, asked.id, run, 0, refused, 3)
    await runtime.store.record([], [before])
    state = await runtime.compose_state(asked, ["ACTION_STATE"], True)
    assert state.text == "# Results of earlier actions\n- EVM_TRANSFER failed: Too much."
    assert state.values["hasActionResults"] is False
    (provider,) = (p for p in PROVIDERS if p.name == "ACTION_STATE")
    done = State().after(ActionResult(True, "Paid.", action="PAY"), at=1)
    told = await provider.get(runtime, asked, done)
    assert "# Results of this message's actions\n- PAY succeeded: Paid." in told.text  # type: ignore[union-attr]


@pytest.mark.covers("PRV-09", "G-04")
async def test_a_choice_that_waits_is_told(runtime: AgentRuntime) -> None:
    asked = await hello(runtime, "hi")
    options = [{"name": "yes", "description": "deploy it"}, {"name": "no"}]
    await runtime.store.create_task(
        Task(
            generate_id(), "DEPLOY", runtime.agent_id, 1, 1, "Deploy now?", asked.room_id,
            tags=("AWAITING_CHOICE",), metadata={"options": options},
        )
    )  # fmt: skip
    state = await runtime.compose_state(asked, ["CHOICE"], True)
    assert state.text == "# Pending Choices\nDeploy now?\n1. yes: deploy it\n2. no"


@pytest.mark.covers("BST-40", "PRV-12")
async def test_facts_are_found_without_an_embedding_too(runtime: AgentRuntime) -> None:
    asked = await hello(runtime, "hi")
    fact = replace(asked, id=generate_id(), content=Content("Bob likes tea."), type=MemoryType.FACT)
    await runtime.store.create_memory(fact)
    state = await runtime.compose_state(asked, ["FACTS"], True)
    assert state.text == "# Key facts that Alice knows\n- Bob likes tea."


@pytest.mark.covers("BST-40", "PRV-12")
async def test_facts_near_the_message_are_found_by_embedding(runtime: AgentRuntime) -> None:
    tea, rain = [1.0, *[0.0] * 383], [*[0.0] * 383, 1.0]

    async def embed(runtime: object, params: object) -> list[float]:
        return tea if "tea" in params.texts[0] else rain  # type: ignore[attr-defined]

    runtime.register_model("TEXT_EMBEDDING", embed, "test", 10)
    asked = await hello(runtime, "is there tea?")
    for text, vector in (("Bob likes tea.", tea), ("It rains.", rain)):
        await runtime.store.create_memory(
            replace(
                asked, id=generate_id(), content=Content(text), type=MemoryType.FACT,
                embedding=vector,
            )
        )  # fmt: skip
    state = await runtime.compose_state(asked, ["FACTS"], True)
    assert state.text == "# Key facts that Alice knows\n- Bob likes tea."


@pytest.mark.covers("BST-106", "PRV-23", "X-85")
async def test_a_store_that_fails_leaves_a_provider_empty(
    runtime: AgentRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    asked = await hello(runtime, "hi")
    await runtime.store._database.write(  # pyright: ignore[reportPrivateUsage]
        lambda connection: connection.exec_driver_sql("ALTER TABLE participants RENAME TO gone")
    )
    state = await runtime.compose_state(asked, ["TIME", "RECENT_MESSAGES"], True)
    assert state.text == "The current date and time is Monday, January 1, 2024 at 12:00:00 PM UTC."
    assert "error" in state.providers["RECENT_MESSAGES"].data
