"""Doors for the tests of an action: one kind keeps what it was given, the other refuses it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fiscus.core.desk.door import Door, Intent, Ticket
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.errors import DeskError, FiscusError
from fiscus.core.testing.chain import CHAIN, WALLET

CONFIRMED = Outcome(
    state=State.CONFIRMED,
    chain=CHAIN,
    chain_id=1337,
    sender=WALLET,
    recipient="",
    recipient_name=None,
    token="ETH",
    token_address=None,
    amount="0",
    amount_units=0,
    journal_id="",
    hash="0x" + "ab" * 32,
)
"""What `RecordingDoors` answers, with the words of the intent; it knows no token's decimals."""


@dataclass(slots=True)
class RecordingDoors:
    """Says that everything went through, and keeps what was asked for. Nothing is checked.

    `answers` come first, in their order; an error among them is raised.
    """

    answers: list[Outcome | FiscusError] = field(default_factory=list[Outcome | FiscusError])
    submitted: list[tuple[Ticket, Intent]] = field(default_factory=list[tuple[Ticket, Intent]])

    def __call__(self, ticket: Ticket) -> Door:
        return _RecordingDoor(self, ticket)

    @property
    def intents(self) -> list[Intent]:
        return [intent for _, intent in self.submitted]


@dataclass(frozen=True, slots=True)
class DenyingDoors:
    """Refuses everything, with `error`."""

    error: FiscusError = field(
        default_factory=lambda: DeskError("No payment is made here", hint="It is a test.")
    )

    def __call__(self, ticket: Ticket) -> Door:
        return _DenyingDoor(self.error)


@dataclass(frozen=True, slots=True)
class _RecordingDoor:
    doors: RecordingDoors
    ticket: Ticket

    async def submit(self, intent: Intent) -> Outcome:
        self.doors.submitted.append((self.ticket, intent))
        answer = self.doors.answers.pop(0) if self.doors.answers else _confirmed(intent)
        if isinstance(answer, FiscusError):
            raise answer
        return answer


@dataclass(frozen=True, slots=True)
class _DenyingDoor:
    error: FiscusError

    async def submit(self, intent: Intent) -> Outcome:
        raise self.error


def _confirmed(intent: Intent) -> Outcome:
    return replace(
        CONFIRMED,
        chain=intent.value("chain") or CHAIN,
        recipient=intent.value("recipient") or "",
        token=intent.value("token") or "ETH",
        amount=intent.value("amount") or "0",
    )
