"""Agents, entities, their components and their relationships."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from fiscus.core.ids import UUID
from fiscus.core.store.filters import has_all
from fiscus.core.store.records import AgentRecord, Component, Entity, Relationship
from fiscus.core.store.repository import Repository
from fiscus.core.store.rows import (
    agent_of,
    agent_row,
    component_of,
    component_row,
    entity_of,
    entity_row,
    relationship_of,
    relationship_row,
)
from fiscus.core.store.schema import agents, components, entities, participants, relationships
from fiscus.core.store.statements import add


class People(Repository):
    """Who is known."""

    async def ensure_agent(self, agent_id: UUID, name: str, *, now: int) -> None:
        """The agent, and the agent as an entity: it speaks too."""
        await self.create_agent(AgentRecord(agent_id, name, now, now))

    async def create_agent(self, agent: AgentRecord) -> UUID:
        """The agent, and the agent as an entity."""
        itself = entity_row(Entity(agent.id, agent.id, (agent.name,), agent.created_at))

        def write(connection: Connection) -> None:
            add(connection, agents, [agent_row(agent)])
            add(connection, entities, [itself])

        await self._write(write)
        return agent.id

    async def get_agent(self, agent_id: UUID) -> AgentRecord | None:
        row = await self._by_id(agents, agent_id)
        return agent_of(row) if row else None

    async def get_agents(self) -> tuple[AgentRecord, ...]:
        """All, the oldest first."""
        order = (agents.c.created_at, agents.c.id)
        return tuple(map(agent_of, await self._rows(select(agents).order_by(*order))))

    async def update_agent(self, agent: AgentRecord) -> bool:
        """Put this in place of what is there; false where there is nothing."""
        return await self._change(agents, agent_row(agent))

    async def delete_agent(self, agent_id: UUID) -> bool:
        """The agent, and everything that it remembers."""
        self._known.clear()
        return await self._remove(agents, [agent_id]) > 0

    async def ensure_entity(self, entity: Entity) -> None:
        """Remember the entity, unless it is known."""
        await self._ensure(entities, entity_row(entity))

    async def create_entity(self, entity: Entity) -> UUID:
        await self.create_entities([entity])
        return entity.id

    async def create_entities(self, new: Sequence[Entity]) -> None:
        await self._add(entities, [entity_row(entity) for entity in new])

    async def get_entity_by_id(self, entity_id: UUID) -> Entity | None:
        """With its components."""
        found = await self.get_entities_by_ids([entity_id])
        return found[0] if found else None

    get_entity = get_entity_by_id

    async def get_entities_by_ids(self, entity_ids: Collection[UUID]) -> tuple[Entity, ...]:
        """Those that are known, with their components, in no order."""
        return await self._with_components(await self._by_ids(entities, entity_ids))

    async def get_people(self) -> tuple[Entity, ...]:
        """Everybody but the agents, without components, the longest known first."""
        query = select(entities).where(entities.c.id.not_in(select(agents.c.id)))
        order = (entities.c.created_at, entities.c.id)
        return tuple(map(entity_of, await self._rows(query.order_by(*order))))

    async def get_entities_for_room(self, room_id: UUID) -> tuple[Entity, ...]:
        """Who takes part in a room, with components, in the order in which they joined."""
        joined = entities.join(participants, participants.c.entity_id == entities.c.id)
        query = select(entities).select_from(joined).where(participants.c.room_id == room_id)
        order = (participants.c.created_at, entities.c.id)
        return await self._with_components(await self._rows(query.order_by(*order)))

    async def get_names(self, entity_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """How entities are called; who is not known is absent."""
        wanted = entities.c.id.in_(list(entity_ids))
        rows = await self._rows(select(entities.c.id, entities.c.names).where(wanted))
        return {UUID(row["id"]): row["names"][0] for row in rows if row["names"]}

    async def update_entity(self, entity: Entity) -> bool:
        """Names and metadata; false where there is no such entity."""
        return await self._change(entities, entity_row(entity))

    async def delete_entity(self, entity_id: UUID) -> bool:
        """The entity, and everything that it said."""
        return await self._remove(entities, [entity_id]) > 0

    async def create_component(self, component: Component) -> UUID:
        await self._add(components, [component_row(component)])
        return component.id

    async def get_component(
        self,
        entity_id: UUID,
        type: str,
        *,
        world_id: UUID | None = None,
        source_entity_id: UUID | None = None,
    ) -> Component | None:
        """The newest of this type that fits."""
        found = await self.get_components(
            entity_id, world_id=world_id, source_entity_id=source_entity_id
        )
        return next((item for item in reversed(found) if item.type == type), None)

    async def get_components(
        self,
        entity_id: UUID,
        *,
        world_id: UUID | None = None,
        source_entity_id: UUID | None = None,
    ) -> tuple[Component, ...]:
        """All of an entity that fit, the oldest first."""
        query = select(components).where(components.c.entity_id == entity_id)
        if world_id is not None:
            query = query.where(components.c.world_id == world_id)
        if source_entity_id is not None:
            query = query.where(components.c.source_entity_id == source_entity_id)
        order = (components.c.created_at, components.c.id)
        return tuple(map(component_of, await self._rows(query.order_by(*order))))

    async def update_component(self, component: Component) -> bool:
        """Put this in place of what is there; false where there is nothing."""
        return await self._change(components, component_row(component))

    async def delete_component(self, component_id: UUID) -> bool:
        return await self._remove(components, [component_id]) > 0

    async def create_relationship(self, relationship: Relationship) -> UUID:
        """One for each pair, direction and agent: another for the same changes nothing."""
        await self._add(relationships, [relationship_row(relationship)])
        return relationship.id

    async def get_relationship(
        self, source_entity_id: UUID, target_entity_id: UUID, *, agent_id: UUID | None = None
    ) -> Relationship | None:
        query = select(relationships).where(
            relationships.c.source_entity_id == source_entity_id,
            relationships.c.target_entity_id == target_entity_id,
        )
        if agent_id is not None:
            query = query.where(relationships.c.agent_id == agent_id)
        row = await self._one(query.limit(1))
        return relationship_of(row) if row else None

    async def get_relationships(
        self, entity_id: UUID, other_id: UUID | None = None, *, tags: Iterable[str] = ()
    ) -> tuple[Relationship, ...]:
        """From or to an entity (and `other_id`) that bear all the tags, the oldest first."""
        table = relationships
        query = select(table).where(
            or_(table.c.source_entity_id == entity_id, table.c.target_entity_id == entity_id)
        )
        if other_id is not None:
            query = query.where(
                or_(table.c.source_entity_id == other_id, table.c.target_entity_id == other_id)
            )
        query = query.where(*has_all(table.c.tags, tags, self._database.dialect))
        order = (table.c.created_at, table.c.id)
        return tuple(map(relationship_of, await self._rows(query.order_by(*order))))

    async def update_relationship(self, relationship: Relationship) -> bool:
        """Put this in place of what is there; false where there is nothing."""
        return await self._change(relationships, relationship_row(relationship))

    async def delete_relationship(self, relationship_id: UUID) -> bool:
        return await self._remove(relationships, [relationship_id]) > 0

    async def _with_components(self, rows: Sequence[Mapping[str, object]]) -> tuple[Entity, ...]:
        ids = [str(row["id"]) for row in rows]
        wanted = select(components).where(components.c.entity_id.in_(ids))
        found = [
            component_of(row)
            for row in await self._rows(wanted.order_by(components.c.created_at))
        ]  # fmt: skip
        return tuple(
            entity_of(row, tuple(item for item in found if item.entity_id == row["id"]))
            for row in rows
        )
