"""What the pipeline asks of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from fiscus.core.bootstrap.texts import TEMPLATES
from fiscus.core.models import ModelType, ObjectParams, TextParams
from fiscus.core.models.kinds import ladder
from fiscus.core.prompts import compose_prompt

if TYPE_CHECKING:
    from pydantic import BaseModel

    from fiscus.core.character import Template
    from fiscus.core.jsontext import JsonObject
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State


def has_model(runtime: AgentRuntime, model_type: str = ModelType.TEXT_LARGE) -> bool:
    """Whether somebody does this job, or a smaller one that stands in for it."""
    return any(runtime.get_model_providers(step) for step in ladder(model_type))


def template_of(runtime: AgentRuntime, key: str) -> Template:
    """The character's own template, or the one that comes with the suite."""
    return runtime.character.templates.get(key) or TEMPLATES[key]


def prompt_of(runtime: AgentRuntime, state: State, key: str) -> str:
    """A template filled from the state, without any secret."""
    return runtime.hide(compose_prompt(state, template_of(runtime, key)))


async def ask_text(runtime: AgentRuntime, state: State, key: str, *, small: bool = False) -> str:
    """A text for a template. Raises a `ModelError`, or `NoModel`."""
    kind = ModelType.TEXT_SMALL if small else ModelType.TEXT_LARGE
    params = TextParams(
        prompt=prompt_of(runtime, state, key), system_prompt=runtime.character.system
    )
    return (await runtime.use_model(kind, params)).text


async def ask_object(
    runtime: AgentRuntime,
    state: State,
    key: str,
    *,
    schema: type[BaseModel] | JsonObject | None = None,
    small: bool = False,
) -> Mapping[str, object]:
    """An object for a template. Raises a `ModelError`, or `NoModel`."""
    kind = ModelType.OBJECT_SMALL if small else ModelType.OBJECT_LARGE
    params = ObjectParams(
        prompt=prompt_of(runtime, state, key),
        system_prompt=runtime.character.system,
        schema=schema,
    )
    answer = await runtime.use_model(kind, params)
    return cast("Mapping[str, object]", answer.value)
