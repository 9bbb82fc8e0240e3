"""Example conversations, as a prompt shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction
    from fiscus.core.character import Character

PEOPLE: Final = frozenset({"{{user}}", "{{user1}}", "{{name1}}", "user"})
AGENTS: Final = frozenset(
    {"{{agent}}", "{{agentName}}", "{{user2}}", "{{name2}}", "agent", "assistant"}
)
PERSON: Final = "Sam"
"""How the person of an example is called."""


def speaker(name: str, agent: str) -> str:
    """The name of a line's speaker, whatever stands for it in the example."""
    if name in PEOPLE:
        return PERSON
    return agent if name in AGENTS else name


def line(name: str, text: str, actions: Sequence[str], *, agent: str) -> str:
    """`Sam: Send 1 ETH to bob.eth`, with the actions where there are some."""
    for placeholder in (*PEOPLE, *AGENTS):
        if placeholder.startswith("{{"):
            text = text.replace(placeholder, speaker(placeholder, agent))
    done = f" (actions: {', '.join(actions)})" if actions else ""
    return f"{speaker(name, agent)}: {text}{done}"


def action_examples(actions: Iterable[AnyAction], agent: str, *, most: int = 10) -> str:
    """The first example of each action."""
    talks = [action.examples[0] for action in actions if action.examples][:most]
    return "\n\n".join(
        "\n".join(line(e.name, e.content.text, e.content.actions, agent=agent) for e in talk)
        for talk in talks
    )


def message_examples(character: Character, *, most: int = 5) -> str:
    """The character's own conversations."""
    agent = character.name
    return "\n\n".join(
        "\n".join(line(said.name, said.text, said.actions, agent=agent) for said in talk)
        for talk in character.message_examples[:most]
    )
