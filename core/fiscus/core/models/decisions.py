"""What a model decided to answer and to propose, from tool calls or from the XML reply."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from fiscus.core.action import AnyAction
from fiscus.core.errors import BadModelOutput
from fiscus.core.models.answers import TextAnswer
from fiscus.core.models.proposals import Proposal, proposal, proposals_of
from fiscus.core.models.xml import PARAMS, parse_key_value_xml

log = logging.getLogger(__name__)

ATTEMPTS = 3
"""How often a model is asked before its lack of a usable answer is the answer."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to say, and which actions are proposed. Nothing was run, and nobody's word is known."""

    text: str = ""
    proposals: tuple[Proposal, ...] = ()
    thought: str = ""
    providers: tuple[str, ...] = ()
    """Providers the model wants to hear before it answers."""
    simple: bool = False
    """The model does not say that more than a reply is needed."""

    @property
    def actions(self) -> tuple[str, ...]:
        """Their names, in order; `REPLY` where there is only a text."""
        return tuple(p.action.name for p in self.proposals) or ("REPLY",)


def decision_of(answer: TextAnswer, actions: Collection[AnyAction]) -> Decision:
    """The calls and the text of an answer to an offer of tools. Raises `BadModelOutput`."""
    proposals = proposals_of(answer.tool_calls, actions)
    text = answer.text.strip()
    if answer.stop == "length":
        raise BadModelOutput("the model's answer was cut off", hint="Ask for less at once.")
    if not text and not proposals:
        raise BadModelOutput("the model said nothing")
    if proposals:
        return Decision(text="", proposals=proposals, thought=text)
    return Decision(text=text, simple=True)


def decision_from_xml(
    reply: str | Mapping[str, object], actions: Collection[AnyAction]
) -> Decision:
    """The documented reply: `thought`, `actions`, `providers`, `text`, `simple`, and `params` with
    a tag for each action. A mapping is taken as it is.

    Raises `BadModelOutput` without a thought or actions, and for an action that was not offered.
    """
    fields = reply if isinstance(reply, Mapping) else parse_key_value_xml(reply)
    thought, named = _said(fields, "thought"), _list(fields, "actions")
    if not thought or not named:
        raise BadModelOutput("the model's reply has no thought or no actions")
    params = fields.get(PARAMS)
    proposals = tuple(
        proposal(name, _params(params, name, alone=len(named) == 1), actions) for name in named
    )
    return Decision(
        text=_said(fields, "text"),
        proposals=proposals,
        thought=thought,
        providers=_list(fields, "providers"),
        simple=fields.get("simple") not in (False, "false"),
    )


async def decide(ask: Callable[[], Awaitable[Decision]], *, attempts: int = ATTEMPTS) -> Decision:
    """The first usable decision. Raises `BadModelOutput` where no attempt brings one."""
    attempt = 1
    while True:
        try:
            return await ask()
        except BadModelOutput as error:
            log.warning("The model's answer is unusable (%d of %d): %s", attempt, attempts, error)
            if attempt >= attempts:
                raise BadModelOutput(
                    f"the model gave no usable answer in {attempts} attempts",
                    hint="Nothing was done. Say it again, or in wallet language.",
                ) from error
        attempt += 1


def _said(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _list(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if isinstance(value, str):
        return tuple(filter(None, map(str.strip, value.split(","))))
    if isinstance(value, (list, tuple)):
        return tuple(map(str, cast("Sequence[object]", value)))
    return ()


def _params(params: object, name: str, *, alone: bool) -> Mapping[str, object]:
    """Those inside the action's own tag; of a lone action, those without one, too."""
    if not isinstance(params, Mapping):
        return {}
    given = cast("Mapping[str, object]", params)
    own = given.get(name)
    if isinstance(own, Mapping):
        return cast("Mapping[str, object]", own)
    return given if alone else {}
