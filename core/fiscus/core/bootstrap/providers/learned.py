"""What was learned: facts about people, and documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.embedding import vector_of
from fiscus.core.components import Provider
from fiscus.core.memory import MemoryType
from fiscus.core.state import ProviderResult

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State
    from fiscus.core.store.queries import MemoryConditions

FACTS: Final = 8
PASSAGES: Final = 5
NEAR: Final = 0.1
"""Cosine from which a memory counts as being about the message."""


async def _facts(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    found = await _near(runtime, message)
    text = "\n".join(f"- {fact.content.text}" for fact in found)
    return ProviderResult(
        f"# Key facts that {runtime.character.name} knows\n{text}" if text else "",
        values={"facts": text},
        data={"facts": found},
    )


async def _knowledge(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    """Passages of documents, the best first; a prompt shows them as data."""
    found = await _passages(runtime, message)
    text = "\n".join(f"- {passage.content.text}" for passage in found)
    return ProviderResult(
        f"# Knowledge\n{text}" if text else "",
        values={"knowledge": text},
        data={"knowledge": found},
    )


async def _near(runtime: AgentRuntime, message: Memory) -> Sequence[Memory]:
    """Facts of the room about the same as the message; where there are none, the newest."""
    room = message.room_id
    vector = await vector_of(runtime, message.content.text)
    if vector is not None:
        found = await runtime.search_memories_by_embedding(
            vector, type=MemoryType.FACT, room_id=room, count=FACTS, match_threshold=NEAR
        )
        if found:
            return found
    return await runtime.get_memories(room_id=room, type=MemoryType.FACT, count=FACTS)


async def _passages(runtime: AgentRuntime, message: Memory) -> Sequence[Memory]:
    """Of this agent's documents and of those that others share: those that mean the same as the
    message or have its words; where there are none, the newest."""
    text = message.content.text
    wanted: MemoryConditions = {
        "type": MemoryType.DOCUMENT,
        "visible_to": runtime.agent_id,
        "count": 2 * PASSAGES,
    }
    found = await runtime.store.search_memories(
        text, embedding=await vector_of(runtime, text), match_threshold=NEAR, **wanted
    )
    # Two agents may have the same file.
    told = {m.content.text: m for m in found or await runtime.store.get_memories(**wanted)}
    return tuple(told.values())[:PASSAGES]


LEARNED_PROVIDERS = (
    Provider("FACTS", _facts, description="Facts that bear on the message", dynamic=True),
    Provider("KNOWLEDGE", _knowledge, description="Documents that bear on it", dynamic=True),
)
