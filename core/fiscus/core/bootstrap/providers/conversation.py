"""What was said and done: messages, attachments, action results, choices that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fiscus.core.bootstrap.attachments import attachments_of
from fiscus.core.bootstrap.choices import pending_choices
from fiscus.core.bootstrap.scene import recall
from fiscus.core.components import Provider
from fiscus.core.state import ProviderResult

if TYPE_CHECKING:
    from fiscus.core.ids import UUID
    from fiscus.core.memory import Memory
    from fiscus.core.result import ActionResult
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State


async def _recent_messages(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    known = await recall(runtime, message)
    recent, interactions, names = known.recent, known.elsewhere, known.names
    said = conversation_text(recent, names)
    met = conversation_text(interactions, names)
    return ProviderResult(
        f"# Conversation Messages\n{said}",
        values={
            "recentMessages": said,
            "recentInteractions": met,
            "senderName": names.get(message.entity_id, "User"),
            "isNewUser": sum(m.entity_id == message.entity_id for m in recent) <= 1 and not met,
            "hasAttachments": bool(attachments_of(message)),
        },
        data={
            "recentMessages": recent,
            "recentInteractions": interactions,
            "formattedConversation": said,
            "actionResults": tuple(entry.result for entry in state.working_memory),
        },
    )


def conversation_text(memories: Sequence[Memory], names: Mapping[UUID, str]) -> str:
    """A line for each message that says something: `Alice: Hello`."""
    return "\n".join(
        f"{names.get(memory.entity_id, 'User')}: {memory.content.text}"
        for memory in memories
        if memory.content.text
    )


async def _attachments(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    recent = (await recall(runtime, message)).recent
    by_id = {media.id: media for memory in (*recent, message) for media in attachments_of(memory)}
    found = tuple(by_id.values())
    text = "\n\n".join(media.described for media in found)
    return ProviderResult(
        f"# Attachments\n{text}" if text else "",
        values={"attachments": text},
        data={"attachments": found},
    )


async def _action_state(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    done = tuple(entry.result for entry in state.working_memory)
    before = (await recall(runtime, message)).results
    plan = state.action_plan
    parts = (
        _results("# Results of this message's actions", done),
        _results("# Results of earlier actions", [entry.result for entry in before]),
    )
    return ProviderResult(
        "\n".join(filter(None, parts)),
        values={"actionResults": parts[0], "hasActionResults": bool(done)},
        data={
            "actionResults": done,
            "actionPlan": plan,
            "workingMemory": state.working_memory,
            "recentActionMemories": before,
        },
    )


def _results(title: str, results: Sequence[ActionResult]) -> str:
    lines = [
        f"- {result.action} {'succeeded' if result else 'failed'}: {result.text}"
        for result in results
    ]
    return "\n".join((title, *lines)) if lines else ""


async def _choice(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    waiting = await pending_choices(runtime, message)
    text = "\n\n".join(choice.text for choice in waiting)
    return ProviderResult(
        f"# Pending Choices\n{text}" if text else "",
        values={"hasPendingChoices": bool(waiting)},
        data={"tasks": waiting},
    )


CONVERSATION_PROVIDERS = (
    Provider(
        "RECENT_MESSAGES", _recent_messages, description="The conversation so far", position=100
    ),
    Provider(
        "ATTACHMENTS", _attachments, description="Files and pictures of the room", dynamic=True
    ),
    Provider(
        "ACTION_STATE",
        _action_state,
        description="What actions came to, and the plan",
        position=150,
    ),
    Provider("CHOICE", _choice, description="Choices that people are asked to make"),
)
