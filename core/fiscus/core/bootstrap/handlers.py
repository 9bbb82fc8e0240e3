"""What the bootstrap plugin does when something happens on a platform."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.posts import generate_post
from fiscus.core.bootstrap.roles import OWNERSHIP
from fiscus.core.bootstrap.service import MessageService
from fiscus.core.events import (
    EntityEvent,
    Event,
    EventHandler,
    EventType,
    MessageEvent,
    PostEvent,
    RoomEvent,
    WorldEvent,
)
from fiscus.core.store.records import Entity, World

if TYPE_CHECKING:
    from fiscus.core.action import HandlerCallback
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

REACTION: Final = "reaction"
"""The key of a reaction's metadata that marks it as one."""
SYNCED: Final = ("name", "serverId")
"""Keys of a world's event that are the world's own fields."""


async def message_received_handler(
    *,
    runtime: AgentRuntime,
    message: Memory,
    callback: HandlerCallback,
    on_complete: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Answer a message into its room by `callback`; `on_complete` is told when all is done.

    The same message is answered once. Nobody who speaks here is an owner of the wallet.
    """
    event = MessageEvent(
        runtime=runtime, message=message, callback=callback, on_complete=on_complete
    )
    await message_received(event)


async def message_received(event: Event) -> None:
    """Of `MESSAGE_RECEIVED` and `VOICE_MESSAGE_RECEIVED`."""
    service = event.runtime.get_service(MessageService)
    if not isinstance(event, MessageEvent) or service is None:
        return
    try:
        await service.received(event)
    finally:
        if event.on_complete is not None:
            await event.on_complete()


async def reaction_received(event: Event) -> None:
    """Remember a reaction; nobody answers it."""
    if not isinstance(event, MessageEvent):
        return
    message = event.message
    metadata = {**message.metadata, REACTION: True}
    await _ensure_place(event)
    await event.runtime.store.create_memory(replace(message, metadata=metadata))


async def message_deleted(event: Event) -> None:
    """Forget what was taken back."""
    if isinstance(event, MessageEvent):
        await event.runtime.store.delete_memory(event.message.id)


async def channel_cleared(event: Event) -> None:
    """Forget every message of a room."""
    if isinstance(event, RoomEvent):
        count = await event.runtime.store.delete_memories(room_id=event.room_id)
        log.info("%d messages of a cleared channel were forgotten", count)


async def post_generated(event: Event) -> None:
    """Write a post, and hand it to whoever publishes it."""
    if isinstance(event, PostEvent) and event.callback is not None:
        await generate_post(event)


async def world_joined(event: Event) -> None:
    """Keep a server: its name, who owns it, and what else the platform tells of it."""
    if not isinstance(event, WorldEvent):
        return
    runtime, told = event.runtime, dict(event.metadata)
    name, server = (_text(told.pop(key, None)) for key in SYNCED)
    owner = _text(told.pop("ownerId", None))
    if owner:
        told[OWNERSHIP] = {"ownerId": owner}
    known = await runtime.store.get_world(event.world_id)
    if known is None:
        world = World(
            event.world_id, runtime.agent_id, runtime.clock.now(), name, server, metadata=told
        )
        await runtime.store.ensure_world(world)
        return
    metadata = {**known.metadata, **told}
    await runtime.store.update_world(
        replace(
            known,
            name=name or known.name,
            server_id=server or known.server_id,
            metadata=metadata,
        )
    )


async def entity_joined(event: Event) -> None:
    """Keep somebody, and that they take part in the room."""
    if not isinstance(event, EntityEvent):
        return
    store, now = event.runtime.store, event.runtime.clock.now()
    entity = event.entity or Entity(event.entity_id, event.runtime.agent_id, (), now)
    await store.ensure_entity(entity)
    if event.room_id is not None and await store.get_room(event.room_id) is not None:
        await store.ensure_participant_in_room(
            event.entity_id, event.room_id, agent_id=event.runtime.agent_id, now=now
        )


async def entity_left(event: Event) -> None:
    """Whoever left a room takes part in it no more; what they said stays."""
    if isinstance(event, EntityEvent) and event.room_id is not None:
        await event.runtime.store.remove_participant(event.entity_id, event.room_id)


async def _ensure_place(event: MessageEvent) -> None:
    store = event.runtime.store
    if event.room is not None:
        await store.ensure_room(event.room)
    if event.user is not None:
        await store.ensure_entity(event.user)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


EVENTS: Final[Mapping[str, tuple[EventHandler, ...]]] = {
    EventType.MESSAGE_RECEIVED: (message_received,),
    EventType.VOICE_MESSAGE_RECEIVED: (message_received,),
    EventType.REACTION_RECEIVED: (reaction_received,),
    EventType.MESSAGE_DELETED: (message_deleted,),
    EventType.CHANNEL_CLEARED: (channel_cleared,),
    EventType.POST_GENERATED: (post_generated,),
    EventType.WORLD_JOINED: (world_joined,),
    EventType.WORLD_CONNECTED: (world_joined,),
    EventType.ENTITY_JOINED: (entity_joined,),
    EventType.ENTITY_LEFT: (entity_left,),
}
