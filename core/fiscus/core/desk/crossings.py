"""Where the money of every bridge is: on record from before it leaves until a chain shows its end.

A row is made together with the reservation of its payment, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from fiscus.core.desk import journal
from fiscus.core.desk.adapter import Effect, Plan, Shore
from fiscus.core.desk.arrivals import Arrival
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import Payment, read_effect
from fiscus.core.desk.tables import crossings, payments

CROSSED: Final = "crossed"
"""The event of the journal: a crossing stands somewhere else now."""
_ALL: Final = select(crossings).order_by(crossings.c.updated_at)
_INSERT: Final = insert(crossings)
_MOVE: Final = update(crossings).where(crossings.c.payment_id == bindparam("of"))
_PAID: Final = select(payments.c.effect, payments.c.state, payments.c.fee_units).where(
    payments.c.signer == bindparam("signer"),
    payments.c.created_at >= bindparam("since"),
    payments.c.state.in_((State.CONFIRMED.value, State.FAILED.value)),
)


class Side(StrEnum):
    """Where the money is, once its payment is in a block. Only a chain moves it on."""

    WAITING = "waiting"
    """Nothing was seen to arrive yet."""
    PARTIAL = "partial"
    """Something else arrived, or less than was promised; the rest may still come."""
    ARRIVED = "arrived"
    REFUNDED = "refunded"
    """It came back to the chain that it left."""

    @property
    def open(self) -> bool:
        return self in {Side.WAITING, Side.PARTIAL}


@dataclass(frozen=True, slots=True)
class Crossing:
    """One row."""

    payment_id: str
    side: Side
    shore: Shore
    scanned: int
    """The last block over there in which nothing came."""
    arrival: Arrival | None
    begun_at: int
    """Unix milliseconds, as is `updated_at`."""
    updated_at: int


def begin(connection: Connection, at: int, payment: Payment, plan: Plan) -> None:
    """Nothing, where nothing crosses."""
    if plan.shore is None:
        return
    row = {"side": Side.WAITING.value, "block": plan.shore.block, "units": str(plan.shore.units)}
    moved = {**row, "scanned": plan.shore.block, "begun_at": at, "updated_at": at}
    connection.execute(_INSERT, {"payment_id": payment.id, **moved})
    journal.append(connection, at, payment_id=payment.id, event=CROSSED, body=row)


def crossing(connection: Connection, payment_id: str) -> Crossing | None:
    row = connection.execute(_ALL.where(crossings.c.payment_id == payment_id)).mappings().first()
    return _crossing(row) if row else None


def sides(connection: Connection, payment_ids: Sequence[str]) -> Mapping[str, Crossing]:
    """Those of some payments, by payment."""
    query = _ALL.where(crossings.c.payment_id.in_(payment_ids))
    found = map(_crossing, connection.execute(query).mappings())
    return {one.payment_id: one for one in found}


def under_way(connection: Connection) -> list[Crossing]:
    """What has not ended, of payments that are in a block; the longest unseen first."""
    landed = select(payments.c.id).where(payments.c.state == State.CONFIRMED.value)
    open_ones = [side.value for side in Side if side.open]
    query = _ALL.where(crossings.c.side.in_(open_ones), crossings.c.payment_id.in_(landed))
    return [_crossing(row) for row in connection.execute(query).mappings()]


def move(
    connection: Connection, at: int, was: Crossing, *, side: Side, arrival: Arrival | None
) -> None:
    """A chain showed something: in the row, and in the journal."""
    told = None if arrival is None else _arrivals().dump_json(arrival).decode()
    row = {"side": side.value, "evidence": arrival and arrival.evidence, "arrival": told}
    connection.execute(_MOVE, {**row, "updated_at": at, "of": was.payment_id})
    journal.append(connection, at, payment_id=was.payment_id, event=CROSSED, body=row)


def looked(connection: Connection, at: int, was: Crossing, scanned: int) -> None:
    """Nothing came; the journal has nothing to say of that."""
    connection.execute(_MOVE, {"scanned": scanned, "updated_at": at, "of": was.payment_id})


def evidence(connection: Connection) -> frozenset[str]:
    """All that some crossing ended by."""
    query = select(crossings.c.evidence).where(crossings.c.evidence.is_not(None))
    return frozenset(connection.execute(query).scalars())


def others(connection: Connection, mine: Crossing, effect: Effect) -> int:
    """Of what shall arrive: what the receiver is known to have paid since, less what others of the
    crossings are known to have brought."""
    gain = effect.gains[0]
    left = 0
    values = {"signer": gain.to, "since": mine.begun_at}
    for text, state, fee_units in connection.execute(_PAID, values):
        paid = read_effect(text)
        if paid.chain == gain.asset.chain:
            left += int(fee_units or 0) if gain.asset == paid.fee_asset else 0
            moved = [move.units for move in paid.moves if move.asset == gain.asset]
            left += sum(moved) if state == State.CONFIRMED.value else 0
    for row in connection.execute(_ALL).mappings():
        other = _crossing(row)
        if other.arrival and other.payment_id != mine.payment_id:
            since = other.arrival.asset == gain.asset and other.updated_at >= mine.begun_at
            left -= other.arrival.units if since else 0
    return left


def _crossing(row: RowMapping) -> Crossing:
    return Crossing(
        row["payment_id"],
        Side(row["side"]),
        Shore(row["block"], int(row["units"])),
        row["scanned"],
        _arrival(row["arrival"]),
        row["begun_at"],
        row["updated_at"],
    )


def _arrival(text: str | None) -> Arrival | None:
    if text is None:
        return None
    return _arrivals().validate_json(text)


@cache
def _arrivals() -> TypeAdapter[Arrival]:
    return TypeAdapter(Arrival)
