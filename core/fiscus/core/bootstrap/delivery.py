"""A message on its way in: what was said, where, by whom, and who vouches for that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from fiscus.core.bootstrap.turn import IncomingMessage, Reply
from fiscus.core.desk.door import Principal, Ticket, Words
from fiscus.core.ids import derived_id
from fiscus.core.memory import ChannelType, Content, Memory
from fiscus.core.store.records import Entity, Room

if TYPE_CHECKING:
    from fiscus.core.events import MessageEvent
    from fiscus.core.runtime import AgentRuntime

Deliver: TypeAlias = Callable[[Reply], Awaitable[None]]
"""Shows a reply at once, before the turn is over."""
Send: TypeAlias = Callable[[Content], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message, as a platform or a program hands it over."""

    id: str
    """Given back with the answer."""
    message: Memory
    room: Room
    entity: Entity
    principal: Principal
    source: str
    room_name: str
    """The source's own name of the room; part of the key under which the message acts once."""
    key: str
    text: str
    """As it was delivered: whose word a value is, is read from this and from nothing else."""
    send: Send | None = None
    """Shows a reply at once."""
    announced: bool = False
    """Whether listeners were told of it: then it came from an event."""

    def ticket(self, step: int, words: Words) -> Ticket:
        """The desk's ticket for a step; `words` are what the reader found in it."""
        return Ticket(
            source=self.source,
            room=self.room_name,
            message_id=self.key,
            step=step,
            text=self.text,
            principal=self.principal,
            words=words,
        )


def of_program(
    runtime: AgentRuntime, incoming: IncomingMessage, deliver: Deliver | None
) -> Delivery:
    """A message from a program that authenticated its person."""
    agent, now = runtime.agent_id, runtime.clock.now()
    room_id = derived_id(agent, incoming.source, incoming.room)
    entity_id = derived_id(agent, incoming.source, incoming.user)
    message = Memory(
        id=derived_id(agent, incoming.source, incoming.room, incoming.key),
        entity_id=entity_id,
        agent_id=agent,
        room_id=room_id,
        content=Content(incoming.text, source=incoming.source, more=incoming.more),
        created_at=now,
    )
    return Delivery(
        id=incoming.id,
        message=message,
        room=Room(
            room_id, agent, incoming.source, now, channel_id=incoming.room, type=incoming.room_type
        ),
        entity=Entity(entity_id, agent, (incoming.user,), now),
        principal=incoming.principal,
        source=incoming.source,
        room_name=incoming.room,
        key=incoming.key,
        text=incoming.text,
        send=None if deliver is None else _shown(deliver),
    )


def of_event(event: MessageEvent, owners: Collection[str] = ()) -> Delivery:
    """A message that a platform announced. Nobody on a platform is an owner, until the operator
    lists them: `owners` are ids of entities."""
    message, agent = event.message, event.runtime.agent_id
    source = message.content.source or "unknown"
    room = event.room or Room(
        message.room_id, agent, source, message.created_at, type=ChannelType.GROUP
    )
    return Delivery(
        id=message.id,
        message=message,
        room=room,
        entity=event.user or Entity(message.entity_id, agent, (), message.created_at),
        principal=Principal(message.entity_id, owner=message.entity_id in owners),
        source=source,
        room_name=message.room_id,
        key=message.id,
        text=message.content.text,
        send=event.callback,
        announced=True,
    )


def _shown(deliver: Deliver) -> Send:
    async def send(content: Content) -> None:
        await deliver(Reply.of(content))

    return send
