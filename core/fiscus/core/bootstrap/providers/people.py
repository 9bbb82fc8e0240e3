"""Who takes part: the room's entities, their relationships and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fiscus.core.bootstrap.roles import Role, roles_of
from fiscus.core.bootstrap.scene import recall, scene_of
from fiscus.core.components import Provider
from fiscus.core.ids import UUID
from fiscus.core.state import ProviderResult

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State
    from fiscus.core.store.records import Entity


async def _entities(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    found = (await recall(runtime, message)).people
    text = "\n".join(map(described, found))
    sender = next((e for e in found if e.id == message.entity_id), None)
    return ProviderResult(
        f"# People in the Room\n{text}" if text else "",
        values={"entities": text, "senderName": _name(sender) if sender else "User"},
        data={"entitiesData": found, "senderName": _name(sender) if sender else None},
    )


def described(entity: Entity) -> str:
    """`"Alice" aka "al"`, its id, and what is kept about it."""
    names = " aka ".join(f'"{name}"' for name in entity.names) or "somebody without a name"
    known = ", ".join(f"{key}: {value}" for key, value in entity.metadata.items())
    return f"{names}\nID: {entity.id}" + (f"\nKnown: {known}" if known else "")


def _name(entity: Entity) -> str:
    return entity.names[0] if entity.names else "User"


async def _relationships(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    found = (await recall(runtime, message)).relationships
    ordered = sorted(found, key=lambda r: -_met(r.metadata.get("interactions")))
    others = {_other(r.source_entity_id, r.target_entity_id, message.entity_id) for r in ordered}
    names = await runtime.store.get_names(others) if others else dict[UUID, str]()
    lines: list[str] = []
    for relationship in ordered:
        source, target = relationship.source_entity_id, relationship.target_entity_id
        other = _other(source, target, message.entity_id)
        tags = ", ".join(relationship.tags) or "no tags"
        count = _met(relationship.metadata.get("interactions"))
        lines.append(f"- {names.get(other, other)}: {tags} ({count} interactions)")
    text = "\n".join(lines)
    return ProviderResult(
        f"# Relationships\n{text}" if text else "",
        values={"relationships": text},
        data={"relationships": ordered},
    )


def _other(one: UUID, two: UUID, me: UUID) -> UUID:
    return two if one == me else one


def _met(value: object) -> int:
    return value if isinstance(value, int) else 0


async def _roles(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    """Only where several people meet in a world; in private there is nothing to tell."""
    scene = await scene_of(runtime, message)
    given = roles_of(scene.world) if scene.shared else dict[UUID, Role]()
    if not given:
        return ProviderResult(values={"roles": ""})
    names = await runtime.store.get_names(set(given))
    sections = [
        _section(role, [names.get(entity, entity) for entity, has in given.items() if has is role])
        for role in Role
    ]
    text = "\n".join(filter(None, sections))
    return ProviderResult(
        f"# Server Role Hierarchy\n{text}", values={"roles": text}, data={"roles": dict(given)}
    )


def _section(role: Role, people: Sequence[str]) -> str:
    return f"{role.value}: {', '.join(people)}" if people else ""


PEOPLE_PROVIDERS = (
    Provider("ENTITIES", _entities, description="People in the conversation", dynamic=True),
    Provider(
        "RELATIONSHIPS", _relationships, description="Who knows whom, and how well", dynamic=True
    ),
    Provider("ROLES", _roles, description="Roles of people in a shared room"),
)
