"""The desk's side of the socket: what one agent's process asks, answered by the desk itself."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from fiscus.core.desk.adapter import SWEEP
from fiscus.core.desk.consenting import By
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Principal
from fiscus.core.desk.front import Came, Question
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.records import ApprovalRecord, Payment
from fiscus.core.desk.remote import methods
from fiscus.core.desk.remote.faults import BROKEN, Fault, status_of
from fiscus.core.desk.remote.methods import A, About, Method, R
from fiscus.core.desk.remote.trust import Agent
from fiscus.core.desk.remote.turnstile import Turnstile
from fiscus.core.desk.remote.wire import (
    Decided,
    Look,
    Nothing,
    OfApproval,
    OfPayment,
    OfTicket,
    OfWallet,
    Outbid,
    Shown,
    Signature,
    Submission,
)
from fiscus.core.errors import (
    ApprovalGone,
    DeskBusy,
    DeskRequestRefused,
    FiscusError,
    NotApprover,
    NotOwner,
)
from fiscus.core.isolation import settle, where
from fiscus.core.serving import Request, Response

log = logging.getLogger(__name__)

Answering: TypeAlias = Callable[[bytes], Awaitable[bytes]]

MOST_QUESTIONS: Final = 100
"""That may wait for a yes at the same time: who answers them reads them."""


@dataclass(frozen=True, slots=True)
class DeskService:
    """Answers one agent. Whatever it is sent, it goes on."""

    desk: Desk
    agent: str
    """The name of the agent: rules of the policy go by it, and nothing that is sent changes it."""
    turnstile: Turnstile = field(default_factory=Turnstile)

    async def handle(self, request: Request) -> Response:
        """See `serving.Handler`."""
        (done,) = await settle(self._answer(request))
        if isinstance(done, bytes):
            return Response(200, done)
        if isinstance(done, FiscusError):
            return Response(status_of(done), Fault.of(done).model_dump_json().encode())
        log.error("the desk could not answer: %s", where(done))
        broken = Fault(
            code="INTERNAL",
            message="The desk could not answer",
            hint="It is a fault of the program; the desk's log says where.",
            context={},
        )
        return Response(BROKEN, broken.model_dump_json().encode())

    async def _answer(self, request: Request) -> bytes:
        answering = self._answers.get(request.path)
        if request.method != "POST" or answering is None:
            raise DeskRequestRefused(
                "The desk does not know what it is asked",
                hint="The agent and its desk must be of the same version.",
            )
        return await answering(request.body)

    @property
    def _answers(self) -> Mapping[str, Answering]:
        return dict(
            (
                _on(methods.ABOUT, self._about),
                _on(methods.SUBMIT, self._submit),
                _on(methods.APPROVE, self._approve),
                _on(methods.DENY, self._deny),
                _on(methods.SPEED_UP, self._speed_up),
                _on(methods.CANCEL, self._cancel),
                _on(methods.RECOVER, self._recover),
                _on(methods.STATUS, self._status),
                _on(methods.OPEN, self._open),
                _on(methods.RECENT, self._recent),
                _on(methods.CROSSING, self._crossing),
                _on(methods.LOOK, self._look),
                _on(methods.CAME, self._came),
                _on(methods.PENDING, self._pending),
                _on(methods.QUESTION, self._question),
                _on(methods.SHOWN_TO, self._shown_to),
            )
        )

    @property
    def _trusted(self) -> Agent:
        """By the policy as it is now. Raises `ConfigError` where its file is broken."""
        policy = self.desk.written_policy
        return Agent(self.agent, policy is not None and policy.word_counts(self.agent))

    async def _about(self, _: Nothing) -> About:
        wallets = await self.desk.books.wallets()
        reasons = {
            family: await self.desk.ledger.held(f"{family}:{address}")
            for family, address in wallets.items()
        }
        held = {family: reason for family, reason in reasons.items() if reason is not None}
        return About(self.agent, wallets, held, self.desk.names().entries)

    async def _submit(self, asked: Submission) -> Outcome:
        self.turnstile.enter()
        if asked.intent.action == SWEEP:
            raise NotOwner(
                "No agent's process empties the wallet", hint="It is done where `fiscus desk` runs."
            )
        await self._refuse_many_questions()
        door = self.desk.door(self._trusted.ticket(asked.ticket))
        return await door.submit(asked.intent.intent())

    async def _approve(self, asked: Decided) -> Outcome:
        self.turnstile.enter()
        return await self.desk.approve(asked.approval, await self._consenting(asked))

    async def _deny(self, asked: Decided) -> Outcome:
        self.turnstile.enter()
        return await self.desk.deny(asked.approval, await self._objecting(asked))

    async def _speed_up(self, asked: Outbid) -> Outcome:
        return await self.desk.speed_up(asked.payment, await self._outbidding(asked))

    async def _cancel(self, asked: Outbid) -> Outcome:
        return await self.desk.cancel(asked.payment, await self._outbidding(asked))

    async def _recover(self, _: Nothing) -> Sequence[Outcome]:
        self.turnstile.enter()
        return await self.desk.recover()

    async def _status(self, asked: OfPayment) -> Outcome:
        return await self.desk.books.status(asked.payment)

    async def _open(self, _: Nothing) -> Sequence[Outcome]:
        return await self.desk.books.open()

    async def _recent(self, asked: OfWallet) -> Sequence[Outcome]:
        return await self.desk.books.recent(asked.wallet, asked.count)

    async def _crossing(self, _: Nothing) -> Sequence[Outcome]:
        return await self.desk.books.crossing()

    async def _look(self, asked: Look) -> Outcome:
        self.turnstile.enter()
        notice = asked.notice.notice() if asked.notice else None
        return await self.desk.books.look(asked.payment, notice)

    async def _came(self, asked: OfTicket) -> Came:
        return await self.desk.books.came(self._trusted.ticket(asked.ticket))

    async def _pending(self, _: Nothing) -> Sequence[Question]:
        return await self.desk.books.pending()

    async def _question(self, asked: OfApproval) -> Question:
        return await self.desk.books.question(asked.approval)

    async def _shown_to(self, asked: Shown) -> Sequence[ApprovalRecord]:
        agent = self._trusted
        person, source = agent.person(asked.person), agent.source(asked.source)
        return await self.desk.books.shown_to(person, source=source, room=asked.room)

    async def _refuse_many_questions(self) -> None:
        mine = self._trusted.person("")
        waiting = await self.desk.approvals.pending()
        if sum(one.asked_by.startswith(mine) for one in waiting) >= MOST_QUESTIONS:
            raise DeskBusy(
                f"{MOST_QUESTIONS} payments of this agent wait for an approval",
                hint="They are answered first, or expire: `fiscus approvals` lists them.",
            )

    async def _consenting(self, asked: Decided) -> By:
        """Whose yes it is. A signature proves itself; the agent's own word is good for a look at
        what it may do anyway."""
        if isinstance(asked.by, Signature):
            return asked.by.signed()
        agent = self._trusted
        record, payment = await self.desk.approvals.get(asked.approval)
        if record.only_shown and payment.agent == self.agent:
            principal = agent.principal(asked.by)
            if principal.owner:
                return principal
        raise NotApprover(
            "The desk takes no yes by the word of an agent's process",
            hint=f"`fiscus approvals show {record.id}` has the text that an approver signs; an"
            " owner says yes where `fiscus desk` runs.",
        )

    async def _objecting(self, asked: Decided) -> By:
        """Whose no it is. What an agent asked for it may let go."""
        if isinstance(asked.by, Signature):
            return asked.by.signed()
        _, payment = await self.desk.approvals.get(asked.approval)
        self._refuse_others(payment)
        return Principal(self._trusted.person(asked.by.name), owner=asked.by.owner)

    async def _outbidding(self, asked: Outbid) -> Principal:
        """By whose word a payment is sped up or called back."""
        self.turnstile.enter()
        payment = await Landings(self.desk.ledger).find(asked.payment)
        if payment is None:
            raise ApprovalGone(f"There is no payment {asked.payment!r}", hint="Check the id.")
        self._refuse_others(payment)
        await self._refuse_many_questions()
        return self._trusted.principal(asked.speaker)

    def _refuse_others(self, payment: Payment) -> None:
        if payment.agent != self.agent:
            raise NotOwner(
                "Another agent asked for that payment",
                hint="An approver's signature decides it, or an owner where `fiscus desk` runs.",
            )


def _on(method: Method[A, R], work: Callable[[A], Awaitable[R]]) -> tuple[str, Answering]:
    async def answering(body: bytes) -> bytes:
        return method.write(await work(method.read(body)))

    return method.path, answering
