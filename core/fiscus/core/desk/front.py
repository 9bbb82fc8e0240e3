"""What an agent and its programs may ask of a desk: one in this process, or one of its own.

`Desk` is the first, `RemoteDesk` the second. Everything that is given and answered is plain data.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeAlias

from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.approvers import Approving
from fiscus.core.desk.arrivals import Notice
from fiscus.core.desk.consenting import By
from fiscus.core.desk.door import Door, Intent, Principal, Ticket
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.records import ApprovalRecord

Watcher: TypeAlias = Callable[[Outcome], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the owners, with all that a yes buys, and who gives it."""

    record: ApprovalRecord
    intent: Intent
    recipient: str
    recipient_name: str | None
    usd: Decimal | None
    """What would leave; `None` where nobody knows what it is worth."""
    approving: Approving
    now: int
    """By the desk's clock, in Unix milliseconds."""


@dataclass(frozen=True, slots=True)
class Came:
    """What a step has brought to the wallet, by the chain's own word."""

    asset: Asset
    units: int


class Books(Protocol):
    """What a desk has on record, to be read. Nothing here asks a signer."""

    async def wallets(self) -> Mapping[str, str]:
        """The address of every wallet that can sign, by its family."""
        ...

    async def status(self, journal_id: str) -> Outcome:
        """Where a payment stands. Raises `ApprovalGone`."""
        ...

    async def open(self) -> Sequence[Outcome]:
        """The payments that are reserved, signed or sent, in the order of their lanes."""
        ...

    async def recent(self, wallet: str, count: int) -> Sequence[Outcome]:
        """The payments signed for a wallet (`family:address`), newest first; of bridges, with where
        the money is."""
        ...

    async def crossing(self) -> Sequence[Outcome]:
        """The bridges whose money a chain has not shown to have arrived."""
        ...

    async def look(self, journal_id: str, notice: Notice | None = None) -> Outcome:
        """Ask the chains where the money of a bridge is. A notice says where to look, and proves
        nothing."""
        ...

    async def came(self, ticket: Ticket) -> Came:
        """What the step of a ticket has brought to the wallet, by its chain's own word. Raises
        `NothingCame`."""
        ...

    async def pending(self) -> Sequence[Question]:
        """All open questions, oldest first."""
        ...

    async def question(self, approval_id: str) -> Question:
        """A question, answered or not. Raises `ApprovalGone`."""
        ...

    async def shown_to(self, person: str, *, source: str, room: str) -> Sequence[ApprovalRecord]:
        """The open questions that were put to a person in a room, oldest first."""
        ...


class FrontDesk(Protocol):
    """See `Desk`, whose methods have the same names."""

    @property
    def books(self) -> Books: ...

    @property
    def watchers(self) -> list[Watcher]:
        """Told when a payment is on its way and when it ended: for progress lines and caches."""
        ...

    def door(self, ticket: Ticket) -> Door: ...

    async def approve(self, approval_id: str, by: By) -> Outcome: ...

    async def deny(self, approval_id: str, by: By) -> Outcome: ...

    async def speed_up(self, journal_id: str, principal: Principal) -> Outcome: ...

    async def cancel(self, journal_id: str, principal: Principal) -> Outcome: ...

    async def recover(self) -> Sequence[Outcome]: ...
