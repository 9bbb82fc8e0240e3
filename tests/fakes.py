"""Stand-ins that answer as they are told and fail when nobody told them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from fiscus.core.desk.door import Door, Intent, Principal, Ticket
from fiscus.core.desk.outcome import Approval, Outcome, State
from fiscus.core.errors import FiscusError
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import Content, Memory
from fiscus.core.reader.reading import Reading

OWNER = Principal("owner", owner=True)
STRANGER = Principal("mallory")
BOB = "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"


@dataclass(slots=True)
class FakeDesk:
    """A desk whose doors answer from a queue; a submission that nobody expected fails the test."""

    answers: deque[Outcome | FiscusError] = field(default_factory=deque[Outcome | FiscusError])
    tickets: list[Ticket] = field(default_factory=list[Ticket])
    submitted: list[tuple[Ticket, Intent]] = field(default_factory=list[tuple[Ticket, Intent]])

    def expect(self, *answers: Outcome | FiscusError) -> None:
        self.answers.extend(answers)

    def __call__(self, ticket: Ticket) -> Door:
        self.tickets.append(ticket)
        return FakeDoor(self, ticket)


@dataclass(slots=True)
class FakeDoor:
    desk: FakeDesk
    ticket: Ticket

    async def submit(self, intent: Intent) -> Outcome:
        if not self.desk.answers:
            pytest.fail(f"nobody expected {intent.action!r} at the desk")
        self.desk.submitted.append((self.ticket, intent))
        answer = self.desk.answers.popleft()
        if isinstance(answer, FiscusError):
            raise answer
        return answer


@dataclass(slots=True)
class ScriptedReader:
    """Understands exactly the texts it was given, and remembers their contexts."""

    readings: dict[str, Reading] = field(default_factory=dict[str, Reading])
    contexts: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])

    def knows(self, *readings: Reading) -> None:
        self.readings.update({reading.text: reading for reading in readings})

    def read(self, text: str, context: Sequence[str] = (), *, supplied: object = ()) -> Reading:
        self.contexts.append(tuple(context))
        if text not in self.readings:
            pytest.fail(f"nobody scripted a reading of {text!r}")
        return self.readings[text]


def outcome(state: State = State.CONFIRMED, *, approval: Approval | None = None) -> Outcome:
    """0.1 ETH to Bob on Base, as far as `state` says."""
    return Outcome(
        state=state,
        chain="base",
        chain_id=8453,
        sender="0x" + "11" * 20,
        recipient=BOB,
        recipient_name=None,
        token="ETH",
        token_address=None,
        amount="0.1",
        amount_units=10**17,
        journal_id="j1",
        approval=approval,
    )


def message(text: str = "hi", *, created_at: int = 1) -> Memory:
    """A message that no store knows."""
    agent = derived_id("agent")
    return Memory(
        id=generate_id(),
        entity_id=derived_id("person"),
        agent_id=agent,
        room_id=derived_id("room"),
        content=Content(text, source="test"),
        created_at=created_at,
    )
