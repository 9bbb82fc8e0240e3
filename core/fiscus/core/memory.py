"""What was said and done, as it is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

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


KNOWN: Final = frozenset({"text", "actions", "thought", "source", "inReplyTo", "metadata"})


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
    more: Mapping[str, object] = field(default_factory=dict[str, object])
    """Any other keys: a fact's subject, a document's title."""

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys; what is not set is left out."""
        body: dict[str, Json] = {**_object(self.more), "text": self.text}
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

    @classmethod
    def of_json(cls, body: Mapping[str, Any]) -> Content:
        """What `to_json` wrote."""
        return cls(
            text=body.get("text", ""),
            actions=tuple(body.get("actions", ())),
            thought=body.get("thought"),
            source=body.get("source"),
            in_reply_to=body.get("inReplyTo"),
            metadata=body.get("metadata", {}),
            more={key: value for key, value in body.items() if key not in KNOWN},
        )


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
    type: str = MemoryType.MESSAGE
    """A `MemoryType`, or the name of a plugin's own table of memories."""
    world_id: UUID | None = None
    unique: bool = False
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    embedding: Sequence[float] | None = None
    """Written with the memory. Lists of memories come back without it."""
    similarity: float | None = None
    """To what was searched for: the cosine of the angle, at most 1."""

    @property
    def user_id(self) -> UUID:
        """Another name of `entity_id`."""
        return self.entity_id

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
            "metadata": {**_object(self.metadata), "type": str(self.type)},
        }


def _object(metadata: Mapping[str, object]) -> Mapping[str, Json]:
    return {key: to_json(value) for key, value in metadata.items()}
