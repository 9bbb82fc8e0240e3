"""A character's knowledge in its agent's store: what is new is written, what is gone is deleted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from fiscus.core.errors import ConfigError, ModelError
from fiscus.core.ids import UUID, derived_id
from fiscus.core.memory import ChannelType, Content, Memory, MemoryType
from fiscus.core.models import ModelType

if TYPE_CHECKING:
    from fiscus.core.knowledge.files import Collected
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

MOST: Final = 5000
"""Passages of one character."""
AT_ONCE: Final = 64
"""Passages that a model is asked to embed in one call."""
PATIENCE: Final = 30.0
"""Seconds that a start waits for vectors; the next one asks for the rest."""
ROOM: Final = "knowledge"


async def take_in(runtime: AgentRuntime) -> None:
    """Make the store's documents of this character those that it names now.

    A document's id comes from its text and its source: a second start writes nothing. Files that
    are not read, and a model that does not embed, are warnings: what there is can be found by its
    words, and the next start asks for the vectors that are missing.
    """
    room = derived_id(ROOM, runtime.agent_id)
    wanted: Mapping[UUID, Memory] = {}
    if runtime.character.knowledge:
        wanted = await _documents(runtime, room)
    there = await runtime.store.get_memories(room_id=room, type=MemoryType.DOCUMENT, count=2 * MOST)
    known = {document.id for document in there}
    if gone := known - wanted.keys():
        await runtime.store.delete_many_memories(gone)
    if wanted.keys() - known:
        await _ensure_room(runtime, room)
        new = [document for document in wanted.values() if document.id not in known]
        await runtime.store.batch_create_memories(new)
        log.info("Loaded %d passages of knowledge", len(new))
    if wanted:
        await _embed(runtime, wanted)


async def _documents(runtime: AgentRuntime, room: UUID) -> Mapping[UUID, Memory]:
    from fiscus.core.knowledge.files import collect

    collected = await asyncio.to_thread(collect, runtime.character)
    for problem in collected.problems:
        log.warning("Knowledge: %s", problem.text)
    documents = await asyncio.to_thread(lambda: dict(_each(runtime, collected, room)))
    if len(documents) > MOST:
        log.warning("Knowledge: only the first %d passages are kept", MOST)
    return dict(islice(documents.items(), MOST))


def _each(runtime: AgentRuntime, collected: Collected, room: UUID) -> Iterator[tuple[UUID, Memory]]:
    from fiscus.core.knowledge.passages import passages

    agent, now = runtime.agent_id, runtime.clock.now()
    for source in collected.sources:
        shared = "shared" if source.shared else "own"
        for text in passages(source.text):
            digest = sha256(text.encode()).hexdigest()
            document = Memory(
                id=derived_id(ROOM, agent, source.name, shared, digest),
                entity_id=agent,
                agent_id=agent,
                room_id=room,
                content=Content(text, source=ROOM, more={"title": source.name}),
                created_at=now,
                type=MemoryType.DOCUMENT,
                metadata={"source": source.name, "shared": source.shared, "hash": digest},
            )
            yield document.id, document


async def _ensure_room(runtime: AgentRuntime, room: UUID) -> None:
    from fiscus.core.store.records import Room

    await runtime.store.ensure_room(
        Room(room, runtime.agent_id, ROOM, runtime.clock.now(), type=ChannelType.SELF, name=ROOM)
    )


async def _embed(runtime: AgentRuntime, documents: Mapping[UUID, Memory]) -> None:
    """Give those a vector that have none."""
    if not runtime.get_model_providers(ModelType.TEXT_EMBEDDING):
        return
    have = await runtime.store.get_embeddings(documents.keys())
    lacking = [document for document in documents.values() if document.id not in have]
    try:
        async with asyncio.timeout(PATIENCE):
            for at in range(0, len(lacking), AT_ONCE):
                await _embed_some(runtime, lacking[at : at + AT_ONCE])
    except TimeoutError:
        log.warning("Knowledge: not everything has a vector after %.0f s", PATIENCE)
    except (ModelError, ConfigError) as error:
        log.warning("Knowledge is found by its words alone: %s", error.code)


async def _embed_some(runtime: AgentRuntime, some: Sequence[Memory]) -> None:
    vectors = await runtime.embed_batch([document.content.text for document in some])
    for document, vector in zip(some, vectors, strict=True):
        await runtime.store.add_embedding_to_memory(document.id, vector)
