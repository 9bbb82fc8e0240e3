"""Facts: memories of a subject, a predicate and an object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Unpack

from fiscus.core.ids import UUID, generate_id
from fiscus.core.memory import Content, Memory, MemoryType
from fiscus.core.store.memories import Memories
from fiscus.core.store.queries import MemoryParams

FIELDS = ("subject", "predicate", "object", "confidence", "source")


class Facts(Memories):
    """What was learned."""

    async def create_fact(
        self,
        *,
        subject: str,
        predicate: str,
        object: str,
        agent_id: UUID,
        entity_id: UUID,
        room_id: UUID,
        created_at: int,
        confidence: float | None = None,
        source: str | None = None,
    ) -> UUID:
        """Remember a fact; one that is known in this room is not written again."""
        content = Content(
            f"{subject} {predicate} {object}",
            source=source,
            more={
                "subject": subject,
                "predicate": predicate,
                "object": object,
                **({} if confidence is None else {"confidence": confidence}),
            },
        )
        fact = Memory(
            generate_id(), entity_id, agent_id, room_id, content, created_at, MemoryType.FACT
        )
        return await self.create_memory(fact, unique=True)

    async def get_facts(
        self,
        *,
        subject: str | None = None,
        predicate: str | None = None,
        **params: Unpack[MemoryParams],
    ) -> tuple[Memory, ...]:
        """The newest that fit, oldest first."""
        wanted = {"content.subject": subject, "content.predicate": predicate}
        filter = {
            **(params.get("filter") or {}),
            **{path: value for path, value in wanted.items() if value is not None},
        }
        asked: MemoryParams = {**params, "type": MemoryType.FACT, "filter": filter}
        return await self.get_memories(**asked)

    async def update_fact(self, fact_id: UUID, patch: Mapping[str, object]) -> bool:
        """Change some of what a fact says; false where there is no such fact."""
        fact = await self.get_memory_by_id(fact_id)
        if fact is None or fact.type != MemoryType.FACT:
            return False
        said = {**fact.content.to_json(), **patch}
        if {"subject", "predicate", "object"} & set(patch):
            said["text"] = " ".join(str(said.get(name, "")) for name in FIELDS[:3])
        return await self.update_memory(replace(fact, content=Content.of_json(said)))
