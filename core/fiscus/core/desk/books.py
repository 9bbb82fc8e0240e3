"""What the desk of this process has on record, as `front.Books` has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.core.desk.arrivals import Notice
from fiscus.core.desk.door import Ticket
from fiscus.core.desk.front import Came, Question
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.overseas import Overseas
from fiscus.core.desk.records import ApprovalRecord, Payment
from fiscus.core.desk.yields import Yielded

if TYPE_CHECKING:
    from fiscus.core.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class DeskBooks:
    """Reads the ledger of a desk."""

    _desk: Desk

    async def wallets(self) -> Mapping[str, str]:
        signers = {name: adapter.signer for name, adapter in self._desk.adapters.items()}
        return {name: signer for name, signer in signers.items() if signer is not None}

    async def status(self, journal_id: str) -> Outcome:
        return await self._desk.status(journal_id)

    async def open(self) -> Sequence[Outcome]:
        return self._desk.told(await self._desk.ledger.open())

    async def recent(self, wallet: str, count: int) -> Sequence[Outcome]:
        return await self._overseas.told(await self._desk.recent(wallet, count))

    async def crossing(self) -> Sequence[Outcome]:
        overseas = self._overseas
        found = [await self._desk.status(one) for one in await overseas.under_way()]
        return await overseas.told(found)

    async def look(self, journal_id: str, notice: Notice | None = None) -> Outcome:
        overseas = self._overseas
        await overseas.look(journal_id, notice)
        return (await overseas.told([await self._desk.status(journal_id)]))[0]

    async def came(self, ticket: Ticket) -> Came:
        return await Yielded(self._desk.ledger, self._desk.adapters).of(ticket)

    async def pending(self) -> Sequence[Question]:
        ledger = self._desk.ledger
        asked = [(one, await ledger.get(one.payment_id)) for one in await self._pending()]
        return [self._question(record, payment) for record, payment in asked if payment is not None]

    async def question(self, approval_id: str) -> Question:
        return self._question(*await self._desk.approvals.find(approval_id))

    async def shown_to(self, person: str, *, source: str, room: str) -> Sequence[ApprovalRecord]:
        return await self._desk.approvals.shown_to(person, source=source, room=room)

    async def _pending(self) -> Sequence[ApprovalRecord]:
        return await self._desk.approvals.pending()

    def _question(self, record: ApprovalRecord, payment: Payment) -> Question:
        return Question(
            record=record,
            intent=payment.intent,
            recipient=payment.recipient,
            recipient_name=payment.recipient_name,
            usd=payment.usd,
            approving=self._desk.approving(record),
            now=self._desk.ledger.now(),
        )

    @property
    def _overseas(self) -> Overseas:
        return Overseas(self._desk.ledger, self._desk.adapters)
