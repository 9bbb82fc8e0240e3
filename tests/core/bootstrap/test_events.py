"""What a platform tells the agent, and what the agent keeps or answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import Content, EventType, Memory
from fiscus.core.bootstrap import message_received_handler
from fiscus.core.events import EntityEvent, Event, MessageEvent, PostEvent, RoomEvent, WorldEvent
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import ChannelType
from fiscus.core.store.records import Entity, Room
from tests.core.bootstrap.rooms import Rooms, open_rooms
from tests.fakes import BOB

ROOM, ANN = derived_id("platform room"), derived_id("Ann")


class Said(list[Content]):
    """A platform's callback that keeps what the agent says."""

    async def __call__(self, content: Content) -> Sequence[Memory]:
        self.append(content)
        return ()


def spoken(rooms: Rooms, text: str = "hello", *, source: str = "client_chat") -> Memory:
    content = Content(text, source=source)
    return Memory(generate_id(), ANN, rooms.runtime.agent_id, ROOM, content, 1)


def event(rooms: Rooms, message: Memory, said: Said | None = None) -> MessageEvent:
    agent = rooms.runtime.agent_id
    return MessageEvent(
        runtime=rooms.runtime,
        message=message,
        room=Room(ROOM, agent, "client_chat", 1, "c1", ChannelType.TEXT),
        user=Entity(ANN, agent, ("Ann",), 1),
        callback=said,
    )


@pytest.mark.covers("BST-03", "BST-04", "BST-07", "BST-08", "BST-64", "BST-65", "BST-111")
@pytest.mark.parametrize("kind", ["MESSAGE_RECEIVED", "VOICE_MESSAGE_RECEIVED"])
async def test_a_message_of_a_platform_is_remembered_and_answered_by_its_callback(
    tmp_path: Path, kind: str
) -> None:
    async with open_rooms(tmp_path, "Hello Ann!") as rooms:
        said, asked = Said(), spoken(rooms)
        await rooms.runtime.emit_event(kind, event(rooms, asked, said))
        assert said == [
            Content("Hello Ann!", ("REPLY",), source="client_chat", in_reply_to=asked.id)
        ]
        kept = await rooms.store.get_memories(room_id=ROOM)
        assert [m.content.text for m in kept] == ["hello", "Hello Ann!"]


@pytest.mark.covers("X-66", "BST-69", "BST-77")
async def test_a_message_announced_again_is_not_answered_again(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "once") as rooms:
        said, asked = Said(), spoken(rooms)

        async def a_second_handler(payload: Event) -> None:
            assert isinstance(payload, MessageEvent) and payload.callback
            await message_received_handler(
                runtime=rooms.runtime, message=payload.message, callback=payload.callback
            )

        rooms.runtime.on(EventType.MESSAGE_RECEIVED, a_second_handler)
        await rooms.runtime.emit_event("MESSAGE_RECEIVED", event(rooms, asked, said))
        await rooms.runtime.emit_event("MESSAGE_RECEIVED", event(rooms, asked, said))
        assert [content.text for content in said] == ["once"]


@pytest.mark.covers("BST-03")
async def test_on_complete_is_called_at_the_end_whatever_happens(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "hi") as rooms:
        ends: list[int] = []
        said = Said()

        async def done() -> None:
            ends.append(len(said))

        await message_received_handler(
            runtime=rooms.runtime, message=spoken(rooms), callback=said, on_complete=done
        )
        own = replace(spoken(rooms), entity_id=rooms.runtime.agent_id)
        await message_received_handler(
            runtime=rooms.runtime, message=own, callback=said, on_complete=done
        )
        assert ends == [1, 1]


async def test_nobody_on_a_platform_is_an_owner(tmp_path: Path) -> None:
    """The desk is asked with the person's id and without any authority."""
    from tests.core.bootstrap.test_conversation import PAYING
    from tests.fakes import outcome

    async with open_rooms(tmp_path, reads=True, with_model=False, plugins=[PAYING]) as rooms:
        rooms.desk.expect(outcome())
        asked = spoken(rooms, f"Send 0.1 ETH to {BOB}")
        await rooms.runtime.emit_event("MESSAGE_RECEIVED", event(rooms, asked, Said()))
        ((ticket, _),) = rooms.desk.submitted
        assert (ticket.principal.name, ticket.principal.owner) == (ANN, False)
        assert (ticket.message_id, ticket.room) == (asked.id, ROOM)


async def test_a_callback_that_fails_undoes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_rooms(tmp_path, "Hello!") as rooms:

        async def broken(content: Content) -> Sequence[Memory]:
            raise ConnectionError("https://hooks/secret")

        await message_received_handler(
            runtime=rooms.runtime, message=spoken(rooms), callback=broken
        )
        kept = await rooms.store.get_memories(room_id=ROOM)
        assert [m.content.text for m in kept] == ["hello", "Hello!"]
    assert "secret" not in caplog.text and "not delivered" in caplog.text


@pytest.mark.covers("BST-09")
async def test_a_reaction_is_remembered_and_not_answered(tmp_path: Path) -> None:
    async with open_rooms(tmp_path) as rooms:
        said, reaction = Said(), spoken(rooms, "*Added <heart>*")
        await rooms.runtime.emit_event("REACTION_RECEIVED", event(rooms, reaction, said))
        kept = await rooms.store.get_memory_by_id(reaction.id)
        assert kept is not None and kept.metadata["reaction"] is True
        assert said == []


@pytest.mark.covers("BST-10", "BST-11")
async def test_what_is_deleted_on_the_platform_is_forgotten(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "a", "b") as rooms:
        first, second = spoken(rooms, "1"), spoken(rooms, "2")
        for message in (first, second):
            await rooms.runtime.emit_event("MESSAGE_RECEIVED", event(rooms, message, Said()))
        await rooms.runtime.emit_event("MESSAGE_DELETED", event(rooms, first))
        assert await rooms.store.get_memory_by_id(first.id) is None
        assert await rooms.store.get_memory_by_id(second.id) is not None
        await rooms.runtime.emit_event(
            "CHANNEL_CLEARED", RoomEvent(runtime=rooms.runtime, room_id=ROOM)
        )
        assert await rooms.store.get_memories(room_id=ROOM) == ()


@pytest.mark.covers("BST-13", "BST-14", "X-49")
async def test_worlds_and_people_are_kept_as_they_join_and_leave(tmp_path: Path) -> None:
    async with open_rooms(tmp_path) as rooms:
        runtime, store, world = rooms.runtime, rooms.store, derived_id("w")
        told = {"name": "Rome", "serverId": "s1", "ownerId": ANN, "topic": "gold"}
        for metadata in (told, {"topic": "silver"}):
            joined = WorldEvent(runtime=runtime, world_id=world, metadata=metadata)
            await runtime.emit_event("WORLD_JOINED", joined)
        kept = await store.get_world(world)
        assert kept is not None
        assert (kept.name, kept.server_id) == ("Rome", "s1")
        assert kept.metadata == {"topic": "silver", "ownership": {"ownerId": ANN}}
        await store.ensure_room(Room(ROOM, runtime.agent_id, "x", 1, world_id=world))
        entity = Entity(ANN, runtime.agent_id, ("Ann",), 1)
        coming = EntityEvent(
            runtime=runtime, entity_id=ANN, action="joined", entity=entity, room_id=ROOM
        )
        await runtime.emit_event("ENTITY_JOINED", coming)
        assert await store.get_participants_for_room(ROOM) == (ANN,)
        await runtime.emit_event("ENTITY_LEFT", replace(coming, action="left"))
        assert await store.get_participants_for_room(ROOM) == ()
        assert await store.get_entity_by_id(ANN) == entity


@pytest.mark.covers("BST-12", "BST-57")
async def test_a_post_is_written_in_the_characters_style(tmp_path: Path) -> None:
    post = "<response><thought>t</thought><post>Gold is up.</post><imagePrompt/></response>"
    async with open_rooms(tmp_path, post) as rooms:
        said = Said()
        due = PostEvent(
            runtime=rooms.runtime, world_id=derived_id("w"), room_id=ROOM, user_id=ANN,
            source="task", callback=said,
        )  # fmt: skip
        await rooms.runtime.emit_event("POST_GENERATED", due)
        assert said == [Content("Gold is up.", ("POST",), thought="t", source="task")]
        assert "# Task: Write a post as Ada." in rooms.model.prompts[0]


async def test_without_a_model_nothing_is_posted(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, with_model=False) as rooms:
        said = Said()
        due = PostEvent(
            runtime=rooms.runtime, world_id=ROOM, room_id=ROOM, user_id=ANN, source="task",
            callback=said,
        )  # fmt: skip
        await rooms.runtime.emit_event("POST_GENERATED", due)
        assert said == []


@pytest.mark.covers("BST-113")
async def test_messages_of_two_rooms_at_once_each_reach_the_callback(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "a", "b") as rooms:
        said = Said()
        one, two = spoken(rooms, "1"), replace(spoken(rooms, "2"), room_id=derived_id("other"))
        await asyncio.gather(
            *(
                message_received_handler(runtime=rooms.runtime, message=m, callback=said)
                for m in (one, two)
            )
        )
        assert sorted(content.text for content in said) == ["a", "b"]
