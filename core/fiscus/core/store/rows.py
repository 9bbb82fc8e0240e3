"""Between what the suite remembers and what the tables hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fiscus.core.ids import UUID
from fiscus.core.jsontext import to_json
from fiscus.core.memory import ChannelType, Content, Memory, MemoryType
from fiscus.core.result import ActionResult, Problem

Row = Mapping[str, Any]
"""A database row: the edge where types end."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a conversation is held; `channel_id` is the source's own name for it."""

    id: UUID
    agent_id: UUID
    source: str
    created_at: int
    channel_id: str | None = None
    type: ChannelType = ChannelType.DM
    name: str | None = None
    world_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody who speaks."""

    id: UUID
    agent_id: UUID
    names: tuple[str, ...]
    created_at: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A result of an action, with the message and the run it belongs to."""

    id: UUID
    agent_id: UUID
    room_id: UUID
    message_id: UUID
    run_id: UUID
    step: int
    result: ActionResult
    created_at: int


def room_row(room: Room) -> Row:
    return {
        "id": room.id,
        "agent_id": room.agent_id,
        "source": room.source,
        "type": room.type.value,
        "channel_id": room.channel_id,
        "world_id": room.world_id,
        "name": room.name,
        "metadata": {},
        "created_at": room.created_at,
    }


def entity_row(entity: Entity) -> Row:
    return {
        "id": entity.id,
        "agent_id": entity.agent_id,
        "names": list(entity.names),
        "metadata": {},
        "created_at": entity.created_at,
    }


def memory_row(memory: Memory) -> Row:
    return {
        "id": memory.id,
        "type": memory.type.value,
        "agent_id": memory.agent_id,
        "entity_id": memory.entity_id,
        "room_id": memory.room_id,
        "world_id": memory.world_id,
        "content": memory.content.to_json(),
        "metadata": to_json(memory.metadata),
        "unique": memory.unique,
        "created_at": memory.created_at,
    }


def result_row(recorded: Recorded) -> Row:
    return {
        "id": recorded.id,
        "agent_id": recorded.agent_id,
        "room_id": recorded.room_id,
        "message_id": recorded.message_id,
        "run_id": recorded.run_id,
        "step": recorded.step,
        "action": recorded.result.action,
        "success": recorded.result.success,
        "result": recorded.result.to_json(),
        "created_at": recorded.created_at,
    }


def memory_of(row: Row) -> Memory:
    return Memory(
        id=UUID(row["id"]),
        entity_id=UUID(row["entity_id"]),
        agent_id=UUID(row["agent_id"]),
        room_id=UUID(row["room_id"]),
        content=_content(row["content"]),
        created_at=row["created_at"],
        type=MemoryType(row["type"]),
        world_id=row["world_id"],
        unique=row["unique"],
        metadata=row["metadata"],
    )


def recorded_of(row: Row) -> Recorded:
    return Recorded(
        id=UUID(row["id"]),
        agent_id=UUID(row["agent_id"]),
        room_id=UUID(row["room_id"]),
        message_id=UUID(row["message_id"]),
        run_id=UUID(row["run_id"]),
        step=row["step"],
        result=_result(row["result"]),
        created_at=row["created_at"],
    )


def _content(body: Mapping[str, Any]) -> Content:
    return Content(
        text=body.get("text", ""),
        actions=tuple(body.get("actions", ())),
        thought=body.get("thought"),
        source=body.get("source"),
        in_reply_to=body.get("inReplyTo"),
        metadata=body.get("metadata", {}),
    )


def _result(body: Mapping[str, Any]) -> ActionResult:
    error: Mapping[str, Any] | None = body["error"]
    return ActionResult(
        success=body["success"],
        text=body["text"],
        values=body["values"],
        data=body["data"],
        error=Problem(error["code"], error["message"], error["hint"]) if error else None,
        action=body["action"],
    )
