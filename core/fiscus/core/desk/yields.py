"""What came of a step: how much really arrived, by the chain's own word, for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from fiscus.core.desk import crossings
from fiscus.core.desk.adapter import Adapter, Effect, Gain
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.bridges import BRIDGE
from fiscus.core.desk.crossings import Side
from fiscus.core.desk.door import Ticket
from fiscus.core.desk.front import Came
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import Payment
from fiscus.core.errors import NothingCame


@runtime_checkable
class Yields(Protocol):
    """An adapter that reads what a transaction of its chains has brought."""

    async def came(self, effect: Effect, transaction: str) -> int | None:
        """Base units of the effect's first gain that the wallet has more of by it; `None` where the
        chain does not tell, or where something else may be counted with it."""
        ...


@dataclass(frozen=True, slots=True)
class Yielded:
    """The yields of a desk's payments."""

    ledger: Ledger
    adapters: Mapping[str, Adapter]

    async def of(self, ticket: Ticket) -> Came:
        """What came of what the ticket has done. Raises `NothingCame`."""
        payment = await self.ledger.find(ticket)
        if payment is None or payment.state is not State.CONFIRMED or payment.detail is not None:
            raise _nothing("the step before it has not ended well")
        gain = _gain(payment)
        bridged = payment.effect.action == BRIDGE
        units = await (self._crossed(payment, gain) if bridged else self._came(payment))
        if units is None or units < gain.units:
            raise _nothing(f"the chain does not show that {_least(gain)} of it came")
        return Came(gain.asset, units)

    async def _came(self, payment: Payment) -> int | None:
        adapter, sent = self.adapters.get(payment.family), payment.transaction_id
        if not isinstance(adapter, Yields) or sent is None:
            return None
        return await adapter.came(payment.effect, sent)

    async def _crossed(self, payment: Payment, gain: Gain) -> int | None:
        """Only what the other chain has shown to have arrived."""
        stands = await self.ledger.database.read(lambda c: crossings.crossing(c, payment.id))
        if stands is None or stands.side is not Side.ARRIVED or stands.arrival is None:
            return None
        return stands.arrival.units if stands.arrival.asset == gain.asset else None


def _gain(payment: Payment) -> Gain:
    if not payment.effect.gains:
        raise _nothing("the step before it brings nothing")
    gain = payment.effect.gains[0]
    if gain.to != payment.effect.signer:
        raise _nothing(f"what the step before it brings goes to {gain.to}")
    return gain


def _least(gain: Gain) -> str:
    return f"at least {shown(gain.units, gain.asset.decimals, gain.asset.symbol)}"


def _nothing(why: str) -> NothingCame:
    return NothingCame(
        f"This step takes what the step before brings, and {why}",
        hint="Nothing was signed for it. Ask for it with an amount once you see what there is.",
    )
