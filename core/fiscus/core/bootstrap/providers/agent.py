"""What the agent is and can do: its character, actions, services, providers and evaluators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fiscus.core.bootstrap.examples import action_examples, message_examples
from fiscus.core.components import Provider
from fiscus.core.isolation import settle
from fiscus.core.state import ProviderResult

if TYPE_CHECKING:
    from fiscus.core.character import Character
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State


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
    values = {
        "agentName": character.name,
        "bio": " ".join(character.bio),
        "topics": ", ".join(character.topics),
        "adjective": _one_of(character.adjectives, message),
        "adjectives": ", ".join(character.adjectives),
        "directions": "\n".join((*character.style.all, *character.style.chat)),
        "postDirections": "\n".join((*character.style.all, *character.style.post)),
        "examples": message_examples(character),
        "system": character.system or "",
    }
    data = {
        "character": {
            "id": character.id,
            "name": character.name,
            "username": character.username,
            "bio": values["bio"],
        }
    }
    return ProviderResult(_about(character, values), values=values, data=data)


def _about(character: Character, values: dict[str, str]) -> str:
    name = character.name
    parts = (
        f"# About {name}\n{values['bio']}",
        f"{name} is interested in {values['topics']}." if values["topics"] else "",
        f"{name} is {values['adjective']}." if values["adjective"] else "",
        f"# How {name} writes\n{values['directions']}" if values["directions"] else "",
        f"# Example conversations of {name}\n{values['examples']}" if values["examples"] else "",
    )
    return "\n".join(filter(None, parts))


def _one_of(words: tuple[str, ...], message: Memory) -> str:
    """One that varies with the message and is the same each time it is looked at."""
    return words[int(message.id[:8], 16) % len(words)] if words else ""


async def _actions(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    valid = await runtime.valid_actions(message, state)
    names = ", ".join(f"'{action.name}'" for action in valid)
    described = described_as((a.name, a.description) for a in valid)
    return ProviderResult(
        f"# Available Actions\n{described}",
        values={
            "actionNames": f"Possible response actions: {names}",
            "actionsWithDescriptions": described,
            "actionExamples": action_examples(valid, runtime.character.name),
        },
        data={"actionsData": tuple(action.name for action in valid)},
    )


def described_as(components: Iterable[tuple[str, str]]) -> str:
    """A list of names with what they are for."""
    return "\n".join(f"- **{name}**: {description}" for name, description in components)


async def _capabilities(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    described = {
        service_type: service.capability_description
        for service_type in runtime.services
        if (service := runtime.get_service(service_type)) and service.capability_description
    }
    lines = "\n".join(f"- {name}: {text}" for name, text in described.items())
    return ProviderResult(
        f"# {runtime.character.name}'s Capabilities\n{lines}" if lines else "",
        values={"serviceCapabilities": lines},
        data={"capabilities": described},
    )


async def _providers(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    public = [p for p in runtime.providers.values() if not p.private]
    named = [p for p in public if p.dynamic]
    described = described_as((p.name, p.description) for p in named)
    return ProviderResult(
        f"# Providers that can be asked for\n{described}" if described else "",
        values={"providerNames": ", ".join(p.name for p in public)},
        data={
            "allProviders": tuple(p.name for p in public),
            "dynamicProviders": tuple(p.name for p in named),
        },
    )


async def _evaluators(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    found = tuple(runtime.evaluators.values())
    outcomes = await settle(*(e.validate(runtime, message, state) for e in found))
    valid = [e for e, outcome in zip(found, outcomes, strict=True) if outcome is True]
    described = described_as((e.name, e.description) for e in valid)
    names = tuple(e.name for e in valid)
    return ProviderResult(
        f"# Available Evaluators\n{described}" if described else "",
        values={"evaluators": described, "evaluatorNames": ", ".join(names)},
        data={"evaluatorsData": names},
    )


AGENT_PROVIDERS = (
    Provider("ACTIONS", _actions, description="Possible response actions", position=-1),
    Provider("CHARACTER", _character, description="Who the agent is, and how it writes"),
    Provider("CAPABILITIES", _capabilities, description="What the running services can do"),
    Provider("PROVIDERS", _providers, description="Providers that can be asked for"),
    Provider("EVALUATORS", _evaluators, description="What looks at answers", private=True),
    Provider("TIME", _time, description="The current date and time, UTC"),
)
