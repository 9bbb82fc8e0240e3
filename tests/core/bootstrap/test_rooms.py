"""Rooms that are followed, muted and configured; people with roles; choices; other rooms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import Memory
from fiscus.core.bootstrap import plugin
from fiscus.core.bootstrap.plainwords import RoomRequest, room_request
from fiscus.core.bootstrap.roles import Role, role_of
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import ChannelType
from fiscus.core.store.records import ParticipantState, Room, Task
from fiscus.core.testing.models import calls
from tests.core.bootstrap.rooms import ADA, SOURCE, Rooms, open_rooms, texts

GROUP = ChannelType.GROUP


@pytest.mark.covers(
    "BST-15", "BST-17", "BST-18", "BST-19", "BST-20", "BST-21", "BST-23", "BST-24", "BST-25",
    "BST-26", "BST-27", "BST-28", "BST-29", "BST-51", "X-35",
)  # fmt: skip
def test_the_documented_actions_are_there_with_their_similes() -> None:
    similes = {action.name: action.similes for action in plugin.actions}
    assert set(similes) == {
        "REPLY", "IGNORE", "NONE", "FOLLOW_ROOM", "UNFOLLOW_ROOM", "MUTE_ROOM", "UNMUTE_ROOM",
        "SEND_MESSAGE", "UPDATE_ENTITY", "CHOICE", "UPDATE_ROLE", "UPDATE_SETTINGS",
        "GENERATE_IMAGE", "SCHEDULE_REQUEST", "LIST_SCHEDULED", "CANCEL_SCHEDULED",
    }  # fmt: skip
    assert similes["REPLY"] == ("GREET", "REPLY_TO_MESSAGE", "SEND_REPLY", "RESPOND")
    assert similes["MUTE_ROOM"] == ("SHUT_UP", "BE_QUIET", "STOP_TALKING", "SILENCE")
    assert "UPDATE_CONTACT" in similes["UPDATE_ENTITY"]
    assert all(action.description for action in plugin.actions)
    assert plugin.actions[0].description == "Replies to the current conversation"


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("mute this room", RoomRequest("MUTE_ROOM")),
        ("Ada, please be quiet.", RoomRequest("MUTE_ROOM")),
        ("shut up!", RoomRequest("MUTE_ROOM")),
        ("Unmute this channel please", RoomRequest("UNMUTE_ROOM")),
        ("you can talk again, Ada", RoomRequest("UNMUTE_ROOM")),
        ("follow this room", RoomRequest("FOLLOW_ROOM")),
        ("stop following this room", RoomRequest("UNFOLLOW_ROOM")),
        ("make Bob an admin", RoomRequest("UPDATE_ROLE", {"entity": "Bob", "role": "admin"})),
        (
            "Set conversation length to 20",
            RoomRequest("UPDATE_SETTINGS", {"name": "conversation length", "value": "20"}),
        ),
        ("show my scheduled payments", RoomRequest("LIST_SCHEDULED")),
        ("what are you waiting for?", RoomRequest("LIST_SCHEDULED")),
        ("Cancel my scheduled payment", RoomRequest("CANCEL_SCHEDULED")),
        ("cancel task 1a2b3c4d", RoomRequest("CANCEL_SCHEDULED", {"task": "1a2b3c4d"})),
        ("cancel my last transaction", None),
        ("don't cancel my scheduled payment", None),
        ("don't mute this room", None),
        ("mute this room and send 1 ETH to bob.eth", None),
        ("should I mute this room?", None),
        ("follow the money", None),
        ("be quiet " * 50, None),
        ("", None),
    ],
)
def test_plain_words_about_the_room_are_understood(text: str, request_: RoomRequest | None) -> None:
    assert room_request(text, ADA) == request_


async def state_of(rooms: Rooms) -> ParticipantState | None:
    return await rooms.store.get_participant_user_state(rooms.room_id(), rooms.runtime.agent_id)


@pytest.mark.covers("BST-19", "BST-20", "X-43")
async def test_a_room_is_followed_and_unfollowed(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        turn = await rooms.hears("follow this room")
        assert turn.replies[0].actions == ("FOLLOW_ROOM",)
        assert "followed" in turn.replies[0].text
        assert await state_of(rooms) is ParticipantState.FOLLOWED
        assert (await rooms.hears("stop following this room")).results[0].success
        assert await state_of(rooms) is None


@pytest.mark.covers("BST-21", "BST-23")
async def test_a_room_is_muted_by_plain_words_and_hears_its_way_back(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        (result,) = (await rooms.hears("be quiet")).results
        assert (result.success, result.values) == (True, {"roomMuted": True})
        assert result.text.startswith("Going silent in this room")
        assert await state_of(rooms) is ParticipantState.MUTED
        assert texts(await rooms.hears("hello?")) == []
        assert (await rooms.hears("unmute this room")).results[0].success
        assert texts(await rooms.hears("hello?")) != []


async def test_in_a_shared_room_only_a_call_by_name_unmutes(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        await rooms.hears("Ada, be quiet", type=GROUP)
        assert (await rooms.hears("unmute this room", type=GROUP)).results == ()
        assert (await rooms.hears("Ada, unmute this room", type=GROUP)).results[0].success


@pytest.mark.covers("BST-21", "BST-22")
@pytest.mark.parametrize(
    ("decision", "success", "text"),
    [
        ("YES", True, "Going silent in this room"),
        ("well, yes", True, "Going silent in this room"),
        ("No.", False, "Continuing to participate"),
    ],
)
async def test_a_model_that_wants_to_mute_is_asked_whether_it_really_should(
    tmp_path: Path, decision: str, success: bool, text: str
) -> None:
    async with open_rooms(tmp_path, calls("MUTE_ROOM"), decision) as rooms:
        (result,) = (await rooms.hears("you talk too much")).results
        assert (result.success, result.text[: len(text)]) == (success, text)
        assert "# Task: Should Ada mute this room?" in rooms.model.prompts[-1]
        assert "you talk too much" in rooms.model.prompts[-1]


def choose(rooms: Rooms, *options: str, by: str | None = None) -> Task:
    return Task(
        generate_id(), "DEPLOY", rooms.runtime.agent_id, 1, 1, "Deploy now?", rooms.room_id(),
        entity_id=rooms.person(by) if by else None,
        tags=("AWAITING_CHOICE",),
        metadata={"options": list(options), "plan": "p"},
    )  # fmt: skip


@pytest.mark.covers("BST-26", "G-04")
@pytest.mark.parametrize("answer", ["2", "two words", "Two Words.", "option 2", "I choose 2"])
async def test_a_choice_is_made_by_number_or_name_and_queues_its_task(
    tmp_path: Path, answer: str
) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        await rooms.hears("hello")
        task = choose(rooms, "one", "two words")
        await rooms.store.create_task(task)
        (result,) = (await rooms.hears(answer)).results
        assert (result.action, result.success) == ("CHOICE", True)
        assert result.text == "Selected option: two words for task: DEPLOY."
        queued = await rooms.store.get_task(task.id)
        assert queued is not None
        assert (queued.tags, queued.metadata) == (
            ("queue",),
            {"options": ["one", "two words"], "plan": "p", "option": "two words"},
        )
        assert queued.scheduled_for is not None
        assert (await rooms.hears(answer)).results == (), "it is decided"


async def test_a_choice_is_left_to_whoever_was_asked(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        await rooms.hears("hello", user="Ann")
        task = choose(rooms, "yes", "no", by="Ann")
        await rooms.store.create_task(task)
        (refused,) = (await rooms.hears("yes", user="Bob")).results
        assert refused.error and refused.error.code == "NOT_ALLOWED"
        assert (await rooms.hears("yes", user="Ann")).results[0].success


async def test_a_choice_can_be_called_off(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        await rooms.hears("hello")
        task = choose(rooms, "yes", "no")
        await rooms.store.create_task(task)
        assert texts(await rooms.hears("abort")) == ["Cancelled: DEPLOY."]
        assert await rooms.store.get_task(task.id) is None


async def test_a_model_cannot_choose_for_anybody(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, calls("CHOICE", option="yes")) as rooms:
        await rooms.hears("mute this room")
        await rooms.hears("unmute this room")
        task = choose(rooms, "yes", "no")
        await rooms.store.create_task(task)
        turn = await rooms.hears("what do you think?")
        assert texts(turn) == ["Deploy now?\n1. yes\n2. no"]
        waiting = await rooms.store.get_task(task.id)
        assert waiting is not None and waiting.tags == ("AWAITING_CHOICE",)


@pytest.mark.covers("BST-27", "G-05")
async def test_owners_and_admins_give_roles_and_nobody_else(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        world = await rooms.found_world(owner="Bob")
        for user in ("Bob", "Ann", "Cid"):
            await rooms.hears("hello", user=user, type=GROUP)

        async def says(user: str, text: str) -> str:
            (result,) = (await rooms.hears(f"Ada, {text}", user=user, type=GROUP)).results
            return "" if result else str(result.error and result.error.code)

        async def role(user: str) -> Role:
            return role_of(await rooms.store.get_world(world.id), rooms.person(user))

        assert await says("Cid", "make Cid an owner") == "NOT_ALLOWED"
        assert await says("Bob", "make Ann an admin") == ""
        assert await role("Ann") is Role.ADMIN
        assert await says("Ann", "make Cid an admin") == ""
        assert await says("Ann", "make Cid owner") == "NOT_ALLOWED"
        assert await says("Ann", "make Bob none") == "NOT_ALLOWED"
        assert await says("Bob", "make Zoe admin") == "INVALID_PARAMS"
        assert (await role("Cid"), await role("Bob")) == (Role.ADMIN, Role.OWNER)


async def test_a_role_that_the_message_does_not_ask_for_is_not_given(tmp_path: Path) -> None:
    """Whatever another message in the room has told the model."""
    wanted = calls("UPDATE_ROLE", entity="Mallory", role="OWNER")
    async with open_rooms(tmp_path, wanted, wanted) as rooms:
        world = await rooms.found_world(owner="Bob")
        for text in ("Ada, good morning", "Ada, do not make Mallory an owner"):
            (result,) = (await rooms.hears(text, user="Bob", type=GROUP)).results
            assert result.error and result.error.code == "NOT_ALLOWED"
        kept = await rooms.store.get_world(world.id)
        assert kept is not None and "roles" not in kept.metadata


async def test_no_role_opens_the_wallet(tmp_path: Path) -> None:
    """What the desk is told of a person does not depend on any role."""
    async with open_rooms(tmp_path, with_model=False) as rooms:
        await rooms.found_world(owner="Bob")
        tickets = rooms.desk.tickets
        await rooms.hears("Ada, make Bob owner", user="Bob", type=GROUP)
        assert tickets and not any(ticket.principal.owner for ticket in tickets)


@pytest.mark.covers("BST-28", "G-06")
async def test_a_setting_is_changed_by_who_may_and_only_if_it_is_on_the_list(
    tmp_path: Path,
) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        await rooms.found_world(owner="Bob")

        async def says(user: str, text: str) -> str:
            (result,) = (await rooms.hears(f"Ada, {text}", user=user, type=GROUP)).results
            return "" if result else str(result.error and result.error.code)

        assert await says("Ann", "set conversation length to 7") == "NOT_ALLOWED"
        assert await says("Bob", "set conversation length to 7") == ""
        room = await rooms.store.get_room(rooms.room_id())
        assert room is not None
        assert room.metadata["settings"] == {"CONVERSATION_LENGTH": 7}
        for refused in ("slippage to 50", "conversation length to 0", "evm private key to abc"):
            assert await says("Bob", f"set {refused}") == "INVALID_PARAMS"
        kept = await rooms.store.get_room(rooms.room_id())
        assert kept == room


@pytest.mark.covers("BST-25")
async def test_people_tell_about_themselves_and_only_who_manages_about_others(
    tmp_path: Path,
) -> None:
    lines = (
        calls("UPDATE_ENTITY", field="email", value="bob@example.org"),
        calls("UPDATE_ENTITY", field="email", value="eve@example.org", entity="Bob"),
        calls("UPDATE_ENTITY", field="email", value="made@up.org"),
    )
    async with open_rooms(tmp_path, *lines) as rooms:
        (done,) = (await rooms.hears("my email is bob@example.org")).results
        assert done.text == "Noted for Bob: email is bob@example.org."
        (others,) = (await rooms.hears("Bob's mail is eve@example.org", user="Eve")).results
        assert others.error and others.error.code == "NOT_ALLOWED"
        (unsaid,) = (await rooms.hears("you know my email")).results
        assert unsaid.error and unsaid.error.code == "NOT_ALLOWED"
        bob = await rooms.store.get_entity_by_id(rooms.person("Bob"))
        assert bob is not None and bob.metadata == {"email": "bob@example.org"}


@pytest.mark.covers("BST-24")
async def test_a_message_to_another_room_is_the_managers_own_words(tmp_path: Path) -> None:
    text = "the vault is open"
    wanted = calls("SEND_MESSAGE", room="news", text=text)
    shown: list[Memory] = []

    async def outlet(memory: Memory) -> None:
        shown.append(memory)

    async with open_rooms(tmp_path, wanted, wanted, wanted) as rooms:
        rooms.runtime.register_send_handler(SOURCE, outlet)
        news = Room(derived_id("news"), rooms.runtime.agent_id, SOURCE, 1, "news", GROUP, "news")
        await rooms.store.ensure_room(news)
        for user, said, code in (
            ("Eve", f"tell news that {text}", "NOT_ALLOWED"),
            ("owner", "good morning", "NOT_ALLOWED"),
            ("owner", f"tell news that {text}", None),
        ):
            (result,) = (await rooms.hears(said, user=user)).results
            assert (result.error.code if result.error else None) == code
        (memory,) = shown
        assert (memory.room_id, memory.content.text) == (news.id, text)
        assert replace(memory.content, text="").actions == ("SEND_MESSAGE",)
