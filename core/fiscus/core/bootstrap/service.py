"""The service that answers the messages of platforms."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, ClassVar, Final

from fiscus.core.bootstrap.delivery import of_event
from fiscus.core.bootstrap.pipeline import Pipeline, UnderWay
from fiscus.core.bootstrap.scene import MESSAGES, Keeps
from fiscus.core.reader.loading import load_reader

if TYPE_CHECKING:
    from fiscus.core.bootstrap.turn import Turn
    from fiscus.core.events import MessageEvent
    from fiscus.core.ids import UUID
    from fiscus.core.runtime import AgentRuntime

REMEMBERED: Final = 10_000
"""Ids of messages that were handled: announced again, they are not handled again."""


class MessageService(Keeps):
    """Holds what is under way in the rooms of one agent."""

    service_type: ClassVar[str] = MESSAGES
    capability_description: ClassVar[str] = "The agent answers messages and takes part in rooms"

    def __init__(self, runtime: AgentRuntime | None = None) -> None:
        super().__init__(runtime)
        self._under_way = UnderWay(self.keeper)
        self._handled: OrderedDict[UUID, None] = OrderedDict()

    async def initialize(self, runtime: AgentRuntime) -> None:
        self.runtime = runtime

    @property
    def _pipeline(self) -> Pipeline:
        """The one that was made for this runtime; else one with the installed reader."""
        assert self.runtime is not None
        made = self._under_way.pipeline
        return made or Pipeline(self.runtime, load_reader(), self._under_way)

    async def received(self, event: MessageEvent) -> Turn | None:
        """Answer a message that a platform announced, once, however often it is announced.

        One without a callback is news for listeners, and nothing to answer.
        """
        message_id = event.message.id
        if event.callback is None or message_id in self._handled:
            return None
        self._handled[message_id] = None
        if len(self._handled) > REMEMBERED:
            self._handled.popitem(last=False)
        return await self._pipeline.receive(of_event(event, self._under_way.owners))

    async def stop(self) -> None:
        """Wait a while for payments of messages that were given up."""
        await self._under_way.end()
