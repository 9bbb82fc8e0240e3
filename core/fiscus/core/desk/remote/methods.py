"""The questions that a desk of its own answers: one table for both sides of the socket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from fiscus.core.desk.book import Entry
from fiscus.core.desk.front import Came, Question
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.records import ApprovalRecord
from fiscus.core.desk.remote.wire import (
    VERSION,
    Decided,
    Look,
    Nothing,
    OfApproval,
    OfPayment,
    OfTicket,
    OfWallet,
    Outbid,
    Shown,
    Submission,
    Wire,
)
from fiscus.core.errors import DeskRequestRefused, DeskUnavailable

A = TypeVar("A", bound=Wire)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class About:
    """What a desk says of itself."""

    agent: str
    """Whose desk it is, by its own word: rules of the policy that name an agent go by it."""
    wallets: Mapping[str, str]
    """The address of every wallet that can sign, by its family."""
    held: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why a wallet cannot spend, by its family."""
    names: Sequence[Entry] = ()
    """The operator's address book: the agent's reader knows a name by it."""


@dataclass(frozen=True, slots=True)
class Method(Generic[A, R]):
    """A question by its name, what it asks with, and what it is answered with."""

    name: str
    asks: type[A]
    answers: Any
    """The type `R`, which may be no class."""

    @property
    def path(self) -> str:
        return f"/{VERSION}/{self.name}"

    def read(self, body: bytes) -> A:
        """Raises `DeskRequestRefused`."""
        try:
            return self.asks.model_validate_json(body)
        except ValidationError as exc:
            # Names of fields can be anybody's text: the first place alone is told, and no value.
            place = ".".join(map(str, exc.errors(include_url=False, include_input=False)[0]["loc"]))
            raise DeskRequestRefused(
                f"The desk does not understand what {self.name!r} is asked with ({place[:80]!r})",
                hint="The agent and its desk must be of the same version.",
            ) from exc

    def write(self, answer: R) -> bytes:
        return self._adapter.dump_json(answer)

    def understand(self, body: bytes) -> R:
        """Raises `DeskUnavailable`."""
        try:
            return self._adapter.validate_json(body)
        except ValidationError as exc:
            raise DeskUnavailable(
                f"The desk's answer to {self.name!r} cannot be read",
                hint="The agent and its desk must be of the same version.",
            ) from exc

    @property
    def _adapter(self) -> TypeAdapter[R]:
        return cast("TypeAdapter[R]", _adapter_of(self.answers))


@cache
def _adapter_of(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


ABOUT: Final[Method[Nothing, About]] = Method("about", Nothing, About)
SUBMIT: Final[Method[Submission, Outcome]] = Method("submit", Submission, Outcome)
APPROVE: Final[Method[Decided, Outcome]] = Method("approve", Decided, Outcome)
DENY: Final[Method[Decided, Outcome]] = Method("deny", Decided, Outcome)
SPEED_UP: Final[Method[Outbid, Outcome]] = Method("speed_up", Outbid, Outcome)
CANCEL: Final[Method[Outbid, Outcome]] = Method("cancel", Outbid, Outcome)
RECOVER: Final[Method[Nothing, Sequence[Outcome]]] = Method("recover", Nothing, Sequence[Outcome])
STATUS: Final[Method[OfPayment, Outcome]] = Method("status", OfPayment, Outcome)
OPEN: Final[Method[Nothing, Sequence[Outcome]]] = Method("open", Nothing, Sequence[Outcome])
RECENT: Final[Method[OfWallet, Sequence[Outcome]]] = Method("recent", OfWallet, Sequence[Outcome])
CROSSING: Final[Method[Nothing, Sequence[Outcome]]] = Method("crossing", Nothing, Sequence[Outcome])
LOOK: Final[Method[Look, Outcome]] = Method("look", Look, Outcome)
CAME: Final[Method[OfTicket, Came]] = Method("came", OfTicket, Came)
PENDING: Final[Method[Nothing, Sequence[Question]]] = Method("pending", Nothing, Sequence[Question])
QUESTION: Final[Method[OfApproval, Question]] = Method("question", OfApproval, Question)
SHOWN_TO: Final[Method[Shown, Sequence[ApprovalRecord]]] = Method(
    "shown_to", Shown, Sequence[ApprovalRecord]
)
