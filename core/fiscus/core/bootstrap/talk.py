"""One message while it is answered, and everything said to it so far."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fiscus.core.events import EventType, MessageEvent
from fiscus.core.ids import generate_id
from fiscus.core.isolation import settle, where
from fiscus.core.memory import Content, Memory
from fiscus.core.redaction import hide_within

if TYPE_CHECKING:
    from fiscus.core.bootstrap.delivery import Delivery
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Talk:
    """What is said goes out at once, until the talk is closed: then nothing does any more."""

    runtime: AgentRuntime
    delivery: Delivery
    message: Memory
    """As it is remembered and shown to models."""
    said: list[Memory] = field(default_factory=list[Memory])
    closed: bool = False
    at_desk: int = 0
    """Intents that the desk is busy with."""

    async def say(self, content: Content) -> tuple[Memory, ...]:
        """Send a reply. A platform that cannot be reached does not undo what was done."""
        if self.closed:
            log.info("a reply came too late and was dropped")
            return ()
        memory = self._memory(content)
        self.said.append(memory)
        if self.delivery.send is not None:
            (outcome,) = await settle(self.delivery.send(memory.content))
            if isinstance(outcome, Exception):
                log.error("a reply was not delivered: %s", where(outcome))
        await self.runtime.emit_event(
            EventType.MESSAGE_SENT, MessageEvent(runtime=self.runtime, message=memory)
        )
        return (memory,)

    def note(self, content: Content) -> Memory:
        """Remember a decision that nobody is shown."""
        memory = self._memory(content)
        self.said.append(memory)
        return memory

    @property
    def shown(self) -> tuple[Memory, ...]:
        """What was said, without the decisions that nobody was shown."""
        return tuple(memory for memory in self.said if memory.content.text)

    def count_desk(self, change: int) -> None:
        self.at_desk += change

    def _memory(self, content: Content) -> Memory:
        runtime, message = self.runtime, self.message
        source = message.content.source
        return Memory(
            id=generate_id(),
            entity_id=runtime.agent_id,
            agent_id=runtime.agent_id,
            room_id=message.room_id,
            world_id=message.world_id,
            content=replace(
                hide_within(content, runtime.hiding()), source=source, in_reply_to=message.id
            ),
            created_at=runtime.clock.now(),
        )
