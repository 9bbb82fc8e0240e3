"""The desk's front door: what may be asked of it, by whom, and with which key.

Everything that crosses this door is plain data, so that the desk can live in this process or in
one of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from fiscus.core.desk.outcome import Outcome
from fiscus.core.origins import Origin

ACTION: Final = "action"
"""The role under which an intent tells whose idea the whole of it is."""


class Consent(StrEnum):
    """What the person behind a message has agreed to beforehand."""

    POLICY = "policy"
    """Nothing: what the policy allows goes through, what needs approval is left pending."""
    ASK = "ask"
    """A person sits at a terminal: every write is shown, and waits for their yes."""
    GIVEN = "given"
    """An owner approved beforehand what they said themselves and only needs approval. What a model
    or a tool put in waits to be seen, and what is denied stays denied."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who speaks. Made where the message is authenticated, never from its content."""

    name: str
    owner: bool = False
    consent: Consent = Consent.POLICY
    may_ask: bool = False
    """Owns nothing, but may put payments to the owners: each waits for a person's yes. The operator
    lists such agents."""

    def __post_init__(self) -> None:
        if self.may_ask and not self.owner and self.consent is not Consent.POLICY:
            raise ValueError("only an owner can consent")


@dataclass(frozen=True, slots=True)
class Given:
    """A value of an intent and whose word it is."""

    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody with authority asked for in one step, as the reader understood it.

    Made where the message is read, or where a task was made; never by the action that is run. By
    default nobody said anything.
    """

    action: str = ""
    """In the reader's vocabulary: `"transfer"`."""
    values: Mapping[str, Given] = field(default_factory=dict[str, Given])
    """By the reader's roles; whose word each one is."""
    idea: Origin = Origin.MODEL
    """Whose idea the step is."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The word of somebody who is not here: their signature under the text of an approval."""

    signature: str
    name: str | None = None
    """Whose it is said to be."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One step of one message. `(source, room, message_id, step)` acts once, ever."""

    source: str
    room: str
    message_id: str
    step: int
    text: str
    """The message as delivered; the same key with another text is refused."""
    principal: Principal
    agent: str = ""
    """The name of the agent that acts, for the rules about it. Whoever opens a desk for an agent
    sets it: it is no part of the key."""
    words: Words = Words()
    """What the desk holds an intent's origins against: an action may claim what it likes."""
    part: int = 0
    """0 is what was asked for. What must be done before it has a number of its own, and acts once,
    too; the desk's door gives it."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A transaction that somebody outside made: an aggregator, a bridge, a program.

    It is data. The chain's adapter decodes and simulates it, and takes it only where it does what
    the intent's values say. On EVM chains `data` is calldata in hex, sent to `target` with `value`
    base units of the native coin; on Solana it is the whole transaction in base64.

    What its maker promises of it is a bound beside those of the values: it can be narrower, and it
    widens nothing that somebody said.
    """

    data: str
    target: str = ""
    value: int = 0
    least_out: int | None = None
    """Base units of what is bought that arrive at least."""
    most_in: int | None = None
    """Base units of what is sold that leave at most, where what arrives is exact."""
    beside: int = 0
    """Base units of the native coin that a bridge takes at most beside what crosses."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is wanted. `values` maps a role (`amount`, `token`, `recipient`, `chain`) to its value.

    Amounts are in the reader's vocabulary: `"1.5"`, `"all"`, `"half"`, `"40%"`, `"$25"`. A role
    that nobody gave is absent; the desk fills what has a default and refuses what has none.
    """

    family: str
    action: str
    values: Mapping[str, Given]
    proposed: Proposed | None = None
    """How somebody outside would do it; `None` where the adapter knows itself. With the action
    `"approve"` or `"revoke"` it is what the right is needed for."""

    def as_said_by(self, principal: Principal) -> Intent:
        """This intent, where the words of who does not own the wallet count as a model's."""
        if principal.owner:
            return self
        lowered = {
            role: given if given.origin.needs_approval else replace(given, origin=Origin.MODEL)
            for role, given in self.values.items()
        }
        return replace(self, values=lowered)

    def value(self, role: str) -> str | None:
        given = self.values.get(role)
        return given.value if given else None


class Door(Protocol):
    """The front door, already bound to one step of one person's message."""

    async def submit(self, intent: Intent) -> Outcome:
        """Take an intent to its end, or to the question that must be answered first.

        Raises a `FiscusError` where it is refused: then nothing is signed and nothing reserved.
        """
        ...


@runtime_checkable
class Remembers(Protocol):
    """A door whose desk can be asked what its step has brought about already."""

    async def earlier(self) -> Outcome | None: ...


async def earlier(door: Door) -> Outcome | None:
    """What a step brought about when its message came before, or the question that is still open;
    `None` where it did neither. Whoever must ask others before they submit asks this first.

    Raises as `Door.submit` for a message id that was used for another text.
    """
    return await door.earlier() if isinstance(door, Remembers) else None


class DoorFactory(Protocol):
    """Makes the door for one step; held by the runtime, never by a plugin."""

    def __call__(self, ticket: Ticket) -> Door: ...
