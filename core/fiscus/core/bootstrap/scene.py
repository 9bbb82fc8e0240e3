"""What is known about where a message was said: looked up once while it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.configuration import conversation_length
from fiscus.core.ids import UUID
from fiscus.core.service import Service
from fiscus.core.store.conversations import Recalled, Scene

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store.records import ParticipantState

MESSAGES: Final = "message"
"""The type of the service that answers messages."""
AWAITING_CHOICE: Final = "AWAITING_CHOICE"
"""The tag of a task that waits for somebody to choose."""
ELSEWHERE: Final = 20
"""Messages of the same person in other rooms."""
RESULTS: Final = 10
"""Results of actions that were run before in the room."""


@dataclass(slots=True)
class Known:
    """Of one message that is being answered."""

    scene: Scene | None = None
    recalled: Recalled | None = None
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Providers run at the same time; one of them looks, for all."""


@dataclass(slots=True)
class Keeper:
    """What one runtime knows of the messages under way, and of its rooms."""

    known: dict[UUID, Known] = field(default_factory=dict[UUID, Known])
    reflected: dict[UUID, int] = field(default_factory=dict[UUID, int])
    """Up to which message each room was reflected on."""


class Keeps(Service):
    """The service that answers messages."""

    service_type = MESSAGES

    def __init__(self, runtime: AgentRuntime | None = None) -> None:
        super().__init__(runtime)
        self.keeper = Keeper()


async def scene_of(runtime: AgentRuntime, message: Memory) -> Scene:
    """The room, its world, how the agent takes part there, and the choices that wait."""
    return await _scene(runtime, message, _known(runtime, message))


async def _scene(runtime: AgentRuntime, message: Memory, known: Known) -> Scene:
    if known.scene is None:
        known.scene = await runtime.store.get_scene(
            message.room_id, runtime.agent_id, waiting=AWAITING_CHOICE
        )
    return known.scene


async def recall(runtime: AgentRuntime, message: Memory) -> Recalled:
    """The conversation, the people and the results around a message."""
    known = _known(runtime, message)
    async with known.looking:
        if known.recalled is None:
            scene = await _scene(runtime, message, known)
            known.recalled = await runtime.store.recall(
                message.room_id,
                message.entity_id,
                recent=conversation_length(runtime, scene.settings),
                elsewhere=ELSEWHERE,
                results=RESULTS,
            )
        return known.recalled


async def participation(runtime: AgentRuntime, message: Memory) -> ParticipantState | None:
    """How the agent takes part in the message's room."""
    return (await scene_of(runtime, message)).participation


def forget(runtime: AgentRuntime, message: Memory) -> None:
    """Look again next time: something there was changed."""
    known = _known(runtime, message)
    known.scene = known.recalled = None


def keeper(runtime: AgentRuntime) -> Keeper | None:
    """Where the service of messages runs, what it keeps."""
    service = runtime.get_service(Keeps)
    return service.keeper if service else None


def _known(runtime: AgentRuntime, message: Memory) -> Known:
    """That of a message under way; of any other, nothing that is kept."""
    service = keeper(runtime)
    found = service.known.get(message.id) if service else None
    return found or Known()
