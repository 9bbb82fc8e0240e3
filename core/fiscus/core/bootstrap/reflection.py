"""What the agent learns from a conversation: facts, and who knows whom."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, Field, ValidationError

from fiscus.core.bootstrap.configuration import conversation_length
from fiscus.core.bootstrap.embedding import vector_of
from fiscus.core.bootstrap.modelling import ask_object, has_model
from fiscus.core.bootstrap.scene import keeper, recall
from fiscus.core.bootstrap.texts import REFLECTION
from fiscus.core.components import Evaluator
from fiscus.core.ids import UUID, derived_id, generate_id
from fiscus.core.memory import Content, Memory, MemoryType
from fiscus.core.models import ModelType
from fiscus.core.store.records import Relationship

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State

log = logging.getLogger(__name__)

PROVIDERS: Final = ("RECENT_MESSAGES", "ENTITIES", "CHARACTER")
KNOWN_FACTS: Final = 30
"""Shown to the model, so that it does not learn them again."""
MOST: Final = 20
"""Facts, and relationships, that one reflection may bring."""
LONGEST: Final = 500
"""Characters of a claim or a tag that are kept."""
LAST: Final = "reflection:{}"
"""Where the cache has the newest message of a room that was reflected on."""


class Fact(BaseModel):
    """Something that somebody claimed."""

    claim: str = ""
    type: str = "fact"
    in_bio: bool = False
    already_known: bool = False

    @property
    def is_new(self) -> bool:
        return bool(self.claim.strip()) and not (self.in_bio or self.already_known)


class Bond(BaseModel):
    """That two know each other."""

    source: str = Field("", alias="sourceEntityId")
    target: str = Field("", alias="targetEntityId")
    tags: tuple[str, ...] = ()


class Reflection(BaseModel):
    """The documented answer of the model."""

    thought: str = ""
    facts: tuple[Fact, ...] = ()
    relationships: tuple[Bond, ...] = ()


async def due(runtime: AgentRuntime, message: Memory, state: State) -> bool:
    """With a model, once a quarter of a conversation is new. Costs nothing without one."""
    if not has_model(runtime, ModelType.OBJECT_SMALL):
        return False
    since = await _reflected(runtime, message.room_id)
    new = sum(said.created_at > since for said in (await recall(runtime, message)).recent)
    return new > conversation_length(runtime) // 4


async def _reflected(runtime: AgentRuntime, room_id: UUID) -> int:
    """Up to when the room was reflected on; looked up once in a process."""
    service = keeper(runtime)
    if service is not None and room_id in service.reflected:
        return service.reflected[room_id]
    found = await runtime.get_cache(LAST.format(room_id))
    at = found if isinstance(found, int) else 0
    if service is not None:
        service.reflected[room_id] = at
    return at


async def reflect(
    runtime: AgentRuntime, message: Memory, state: State, responses: Sequence[Memory]
) -> Mapping[str, object] | None:
    """Keep new facts, each once, and count who spoke with whom.

    The next one is due a quarter of a conversation later, whatever comes of this one.
    """
    if (service := keeper(runtime)) is not None:
        service.reflected[message.room_id] = message.created_at
    await runtime.set_cache(LAST.format(message.room_id), message.created_at)
    composed = await runtime.compose_state(message, PROVIDERS, only_include=True)
    people = (await recall(runtime, message)).people
    facts = await runtime.store.get_memories(
        room_id=message.room_id, type=MemoryType.FACT, count=KNOWN_FACTS
    )
    known = {
        "knownFacts": "\n".join(f"- {fact.content.text}" for fact in facts),
        "senders": "\n".join(f"{e.names[0] if e.names else 'User'}: {e.id}" for e in people),
    }
    composed = replace(composed, values={**composed.values, **known})
    found = _reflection(await ask_object(runtime, composed, REFLECTION, small=True))
    if found is None:
        return None
    learned = [await _learn(runtime, message, fact) for fact in found.facts[:MOST] if fact.is_new]
    ids = {str(entity.id) for entity in people}
    bonds = [b for b in found.relationships[:MOST] if {b.source, b.target} <= ids]
    for bond in bonds:
        await _bind(runtime, bond)
    return {"thought": found.thought, "facts": learned, "relationships": len(bonds)}


def _reflection(answered: Mapping[str, object]) -> Reflection | None:
    try:
        return Reflection.model_validate(answered)
    except ValidationError:
        log.warning("a reflection was not of the form that was asked for")
        return None


async def _learn(runtime: AgentRuntime, message: Memory, fact: Fact) -> str:
    """A claim is data about somebody, wherever it is shown again: nothing is done because of it."""
    claim = fact.claim.strip()[:LONGEST]
    memory = Memory(
        id=generate_id(),
        entity_id=message.entity_id,
        agent_id=runtime.agent_id,
        room_id=message.room_id,
        content=Content(claim),
        created_at=runtime.clock.now(),
        metadata={"factType": fact.type[:LONGEST], "source": message.id},
        embedding=await vector_of(runtime, claim),
    )
    await runtime.store.create_memory(memory, "facts", True)
    return claim


async def _bind(runtime: AgentRuntime, bond: Bond) -> None:
    store, now, agent = runtime.store, runtime.clock.now(), runtime.agent_id
    source, target = UUID(bond.source), UUID(bond.target)
    tags = tuple(tag[:LONGEST] for tag in bond.tags[:MOST])
    known = await store.get_relationship(source, target, agent_id=agent)
    if known is None:
        new = Relationship(
            derived_id(agent, source, target), agent, source, target, now,
            tags=tags, metadata={"interactions": 1},
        )  # fmt: skip
        await store.create_relationship(new)
        return
    count = known.metadata.get("interactions")
    met = (count if isinstance(count, int) else 0) + 1
    merged = tuple(dict.fromkeys((*known.tags, *tags)))
    metadata = {**known.metadata, "interactions": met}
    await store.update_relationship(replace(known, tags=merged, metadata=metadata, updated_at=now))


reflection = Evaluator(
    name="REFLECTION",
    description="Looks back on the conversation: facts that were told, people who know each other",
    validate=due,
    handler=reflect,
    similes=("REFLECT", "SELF_REFLECT", "EVALUATE_INTERACTION", "ASSESS_SITUATION"),
)
