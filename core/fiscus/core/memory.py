"""What was said and done, as it is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fiscus.core.ids import UUID
from fiscus.core.jsontext import Json, to_json


class MemoryType(StrEnum):
    """The documented kinds of memory."""

    MESSAGE = "message"
    FACT = "fact"
    DOCUMENT = "document"
    RELATIONSHIP = "relationship"
    GOAL = "goal"
    TASK = "task"
    ACTION = "action"


class ChannelType(StrEnum):
    """What kind of room a conversation is held in."""

    DM = "dm"
    VOICE_DM = "voice_dm"
    SELF = "self"
    API = "api"
    TEXT = "text"
    GROUP = "group"
    THREAD = "thread"
    BROADCAST = "broadcast"


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a memory; a message has at least a text."""

    text: str = ""
    actions: tuple[str, ...] = ()
    thought: str | None = None
    source: str | None = None
    """Where it came from: `"cli"`, `"discord"`."""
    in_reply_to: UUID | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys; what is not set is left out."""
        body: dict[str, Json] = {"text": self.text}
        if self.actions:
            body["actions"] = list(self.actions)
        for key, value in (
            ("thought", self.thought),
            ("source", self.source),
            ("inReplyTo", self.in_reply_to),
        ):
            if value is not None:
                body[key] = value
        if self.metadata:
            body["metadata"] = to_json(self.metadata)
        return body


@dataclass(frozen=True, slots=True)
class Memory:
    """One remembered thing: whose, where, when and what."""

    id: UUID
    entity_id: UUID
    """Who said it; the agent's own id for its replies."""
    agent_id: UUID
    """Whose memory it is."""
    room_id: UUID
    content: Content
    created_at: int
    """Milliseconds since 1970, UTC."""
    type: MemoryType = MemoryType.MESSAGE
    world_id: UUID | None = None
    unique: bool = False
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys; the type is part of the metadata."""
        return {
            "id": self.id,
            "entityId": self.entity_id,
            "agentId": self.agent_id,
            "roomId": self.room_id,
            "worldId": self.world_id,
            "content": self.content.to_json(),
            "createdAt": self.created_at,
            "unique": self.unique,
            "metadata": {**_object(self.metadata), "type": self.type.value},
        }


def _object(metadata: Mapping[str, object]) -> Mapping[str, Json]:
    return {key: to_json(value) for key, value in metadata.items()}
