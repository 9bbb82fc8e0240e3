"""The agent's side of the socket: a desk that is a process of its own."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fiscus.core.desk.arrivals import Notice
from fiscus.core.desk.consenting import By
from fiscus.core.desk.door import Intent, Principal, Ticket
from fiscus.core.desk.front import Came, Question, Watcher
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.records import ApprovalRecord
from fiscus.core.desk.remote import methods
from fiscus.core.desk.remote.line import PATIENCE, Line, open_line
from fiscus.core.desk.remote.methods import About
from fiscus.core.desk.remote.wire import (
    MOST_LISTED,
    Decided,
    Look,
    Nothing,
    OfApproval,
    OfPayment,
    OfTicket,
    OfWallet,
    Outbid,
    SaidIntent,
    SaidNotice,
    SaidTicket,
    Shown,
    Speaker,
    Submission,
)
from fiscus.core.errors import AnswerLost, FiscusError

log = logging.getLogger(__name__)

UNSIGNED: Final = frozenset({State.PLANNED, State.DENIED, State.SIMULATED})
"""Of what is in these states no watcher is told."""


@dataclass(frozen=True, slots=True)
class RemoteBooks:
    """See `front.Books`."""

    _line: Line

    async def wallets(self) -> Mapping[str, str]:
        return (await self._line.ask(methods.ABOUT, Nothing())).wallets

    async def status(self, journal_id: str) -> Outcome:
        return await self._line.ask(methods.STATUS, OfPayment(payment=journal_id))

    async def open(self) -> Sequence[Outcome]:
        return await self._line.ask(methods.OPEN, Nothing())

    async def recent(self, wallet: str, count: int) -> Sequence[Outcome]:
        asked = OfWallet(wallet=wallet, count=min(count, MOST_LISTED))
        return await self._line.ask(methods.RECENT, asked)

    async def crossing(self) -> Sequence[Outcome]:
        return await self._line.ask(methods.CROSSING, Nothing())

    async def look(self, journal_id: str, notice: Notice | None = None) -> Outcome:
        asked = Look(payment=journal_id, notice=SaidNotice.of(notice) if notice else None)
        return await self._line.ask(methods.LOOK, asked)

    async def came(self, ticket: Ticket) -> Came:
        return await self._line.ask(methods.CAME, OfTicket(ticket=SaidTicket.of(ticket)))

    async def pending(self) -> Sequence[Question]:
        return await self._line.ask(methods.PENDING, Nothing())

    async def question(self, approval_id: str) -> Question:
        return await self._line.ask(methods.QUESTION, OfApproval(approval=approval_id))

    async def shown_to(self, person: str, *, source: str, room: str) -> Sequence[ApprovalRecord]:
        asked = Shown(person=person, source=source, room=room)
        return await self._line.ask(methods.SHOWN_TO, asked)


@dataclass(frozen=True, slots=True)
class RemoteDesk:
    """See `front.FrontDesk`. What a lost connection leaves open is asked again: it acts once."""

    about: About
    _line: Line
    watchers: list[Watcher] = field(default_factory=list[Watcher])

    @property
    def books(self) -> RemoteBooks:
        return RemoteBooks(self._line)

    def door(self, ticket: Ticket) -> _RemoteDoor:
        return _RemoteDoor(self, ticket)

    async def submit(self, submission: Submission) -> Outcome:
        """The same ticket acts once: where the answer is lost, it is asked for again."""
        return await self._told(await self._line.ask_again(methods.SUBMIT, submission))

    async def approve(self, approval_id: str, by: By) -> Outcome:
        return await self._decide(methods.APPROVE, approval_id, by)

    async def deny(self, approval_id: str, by: By) -> Outcome:
        return await self._decide(methods.DENY, approval_id, by)

    async def speed_up(self, journal_id: str, principal: Principal) -> Outcome:
        asked = Outbid(payment=journal_id, speaker=Speaker.of(principal))
        return await self._told(await self._line.ask(methods.SPEED_UP, asked))

    async def cancel(self, journal_id: str, principal: Principal) -> Outcome:
        asked = Outbid(payment=journal_id, speaker=Speaker.of(principal))
        return await self._told(await self._line.ask(methods.CANCEL, asked))

    async def recover(self) -> Sequence[Outcome]:
        return await self._line.ask(methods.RECOVER, Nothing())

    async def _decide(
        self, method: methods.Method[Decided, Outcome], approval_id: str, by: By
    ) -> Outcome:
        """A yes is used once: where the answer is lost, what became of the question tells."""
        try:
            done = await self._line.ask(method, Decided.of(approval_id, by))
        except AnswerLost:
            question = (await self.books.question(approval_id)).record
            done = await self.books.status(question.payment_id)
        return await self._told(done)

    async def _told(self, done: Outcome) -> Outcome:
        """A watcher's refusal is its own affair: the payment went its way."""
        if done.state in UNSIGNED:
            return done
        for watcher in self.watchers:
            try:
                await watcher(done)
            except FiscusError as exc:
                log.warning("a watcher of payments failed: %s", exc.code)
        return done


@dataclass(frozen=True, slots=True)
class _RemoteDoor:
    _desk: RemoteDesk
    _ticket: Ticket

    async def submit(self, intent: Intent) -> Outcome:
        submission = Submission(ticket=SaidTicket.of(self._ticket), intent=SaidIntent.of(intent))
        return await self._desk.submit(submission)


@asynccontextmanager
async def open_remote_desk(path: Path, *, patience: float = PATIENCE) -> AsyncGenerator[RemoteDesk]:
    """The desk that serves at a socket. Raises `DeskUnavailable` where none does for `patience`
    seconds."""
    async with open_line(path, patience=patience) as line:
        yield RemoteDesk(await line.ask(methods.ABOUT, Nothing()), line)
