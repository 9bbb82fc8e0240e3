"""Which messages are the agent's business."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fiscus.core import AgentRuntime, Character
from fiscus.core.bootstrap.attention import bypasses, mentions, responds, unaddressed
from fiscus.core.bootstrap.configuration import conversation_length, listed, response_seconds
from fiscus.core.memory import ChannelType
from fiscus.core.settings import BYPASS_SOURCES, BYPASS_TYPES, Settings
from fiscus.core.store.records import ParticipantState
from tests.core.bootstrap.rooms import ADA, Rooms, open_rooms, texts

GROUP, DM = ChannelType.GROUP, ChannelType.DM


def runtime(settings: Mapping[str, str] | None = None, **own: object) -> AgentRuntime:
    character = Character("Ada", ("b",), settings=own)  # type: ignore[arg-type]
    return AgentRuntime(character, settings=Settings(settings or {}))


@pytest.mark.covers("BST-48", "BST-49", "BST-114", "X-40", "X-41")
@pytest.mark.parametrize(
    ("room_type", "source", "bypassed"),
    [
        ("dm", None, True),
        (ChannelType.VOICE_DM, None, True),
        ("SELF", "x", True),
        ("api", None, True),
        ("text", "client_chat", True),
        ("group", "CLIENT_CHAT", True),
        ("text", None, False),
        ("group", "discord", False),
        (None, None, False),
    ],
)
def test_private_rooms_and_chat_clients_are_always_answered(
    room_type: str | None, source: str | None, bypassed: bool
) -> None:
    assert bypasses(runtime(), room_type, source) is bypassed


@pytest.mark.covers("BST-53", "BST-54")
@pytest.mark.parametrize(
    "written", ['["support", "Ticket"]', "support, ticket", "[support,ticket]"]
)
def test_the_operator_adds_rooms_and_sources(written: str) -> None:
    own = runtime(
        {"SHOULD_RESPOND_BYPASS_TYPES": written, "SHOULD_RESPOND_BYPASS_SOURCES": written}
    )
    assert bypasses(own, "support", None) and bypasses(own, "TICKET", None)
    assert bypasses(own, "text", "Support") and bypasses(own, "dm", None)
    assert listed(own, BYPASS_TYPES) == listed(own, BYPASS_SOURCES) == {"support", "ticket"}


@pytest.mark.covers("BST-53")
def test_a_characters_own_list_counts() -> None:
    own = runtime(SHOULD_RESPOND_BYPASS_TYPES=["dm", "support", "ticket"])
    assert bypasses(own, "ticket", None)
    assert listed(runtime(SHOULD_RESPOND_BYPASS_TYPES=7), BYPASS_TYPES) == frozenset()


@pytest.mark.covers("X-39", "BST-61", "BST-89", "BST-95")
@pytest.mark.parametrize(
    ("decision", "answered"),
    [
        ("RESPOND", True), ("REPLY", True), ("ESCALATE", True), ("acknowledge", True),
        ("IGNORE", False), (" ignore ", False), ("NONE", False), ("STOP", False),
        ("", False), (None, False),
    ],
)  # fmt: skip
def test_a_decision_is_to_respond_unless_it_says_otherwise(
    decision: str | None, answered: bool
) -> None:
    assert responds(decision) is answered


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ada, hello", True), ("hello @ada!", True), ("ADA?", True), ("what does ada think", True),
        ("Adam, hello", False), ("canada", False), ("hello", False),
    ],
)  # fmt: skip
def test_the_name_is_a_word_of_its_own(text: str, meant: bool) -> None:
    assert mentions(ADA, text) is meant


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Ada, send 1 ETH", "     send 1 ETH"),
        ("hey @ada: hi", "hey @ada: hi"),
        ("@Ada send it", "     send it"),
        ("send it, Ada!", "send it      "),
        ("swap ADA to ETH", "swap ADA to ETH"),
        ("Ada send it", "Ada send it"),
    ],
)
def test_a_call_by_name_is_no_part_of_the_request(text: str, heard: str) -> None:
    assert unaddressed(ADA, text) == heard


@pytest.mark.covers("BST-55", "BST-56", "X-38")
def test_lengths_and_deadlines_are_read_from_settings() -> None:
    assert conversation_length(runtime()) == 32
    assert conversation_length(runtime({"CONVERSATION_LENGTH": "20"})) == 20
    assert conversation_length(runtime({"CONVERSATION_LENGTH": "20"}, conversationLength=50)) == 50
    assert conversation_length(runtime({"CONVERSATION_LENGTH": "many"})) == 32
    assert conversation_length(runtime(), {"CONVERSATION_LENGTH": 5}) == 5
    assert response_seconds(runtime()) == 3600
    assert response_seconds(runtime({"RESPONSE_TIMEOUT": "1500"})) == 1.5


async def mute(rooms: Rooms) -> None:
    await rooms.hears("hello", user="Ann", type=DM)
    await rooms.store.set_participant_user_state(
        rooms.room_id(), rooms.runtime.agent_id, ParticipantState.MUTED
    )


@pytest.mark.covers("BST-05", "BST-94", "X-42")
async def test_a_muted_room_hears_nothing_but_the_agents_name(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        await mute(rooms)
        assert texts(await rooms.hears("hello")) == []
        assert (await rooms.memories())[-1].content.text == "hello"
        assert texts(await rooms.hears("hello Ada"))[0].startswith("Hello, I am Ada.")


async def test_a_payment_that_a_muted_room_does_not_hear_is_reported_as_not_done(
    tmp_path: Path,
) -> None:
    async with open_rooms(tmp_path, with_model=False, reads=True) as rooms:
        await mute(rooms)
        said = f"Send 0.1 ETH to 0x{'11' * 20}"
        turn = await rooms.hears(said, user="owner")
        assert turn.replies == ()
        assert [r.error.code for r in turn.results if r.error] == ["MUTED"]
        assert (await rooms.hears(said, user="Bob")).results == ()


@pytest.mark.covers("BST-95", "BST-111", "BST-61")
async def test_in_a_shared_room_the_small_model_decides(tmp_path: Path) -> None:
    decided = (
        f"<response><reasoning>r</reasoning><action>{action}</action></response>"
        for action in ("RESPOND", "IGNORE", "STOP")
    )
    respond, ignore, stop = decided
    async with open_rooms(tmp_path, respond, "Hello!", ignore, stop, "<p>no</p>") as rooms:
        assert texts(await rooms.hears("hello all", type=GROUP)) == ["Hello!"]
        for text in ("not for you", "be gone", "unclear"):
            assert texts(await rooms.hears(text, type=GROUP)) == []
        assert rooms.model.left == 0
        prompts = rooms.model.prompts
    assert "Decide whether Ada should respond" in prompts[0]
    assert "# People in the Room" in prompts[0]


@pytest.mark.covers("BST-103")
async def test_a_message_for_others_is_remembered_as_ignored(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        assert texts(await rooms.hears("Ann, lunch?", type=GROUP)) == []
        message, decision = await rooms.memories()
        assert decision.content.actions == ("IGNORE",)
        assert decision.content.in_reply_to == message.id


async def test_without_a_model_the_agent_answers_to_its_name_and_where_it_follows(
    tmp_path: Path,
) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        assert texts(await rooms.hears("hello", type=GROUP)) == []
        assert texts(await rooms.hears("hello Ada", type=GROUP)) != []
        assert texts(await rooms.hears("Ada, follow this room", type=GROUP)) != []
        assert texts(await rooms.hears("hello", type=GROUP)) != []


async def test_who_names_the_agent_is_answered_without_asking_whether(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "Hi!") as rooms:
        assert texts(await rooms.hears("Ada, hello", type=GROUP)) == ["Hi!"]


async def test_a_characters_own_rule_is_asked_even_then(tmp_path: Path) -> None:
    own = Character("Ada", ("b",), templates={"shouldRespondTemplate": "Own rule: {{agentName}}"})
    async with open_rooms(tmp_path, "<action>IGNORE</action>", character=own) as rooms:
        assert texts(await rooms.hears("Ada, hello", type=GROUP)) == []
        assert rooms.model.prompts == ("Own rule: Ada",)


async def test_an_owners_payment_in_a_shared_room_needs_to_be_meant_for_the_agent(
    tmp_path: Path,
) -> None:
    async with open_rooms(tmp_path, with_model=False, reads=True) as rooms:
        said = f"Send 0.1 ETH to 0x{'11' * 20}"
        assert (await rooms.hears(said, user="owner", type=GROUP)).results == ()
        turn = await rooms.hears(f"Ada, {said}", user="owner", type=GROUP)
        assert [r.error.code for r in turn.results if r.error] == ["NOT_SUPPORTED"]
