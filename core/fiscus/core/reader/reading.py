"""What the reader understood: typed, and every value with its place in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fiscus.core.reader.conditions import Condition

ParamValue = str | int | tuple[str, ...] | Mapping[str, str]
"""What a parameter may hold; the vocabulary is that of `fiscus explain`."""


@dataclass(frozen=True, slots=True)
class Value:
    """One understood value: which role it plays, and where it stands.

    `turn` is 0 for the message itself and -1, -2 … for earlier turns of the same person.
    `start` and `end` count characters of that turn's text.
    """

    role: str
    value: str
    text: str
    start: int
    end: int
    clause: int
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One complete request: an action of the vocabulary and its parameters."""

    action: str
    params: Mapping[str, ParamValue] = field(default_factory=dict[str, ParamValue])
    values: tuple[Value, ...] = ()
    conditions: tuple[Condition, ...] = ()
    """What must hold or come first, all of it; `params` tells it in words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's answer to one message.

    `action` is `transfer`, `swap`, `bridge`, `vote`, `propose`, `queue`, `execute`, `balance`,
    `portfolio`, `address`, `price`, `history`, `allowances`, `revoke`, `speed_up`, `cancel`,
    `hidden_tokens`, `none` or `clarify`. For `clarify`, `missing` names
    the fields to ask for, `params["intended_action"]` what was wanted, and `question` is the
    sentence to ask. `steps` holds every action of the message in order (one for most messages,
    none for `none` and `clarify`).
    """

    text: str
    chain_family: str
    action: str
    params: Mapping[str, ParamValue] = field(default_factory=dict[str, ParamValue])
    missing: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    question: str | None = None
    values: tuple[Value, ...] = ()
    language: str = "en"
    """The language it was read in (ISO 639-1), and `question` is asked in."""
    mood: str | None = None
    """For `none`, why a request that is talked about is not made: `question`, `negated`, `void`
    ("never mind"), `reported`, `past`, `hypothetical` or `quoted`."""
