"""Whether a message is answered: muting first, then the room, then whether it is meant for us."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.attention import bypasses, mentions, muted, responds
from fiscus.core.bootstrap.context import ASSISTANT, Context
from fiscus.core.bootstrap.modelling import ask_text, has_model
from fiscus.core.bootstrap.plainwords import room_request
from fiscus.core.bootstrap.texts import SHOULD_RESPOND
from fiscus.core.errors import ConfigError, ModelError
from fiscus.core.models import ModelType
from fiscus.core.models.xml import parse_key_value_xml
from fiscus.core.store.records import ParticipantState

if TYPE_CHECKING:
    from fiscus.core.bootstrap.talk import Talk
    from fiscus.core.reader.reading import Reading
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store.conversations import Scene

log = logging.getLogger(__name__)

PROVIDERS: Final = (
    "ANXIETY",
    "SHOULD_RESPOND",
    "ENTITIES",
    "CHARACTER",
    "RECENT_MESSAGES",
    "ACTIONS",
)


class Verdict(Enum):
    ANSWER = auto()
    IGNORE = auto()
    """It is not for us; that is remembered."""
    SILENT = auto()
    """The room is muted."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Decides which messages of an agent's rooms are its business."""

    runtime: AgentRuntime

    async def verdict(
        self, talk: Talk, scene: Scene, context: Context, reading: Reading
    ) -> Verdict:
        """What becomes of a message."""
        character, text = self.runtime.character, talk.delivery.text
        if muted(scene.participation, character, text) and not self._unmutes(scene, text):
            return Verdict.SILENT
        if bypasses(self.runtime, scene.room_type, talk.message.content.source):
            return Verdict.ANSWER
        own = SHOULD_RESPOND in character.templates
        if not own and (mentions(character, text) or await self._follows(talk, context, reading)):
            return Verdict.ANSWER
        if has_model(self.runtime, ModelType.TEXT_SMALL):
            return Verdict.ANSWER if await self._evaluated(talk) else Verdict.IGNORE
        heard = scene.participation is ParticipantState.FOLLOWED or mentions(character, text)
        return Verdict.ANSWER if heard else Verdict.IGNORE

    def _unmutes(self, scene: Scene, text: str) -> bool:
        """In private there is nobody else who could be meant."""
        request = room_request(text, self.runtime.character)
        return request is not None and request.action == "UNMUTE_ROOM" and not scene.shared

    async def _follows(self, talk: Talk, context: Context, reading: Reading) -> bool:
        """Whether it replies to the agent: marked so, or as the answer to its question."""
        replied = talk.message.content.in_reply_to
        if replied is not None:
            asked = await self.runtime.store.get_memory_by_id(replied)
            return asked is not None and asked.entity_id == self.runtime.agent_id
        last = context.lines[-1] if context.lines else ""
        put = last.startswith(ASSISTANT) and last.rstrip().endswith("?")
        return put and reading.action != "none"

    async def _evaluated(self, talk: Talk) -> bool:
        """The small model's decision; without a clear one, the agent stays silent."""
        runtime = self.runtime
        state = await runtime.compose_state(talk.message, PROVIDERS)
        try:
            answered = await ask_text(runtime, state, SHOULD_RESPOND, small=True)
        except (ModelError, ConfigError) as error:
            log.warning("whether to respond was not decided: %s", error.code)
            return False
        decision = parse_key_value_xml(answered).get("action")
        return responds(decision if isinstance(decision, str) else None)
