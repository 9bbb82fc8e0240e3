"""The other side of bridges: what a service says is a hint, what a chain shows counts."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from fiscus.core.desk import crossings
from fiscus.core.desk.adapter import Adapter, Effect
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.arrivals import Arrival, Notice, Watch, Watches
from fiscus.core.desk.crossings import Crossing, Side
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.records import Payment
from fiscus.core.errors import ChainError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Overseas:
    """The crossings of a desk."""

    ledger: Ledger
    adapters: Mapping[str, Adapter]

    async def under_way(self) -> Sequence[str]:
        """The payments whose money is on its way, by id."""
        found = await self.ledger.database.read(crossings.under_way)
        return [one.payment_id for one in found]

    async def told(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """The same, with where the money of each bridge is."""
        ids = [one.journal_id for one in outcomes if one.deed == "bridge"]
        if not ids:
            return list(outcomes)
        known = await self.ledger.database.read(lambda c: crossings.sides(c, ids))
        return [_told(one, known.get(one.journal_id)) for one in outcomes]

    async def look(self, payment_id: str, notice: Notice | None = None) -> Crossing | None:
        """Ask the chains where the money is; what they cannot say now stays as it was.

        `None` for what is no bridge. A payment that is in no block has nothing over there.
        """
        payment = await self.ledger.get(payment_id)
        stands = await self.ledger.database.read(lambda c: crossings.crossing(c, payment_id))
        if payment is None or stands is None:
            return None
        adapter = self.adapters.get(payment.family)
        landed = payment.state is State.CONFIRMED
        if not (landed and stands.side.open and isinstance(adapter, Watches)):
            return stands
        watch = await self.ledger.database.read(lambda c: _watch(c, payment, stands, notice))
        try:
            seen = await adapter.arrived(watch)
        except ChainError as exc:
            log.info("the other side of %s did not answer: %s", payment_id, exc.code)
            return stands
        return await self._kept(payment, seen.arrival, seen.scanned)

    async def look_at_all(self) -> None:
        for payment_id in await self.under_way():
            await self.look(payment_id)

    async def _kept(self, payment: Payment, came: Arrival | None, scanned: int) -> Crossing | None:
        """Only what is news is written, and nothing that another crossing ended by."""

        def work(connection: Connection) -> Crossing | None:
            now = self.ledger.now()
            stands = crossings.crossing(connection, payment.id)
            if stands is None or not stands.side.open:
                return stands
            if came is None or came.evidence in crossings.evidence(connection):
                crossings.looked(connection, now, stands, max(scanned, stands.scanned))
                return stands
            side = side_of(payment.effect, came)
            crossings.move(connection, now, stands, side=side, arrival=came)
            return replace(stands, side=side, arrival=came)

        return await self.ledger.database.write(work)


def side_of(effect: Effect, came: Arrival) -> Side:
    """What an arrival means for what was promised."""
    gain = effect.gains[0]
    if came.asset.chain == effect.chain:
        return Side.REFUNDED
    whole = came.asset == gain.asset and came.units >= gain.units
    return Side.ARRIVED if whole else Side.PARTIAL


def _watch(
    connection: Connection, payment: Payment, stands: Crossing, notice: Notice | None
) -> Watch:
    return Watch(
        payment.effect,
        stands.shore,
        stands.scanned,
        payment.block or 0,
        notice,
        crossings.evidence(connection),
        crossings.others(connection, stands, payment.effect),
    )


def _told(outcome: Outcome, stands: Crossing | None) -> Outcome:
    if stands is None or outcome.state is not State.CONFIRMED:
        return outcome
    came = stands.arrival
    if came is None:
        return replace(outcome, side=stands.side.value)
    text = f"{shown(came.units, came.asset.decimals, came.asset.symbol)} on {came.asset.chain}"
    return replace(outcome, side=stands.side.value, came=text, came_by=came.transaction)
