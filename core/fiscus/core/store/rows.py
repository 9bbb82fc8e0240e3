"""Between what the suite remembers and what the tables hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fiscus.core.ids import UUID
from fiscus.core.jsontext import to_json
from fiscus.core.memory import ChannelType, Content, Memory, MemoryType
from fiscus.core.origins import Origin
from fiscus.core.result import ActionResult, Problem
from fiscus.core.store.records import (
    AgentRecord,
    Authority,
    Component,
    Entity,
    LogEntry,
    Participant,
    ParticipantState,
    Recorded,
    Relationship,
    Room,
    Task,
    TaskStatus,
    World,
)

Row = Mapping[str, Any]
"""A database row: the edge where types end."""

TYPES: Final[Mapping[str, str]] = {kind.value: kind for kind in MemoryType}
"""A plugin's own types are plain text."""


def agent_row(agent: AgentRecord) -> Row:
    return {
        "id": agent.id,
        "name": agent.name,
        "enabled": agent.enabled,
        "character": to_json(agent.character),
        "created_at": agent.created_at,
        "updated_at": agent.updated_at,
    }


def agent_of(row: Row) -> AgentRecord:
    return AgentRecord(**_with(row, character=row["character"] or {}))


def world_row(world: World) -> Row:
    return {
        "id": world.id,
        "agent_id": world.agent_id,
        "name": world.name,
        "server_id": world.server_id,
        "metadata": to_json(world.metadata),
        "created_at": world.created_at,
    }


def world_of(row: Row) -> World:
    return World(**row)


def room_row(room: Room) -> Row:
    return {
        "id": room.id,
        "agent_id": room.agent_id,
        "source": room.source,
        "type": room.type.value,
        "channel_id": room.channel_id,
        "world_id": room.world_id,
        "name": room.name,
        "metadata": to_json(room.metadata),
        "created_at": room.created_at,
        "server_id": room.server_id,
    }


def room_of(row: Row) -> Room:
    return Room(**_with(row, type=ChannelType(row["type"])))


def entity_row(entity: Entity) -> Row:
    return {
        "id": entity.id,
        "agent_id": entity.agent_id,
        "names": list(entity.names),
        "metadata": to_json(entity.metadata),
        "created_at": entity.created_at,
    }


def entity_of(row: Row, components: tuple[Component, ...] = ()) -> Entity:
    return Entity(**_with(row, names=tuple(row["names"]), components=components))


def component_row(component: Component) -> Row:
    return {
        "id": component.id,
        "agent_id": component.agent_id,
        "entity_id": component.entity_id,
        "room_id": component.room_id,
        "world_id": component.world_id,
        "source_entity_id": component.source_entity_id,
        "type": component.type,
        "data": to_json(component.data),
        "created_at": component.created_at,
    }


def component_of(row: Row) -> Component:
    return Component(**row)


def participant_row(participant: Participant) -> Row:
    return {
        "room_id": participant.room_id,
        "entity_id": participant.entity_id,
        "agent_id": participant.agent_id,
        "state": participant.state.value if participant.state else None,
        "created_at": participant.created_at,
    }


def participant_of(row: Row) -> Participant:
    state = row["state"]
    return Participant(**_with(row, state=ParticipantState(state) if state else None))


def relationship_row(relationship: Relationship) -> Row:
    return {
        "id": relationship.id,
        "agent_id": relationship.agent_id,
        "source_entity_id": relationship.source_entity_id,
        "target_entity_id": relationship.target_entity_id,
        "tags": list(relationship.tags),
        "metadata": to_json(relationship.metadata),
        "created_at": relationship.created_at,
        "updated_at": relationship.updated_at,
    }


def relationship_of(row: Row) -> Relationship:
    return Relationship(**_with(row, tags=tuple(row["tags"])))


def task_row(task: Task) -> Row:
    return {
        "id": task.id,
        "agent_id": task.agent_id,
        "name": task.name,
        "description": task.description,
        "room_id": task.room_id,
        "world_id": task.world_id,
        "entity_id": task.entity_id,
        "tags": list(task.tags),
        "metadata": to_json(task.metadata),
        "authority": _authority_row(task.authority),
        "status": TaskStatus(task.status).value,
        "priority": task.priority,
        "scheduled_for": task.scheduled_for,
        "run": task.run,
        "attempts": task.attempts,
        "max_attempts": task.max_attempts,
        "lease_owner": task.lease_owner,
        "lease_until": task.lease_until,
        "result": None if task.result is None else to_json(task.result),
        "error": task.error,
        "created_at": task.created_at,
        "updated_at": task.updated_at,
    }


def task_of(row: Row) -> Task:
    said = row["authority"]
    authority = Authority(
        name=said["name"],
        owner=said["owner"],
        origin=Origin(said["origin"]),
        request=said.get("request", ""),
        words=said.get("words", {}),
    )
    status = TaskStatus(row["status"])
    return Task(**_with(row, tags=tuple(row["tags"]), authority=authority, status=status))


def _authority_row(authority: Authority) -> Row:
    return {
        "name": authority.name,
        "owner": authority.owner,
        "origin": authority.origin.value,
        "request": authority.request,
        "words": dict(authority.words),
    }


def log_row(entry: LogEntry) -> Row:
    return {
        "id": entry.id,
        "agent_id": entry.agent_id,
        "entity_id": entry.entity_id,
        "room_id": entry.room_id,
        "type": entry.type,
        "level": entry.level,
        "body": to_json(entry.body),
        "created_at": entry.created_at,
    }


def log_of(row: Row) -> LogEntry:
    return LogEntry(**row)


def memory_row(memory: Memory) -> Row:
    return {
        "id": memory.id,
        "type": str(memory.type),
        "agent_id": memory.agent_id,
        "entity_id": memory.entity_id,
        "room_id": memory.room_id,
        "world_id": memory.world_id,
        "content": memory.content.to_json(),
        "metadata": to_json(memory.metadata),
        "unique": memory.unique,
        "created_at": memory.created_at,
    }


def memory_of(row: Row) -> Memory:
    return Memory(
        id=UUID(row["id"]),
        entity_id=UUID(row["entity_id"]),
        agent_id=UUID(row["agent_id"]),
        room_id=UUID(row["room_id"]),
        content=Content.of_json(row["content"]),
        created_at=row["created_at"],
        type=TYPES.get(row["type"], str(row["type"])),
        world_id=row["world_id"],
        unique=row["unique"],
        metadata=row["metadata"],
        embedding=row["vector"] if "vector" in row else None,  # noqa: SIM401 - get() is slow here
    )


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


def _with(row: Row, **values: object) -> dict[str, Any]:
    return {**row, **values}


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
