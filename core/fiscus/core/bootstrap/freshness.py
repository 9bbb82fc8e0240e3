"""The newest message of each room: an answer to an older one is not given, nor paid for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fiscus.core.desk.door import earlier
from fiscus.core.errors import Superseded
from fiscus.core.ids import UUID, generate_id

if TYPE_CHECKING:
    from fiscus.core.desk.door import Door, Intent
    from fiscus.core.desk.outcome import Outcome
    from fiscus.core.memory import Memory


@dataclass(slots=True)
class Latest:
    """`response_ids` by room, as documented; and the newest message of each person in it.

    A model's answer is dropped once anybody says something newer in the room. A payment is held
    back only by the person's own newer message: nobody else's chatter can stop it.
    """

    response_ids: dict[UUID, UUID] = field(default_factory=dict[UUID, UUID])
    _messages: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict[tuple[UUID, UUID], UUID])

    def begin(self, message: Memory) -> UUID:
        """The id of the response to a message that just came."""
        response_id = generate_id()
        self.response_ids[message.room_id] = response_id
        self._messages[message.room_id, message.entity_id] = message.id
        return response_id

    def holds(self, message: Memory, response_id: UUID) -> bool:
        """Whether nothing newer was said in the room."""
        return self.response_ids.get(message.room_id) == response_id

    def stands(self, message: Memory) -> bool:
        """Whether this is still the newest message of its person in the room."""
        return self._messages.get((message.room_id, message.entity_id), message.id) == message.id

    def end(self, message: Memory, response_id: UUID) -> None:
        """Forget what nothing newer has replaced."""
        if self.holds(message, response_id):
            del self.response_ids[message.room_id]
        key = (message.room_id, message.entity_id)
        if self._messages.get(key) == message.id:
            del self._messages[key]


@dataclass(slots=True)
class FreshDoor:
    """The desk's door, shut once its message is no longer the person's newest."""

    _door: Door
    _stands: Callable[[], bool]
    _at_desk: Callable[[int], None]
    """Told `1` when the desk takes an intent, `-1` when it is done with it."""

    async def submit(self, intent: Intent) -> Outcome:
        if not self._stands():
            raise Superseded(
                "you said something newer before this was signed, so nothing was signed",
                hint="Say it again if you still want it.",
            )
        self._at_desk(1)
        try:
            return await self._door.submit(intent)
        finally:
            self._at_desk(-1)

    async def earlier(self) -> Outcome | None:
        self._at_desk(1)
        try:
            return await earlier(self._door)
        finally:
            self._at_desk(-1)
