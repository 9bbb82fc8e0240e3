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

FACTS: Final = 8
PASSAGES: Final = 5
NEAR: Final = 0.1
"""Cosine from which a memory counts as being about the message."""


async def _facts(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    found = await _near(runtime, message, kind=MemoryType.FACT, count=FACTS, in_room=True)
    text = "\n".join(f"- {fact.content.text}" for fact in found)
    return ProviderResult(
        f"# Key facts that {runtime.character.name} knows\n{text}" if text else "",
        values={"facts": text},
        data={"facts": found},
    )


async def _knowledge(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    found = await _near(runtime, message, kind=MemoryType.DOCUMENT, count=PASSAGES, in_room=False)
    own = [item.text for item in runtime.character.knowledge if item.text]
    text = "\n".join(f"- {entry}" for entry in (*own, *(m.content.text for m in found)))
    return ProviderResult(
        f"# Knowledge\n{text}" if text else "",
        values={"knowledge": text},
        data={"knowledge": found},
    )


async def _near(
    runtime: AgentRuntime, message: Memory, *, kind: MemoryType, count: int, in_room: bool
) -> Sequence[Memory]:
    """Memories about the same as the message; where there are none, the newest."""
    room = message.room_id if in_room else None
    vector = await vector_of(runtime, message.content.text)
    if vector is not None:
        found = await runtime.search_memories_by_embedding(
            vector, type=kind, room_id=room, count=count, match_threshold=NEAR
        )
        if found:
            return found
    return await runtime.get_memories(room_id=room, type=kind, count=count)


LEARNED_PROVIDERS = (
    Provider("FACTS", _facts, description="Facts that bear on the message", dynamic=True),
    Provider("KNOWLEDGE", _knowledge, description="Documents that bear on it", dynamic=True),
)
