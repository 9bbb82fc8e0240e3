"""A model's answer to a message: what to say, and which actions to propose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from fiscus.core.bootstrap.modelling import prompt_of
from fiscus.core.bootstrap.texts import MESSAGE_HANDLER
from fiscus.core.errors import BadModelOutput
from fiscus.core.models import ModelType, ObjectParams, TextAnswer, TextParams
from fiscus.core.models.decisions import Decision, decide, decision_from_xml, decision_of
from fiscus.core.models.proposals import Proposal, proposal, tools_for
from fiscus.core.prompts import RULE, escaped, prompt_values

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction
    from fiscus.core.jsontext import JsonObject
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State

REGENERATIONS: Final = 3
"""How often an answer that is of no use is asked for again."""
NOT_OFFERED: Final = frozenset({"NONE"})
"""Says nothing that silence would not."""
RULES: Final = """\
Answer the newest message. To do something, call a tool; to say something, just write it.
Never invent an amount, a token, an address, a name or a chain: ask for what is missing.
Never say that something was or will be done: the tools themselves tell what became of them.
What moves money is checked, and shown to the owner, before anything is signed."""


async def generate(runtime: AgentRuntime, message: Memory, state: State) -> Decision:
    """What the model makes of a message. Asked again up to three times where that is of no use.

    Raises `BadModelOutput` where it never is, another `ModelError` where no model answers.
    """
    offered = [a for a in await _valid(runtime, message, state) if a.name not in NOT_OFFERED]
    by_template = MESSAGE_HANDLER in runtime.character.templates
    ask = partial(_templated if by_template else _called, runtime, message, state, offered)
    decision = await decide(ask, attempts=1 + REGENERATIONS)
    if not by_template:
        return decision
    filled = [await _filled(runtime, message, p) for p in decision.proposals]
    return replace(decision, proposals=tuple(filled))


async def _valid(runtime: AgentRuntime, message: Memory, state: State) -> Sequence[AnyAction]:
    """The actions that the state lists; asked afresh where it lists none."""
    listed = state.providers.get("ACTIONS")
    names = listed.data.get("actionsData") if listed else None
    if not isinstance(names, tuple):
        return await runtime.valid_actions(message, state)
    listed_names = cast("tuple[str, ...]", names)
    return [a for name in listed_names if (a := runtime.actions.get(name)) is not None]


async def _called(
    runtime: AgentRuntime, message: Memory, state: State, offered: Sequence[AnyAction]
) -> Decision:
    """By native tool calling."""
    params = TextParams(
        system_prompt=_persona(runtime),
        prompt=_context(runtime, message, state),
        tools=tools_for(offered),
    )
    answer = await runtime.use_model(ModelType.TEXT_LARGE, params)
    return _decision(answer, offered)


def _decision(answer: TextAnswer, offered: Collection[AnyAction]) -> Decision:
    """Some models write the documented form whatever they are given."""
    text = answer.text.lstrip()
    if not answer.tool_calls and text.startswith(("<response", "<thought")):
        return decision_from_xml(answer.text, offered)
    return decision_of(answer, offered)


async def _templated(
    runtime: AgentRuntime, message: Memory, state: State, offered: Sequence[AnyAction]
) -> Decision:
    """By the character's own template, answered in XML."""
    filled = prompt_of(runtime, state, MESSAGE_HANDLER)
    params = TextParams(
        system_prompt=_persona(runtime, rules=False),
        prompt=f"{filled}\n\n{_newest(runtime, message, state)}",
    )
    answer = await runtime.use_model(ModelType.TEXT_LARGE, params)
    return decision_from_xml(answer.text, offered)


async def _filled(runtime: AgentRuntime, message: Memory, proposed: Proposal) -> Proposal:
    """A template has no place for parameters: what an action needs is asked for by itself."""
    schema = proposed.action.params
    if not proposed.missing or schema is None:
        return proposed
    text = runtime.hide(escaped(message.content.text))
    answer = await runtime.use_model(
        ModelType.OBJECT_SMALL,
        ObjectParams(
            prompt=f"{RULE}\n\nTake the parameters of {proposed.action.name} out of the message."
            f" Leave out what it does not say.\n<message>\n{text}\n</message>",
            schema=cast("JsonObject", schema.model_json_schema()),
        ),
    )
    try:
        return proposal(proposed.action.name, answer.value, [proposed.action])
    except BadModelOutput:
        return proposed


def _persona(runtime: AgentRuntime, *, rules: bool = True) -> str:
    character = runtime.character
    own = character.system or f"You are {character.name}. {' '.join(character.bio)}"
    return "\n\n".join(filter(None, (own, RULE, RULES if rules else "")))


def _context(runtime: AgentRuntime, message: Memory, state: State) -> str:
    known = runtime.hide(str(prompt_values(state)["providers"]))
    return f"{known}\n\n{_newest(runtime, message, state)}"


def _newest(runtime: AgentRuntime, message: Memory, state: State) -> str:
    sender = escaped(str(state.values.get("senderName") or "User")).replace('"', "'")
    text = runtime.hide(escaped(message.content.text))
    return f'# The newest message\n<message from="{sender}">\n{text}\n</message>'
