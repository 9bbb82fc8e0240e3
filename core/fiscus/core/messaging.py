"""Messages to a runtime and from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from fiscus.core.errors import ConfigError, RequestError
from fiscus.core.events import EventType, MessageEvent
from fiscus.core.ids import UUID, generate_id
from fiscus.core.memory import Content, Memory

if TYPE_CHECKING:
    from fiscus.core.bootstrap.turn import IncomingMessage, Reply, Turn
    from fiscus.core.runtime import AgentRuntime

SendHandler: TypeAlias = Callable[[Memory], Awaitable[None]]
"""Shows a message of the agent on its platform."""


class MessageHandler(Protocol):
    """Answers a message; shows each reply to `deliver` at once."""

    async def __call__(
        self, incoming: IncomingMessage, deliver: Callable[[Reply], Awaitable[None]] | None = None
    ) -> Turn: ...


class MessageAccess:
    """What a runtime is told, and what it says of its own accord."""

    def __init__(self) -> None:
        self._answer: MessageHandler | None = None
        self._outlets: dict[str, SendHandler] = {}

    def register_message_handler(self, handler: MessageHandler) -> None:
        """Let this answer messages: the pipeline does."""
        self._answer = handler

    async def process_message(
        self,
        message: IncomingMessage | str,
        deliver: Callable[[Reply], Awaitable[None]] | None = None,
    ) -> Turn:
        """Answer a message. Whoever it comes from, here nobody has authenticated them: it moves no
        money, however it names its sender. An owner's messages go to `Agent.handle`.

        Raises `ConfigError` where nobody answers messages here.
        """
        if self._answer is None:
            raise ConfigError("nobody answers messages here", hint="Make a `Pipeline` for it.")
        incoming = _anonymous(message) if isinstance(message, str) else _unproven(message)
        return await self._answer(incoming, deliver)

    def register_send_handler(self, source: str, handler: SendHandler) -> None:
        """Let this show what the agent says of its own accord in rooms of a platform."""
        self._outlets[source] = handler

    async def send_message(self, room_id: UUID, content: Content) -> Memory:
        """Say something in a room, without being asked: remembered, then shown there.

        Raises `RequestError` for a room that this agent does not know.
        """
        runtime = cast("AgentRuntime", self)
        room = await runtime.store.get_room(room_id)
        if room is None or room.agent_id != runtime.agent_id:
            raise RequestError(f"there is no room {room_id!r}", hint="Name one the agent is in.")
        memory = Memory(
            id=generate_id(),
            entity_id=runtime.agent_id,
            agent_id=runtime.agent_id,
            room_id=room_id,
            content=replace(content, source=room.source),
            created_at=runtime.clock.now(),
        )
        await runtime.store.create_memory(memory)
        if outlet := self._outlets.get(room.source):
            await outlet(memory)
        await runtime.emit(EventType.MESSAGE_SENT, MessageEvent(runtime=runtime, message=memory))
        return memory


def _unproven(message: IncomingMessage) -> IncomingMessage:
    from fiscus.core.desk.door import Principal

    claimed = message.principal
    principal = Principal(claimed.name, may_ask=claimed.may_ask and not claimed.owner)
    return replace(message, principal=principal)


def _anonymous(text: str) -> IncomingMessage:
    from fiscus.core.bootstrap.turn import IncomingMessage
    from fiscus.core.desk.door import Principal

    return IncomingMessage(
        id=generate_id(),
        text=text,
        principal=Principal("user"),
        room="api",
        user="user",
        source="api",
    )
