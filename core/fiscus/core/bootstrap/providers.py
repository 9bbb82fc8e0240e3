"""Providers of every agent: the time, itself, its actions, the conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fiscus.core.components import Provider
from fiscus.core.memory import Memory
from fiscus.core.state import ProviderResult, State

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

CONVERSATION_LENGTH = 32
"""Messages of a room in the state, unless `CONVERSATION_LENGTH` is set."""


def human_time(moment: datetime) -> str:
    """`Monday, January 1, 2024 at 12:00:00 PM UTC`."""
    hour, half = moment.hour % 12 or 12, "AM" if moment.hour < 12 else "PM"
    return (
        f"{moment:%A}, {moment:%B} {moment.day}, {moment.year} at {hour}:{moment:%M:%S} {half} UTC"
    )


async def _time(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    moment = datetime.fromtimestamp(runtime.clock.read(), UTC)
    said = human_time(moment)
    text = f"The current date and time is {said}."
    return ProviderResult(text, values={"time": said}, data={"time": moment})


async def _character(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    character = runtime.character
    bio = " ".join(character.bio)
    values = {
        "agentName": character.name,
        "bio": bio,
        "topics": ", ".join(character.topics),
        "adjectives": ", ".join(character.adjectives),
        "directions": "\n".join((*character.style.all, *character.style.chat)),
        "system": character.system or "",
    }
    data = {"character": {"id": character.id, "name": character.name, "bio": bio}}
    return ProviderResult(f"# About {character.name}\n{bio}", values=values, data=data)


async def _actions(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    valid = [a for a in runtime.actions.values() if await a.validate(runtime, message, state)]
    names = ", ".join(f"'{action.name}'" for action in valid)
    described = "\n".join(f"- **{action.name}**: {action.description}" for action in valid)
    return ProviderResult(
        f"# Available Actions\n{described}",
        values={
            "actionNames": f"Possible response actions: {names}",
            "actionsWithDescriptions": described,
        },
        data={"actionsData": tuple(action.name for action in valid)},
    )


async def _recent_messages(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    recent = await runtime.store.get_memories(
        room_id=message.room_id, count=_conversation_length(runtime)
    )
    names = await runtime.store.get_names({memory.entity_id for memory in recent})
    lines = [f"{names.get(m.entity_id, 'User')}: {m.content.text}" for m in recent]
    text = "\n".join(lines)
    return ProviderResult(
        f"# Conversation Messages\n{text}",
        values={"recentMessages": text},
        data={"recentMessages": recent, "formattedConversation": text},
    )


def _conversation_length(runtime: AgentRuntime) -> int:
    wanted = str(runtime.get_setting("CONVERSATION_LENGTH") or "")
    return int(wanted) if wanted.isdecimal() else CONVERSATION_LENGTH


PROVIDERS = (
    Provider("ACTIONS", _actions, description="What the agent can do", position=-1),
    Provider("CHARACTER", _character, description="Who the agent is"),
    Provider("TIME", _time, description="Current date and time"),
    Provider(
        "RECENT_MESSAGES", _recent_messages, description="The conversation so far", position=100
    ),
)
