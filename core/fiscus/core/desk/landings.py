"""What landed and could still be undone: kept an eye on until its block is final."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, Select, bindparam, select

from fiscus.core.desk.adapter import Look, Sealed
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.postings import move
from fiscus.core.desk.records import Payment
from fiscus.core.desk.rows import by_id, found
from fiscus.core.desk.tables import payments, variants
from fiscus.core.desk.transitions import LANDED, REORGED
from fiscus.core.desk.variants import variants_of

WATCHED_MS: Final = 24 * 60 * 60 * 1000
"""What is older is final on every chain, or its chain is another one by now."""
MOST: Final = 8
"""Payments of a lane that are looked at in one round."""
UNDONE: Final = (
    "The chain was reorganised and dropped it after it had been in a block. The same bytes are"
    " sent again; its amount still counts."
)

_WATCHED: Final = (
    payments.c.state.in_([state.value for state in LANDED]),
    payments.c.final.is_(False),
    payments.c.transaction_id.is_not(None),
    payments.c.updated_at >= bindparam("since"),
)
_IN_LANE: Final = select(payments).where(*_WATCHED, payments.c.lane == bindparam("lane"))
_OLDEST: Final = _IN_LANE.order_by(payments.c.created_at).limit(MOST - 1)
_NEWEST: Final = _IN_LANE.order_by(payments.c.created_at.desc()).limit(1)
_LANES: Final = select(payments.c.lane, payments.c.family).where(*_WATCHED).distinct()


_OF_TRANSACTION: Final = select(variants.c.payment_id).where(
    variants.c.transaction_id == bindparam("id")
)


def payment_of(connection: Connection, id: str) -> Payment | None:
    """By its own id, or by that of any transaction that was signed for it."""
    of = connection.execute(_OF_TRANSACTION, {"id": id}).scalar_one_or_none()
    return by_id(connection, of or id)


@dataclass(frozen=True, slots=True)
class Landings:
    """The landed payments of a ledger."""

    ledger: Ledger

    async def variants(self, payment: Payment) -> tuple[Sealed, ...]:
        """Everything that was signed for a payment, oldest first."""
        return await self.ledger.database.read(lambda c: variants_of(c, payment))

    async def find(self, id: str) -> Payment | None:
        """A payment by its own id, or by that of any transaction that was signed for it."""
        return await self.ledger.database.read(lambda connection: payment_of(connection, id))

    async def lanes(self) -> dict[str, str]:
        """The lanes with something to watch, and their families."""
        values = {"since": self._since()}
        rows = await self.ledger.database.read(lambda c: list(c.execute(_LANES, values)))
        return {str(lane): str(family) for lane, family in rows}

    async def watched(self, lane: str) -> list[Payment]:
        """What is not final yet: the newest and the oldest of it, `MOST` at most.

        A reorganisation takes the newest first, and the oldest become final first.
        """
        values = {"since": self._since(), "lane": lane}

        def work(connection: Connection) -> list[Payment]:
            both: tuple[Select[tuple[object, ...]], ...] = (_OLDEST, _NEWEST)
            rows = [payment for query in both for payment in found(connection, query, values)]
            return list({payment.id: payment for payment in rows}.values())

        return await self.ledger.database.read(work)

    async def seen(self, payment: Payment, look: Look) -> None:
        """The payment stands as it stood, in this block; or for good now."""

        def work(connection: Connection) -> None:
            current = by_id(connection, payment.id)
            if current is None or current.state is not payment.state:
                return
            after = replace(current, block=look.block, final=look.final)
            move(connection, self.ledger.now(), after, {"block": look.block, "final": look.final})

        await self.ledger.database.write(work)

    async def undo(self, payment: Payment) -> Payment:
        """The chain dropped what it had: the payment is on its way again, and counts again."""

        def work(connection: Connection) -> Payment:
            now, current = self.ledger.now(), by_id(connection, payment.id) or payment
            after = replace(
                current, state=State.SENT, block=None, final=False, fee_units=None, detail=UNDONE
            )
            facts = {"was": current.state.value, "block": current.block}
            return after if move(connection, now, after, facts, event=REORGED) else current

        return await self.ledger.database.write(work)

    def _since(self) -> int:
        return self.ledger.now() - WATCHED_MS
