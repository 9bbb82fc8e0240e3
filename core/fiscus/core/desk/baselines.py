"""What of a wallet's own transactions on a chain is explained, and what is not.

A place is a wallet on one chain: `family:chain:address`. The first time the desk sees it, what the
chain shows is taken as known: the baseline, which the journal tells. From then on the chain must
show nothing but what the journal knows. The baseline moves on behind what is final.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from fiscus.core.desk import journal
from fiscus.core.desk.adapter import NOTHING, Sight, Standing
from fiscus.core.desk.outcome import State
from fiscus.core.desk.tables import baselines, payments, variants
from fiscus.core.desk.transitions import LANDED

_OF: Final = baselines.c.place == bindparam("of")
_ROW: Final = select(
    baselines.c.lane, baselines.c.sequence, baselines.c.mark, baselines.c.slot
).where(_OF)
_MARKS: Final = select(baselines.c.place, baselines.c.mark, baselines.c.slot).where(
    baselines.c.wallet == bindparam("wallet")
)
_MOVE: Final = update(baselines).where(_OF)
_WIRED: Final = (State.SIGNED.value, State.SENT.value)
_LANDED: Final = tuple(State(state).value for state in LANDED)
_PLACES: Final = (
    payments.c.lane == bindparam("lane"),
    payments.c.sequence >= bindparam("least"),
)
_EXPLAINED: Final = select(func.count(payments.c.sequence.distinct())).where(
    *_PLACES,
    payments.c.sequence < bindparam("most"),
    payments.c.state.in_((*_WIRED, *_LANDED)),
)
_UNSETTLED: Final = select(func.min(payments.c.sequence)).where(
    *_PLACES,
    or_(
        payments.c.state.in_(_WIRED),
        payments.c.state.in_(_LANDED) & payments.c.final.is_(False),
    ),
)
_COUNTED: Final = select(
    _EXPLAINED.scalar_subquery().label("explained"), _UNSETTLED.scalar_subquery().label("open_at")
)
_KNOWN: Final = (
    select(payments.c.transaction_id).where(
        payments.c.transaction_id.in_(bindparam("ids", expanding=True))
    ),
    select(variants.c.transaction_id).where(
        variants.c.transaction_id.in_(bindparam("ids", expanding=True))
    ),
)


def led_to(connection: Connection, lane: str, least: int, most: int) -> bool:
    """Whether the journal has a payment for every place of a lane between two of them."""
    explained, _ = connection.execute(_COUNTED, {"lane": lane, "least": least, "most": most}).one()
    return most >= least and int(explained) == most - least


def place_of(family: str, chain: str, signer: str) -> str:
    return f"{family}:{chain}:{signer}"


def marks_of(connection: Connection, wallet: str) -> dict[str, Sight]:
    """The newest transaction that is explained, by every place of a wallet (`family:address`) that
    was seen."""
    rows = connection.execute(_MARKS, {"wallet": wallet})
    return {place: Sight(mark, slot) for place, mark, slot in rows}


def strangers(connection: Connection, standing: Standing) -> list[str]:
    """Of the transactions that name the wallet those the journal does not know, oldest first."""
    seen = [sight.id for sight in reversed(standing.recent)]
    known = {
        id
        for query in _KNOWN
        for id in (connection.execute(query, {"ids": seen}).scalars() if seen else ())
    }
    return [id for id in seen if id not in known]


def explain(connection: Connection, at: int, place: str, *, lane: str, standing: Standing) -> int:
    """How many transactions of a lane nobody can explain; 0 moves the baseline on.

    Only where transactions have an order: others are looked at by name. The bytes of a payment are
    in the journal before they are on the wire: it knows at least what any chain can show of it.
    """
    row = connection.execute(_ROW, {"of": place}).first()
    # Where only signatures were given before, in a lane without an order, nobody has counted yet:
    # the first payment does.
    ordered = standing.sequence is not None
    uncounted = row is not None and row.sequence is None and ordered and row.lane != lane
    if row is None or uncounted:
        begin(connection, at, place, lane=lane, standing=standing, by="first sight")
        return 0
    sequence = row.sequence
    if standing.sequence is not None and sequence is not None:
        values = {"lane": lane, "least": sequence, "most": standing.sequence}
        explained, open_at = connection.execute(_COUNTED, values).one()
        missing = max(standing.sequence - int(sequence), 0) - int(explained)
        if missing > 0:
            return missing
        reached = max(sequence, standing.sequence)
        sequence = reached if open_at is None else min(open_at, reached)
    mark = next(iter(standing.recent), Sight(row.mark, row.slot))
    if (sequence, mark.id) != (row.sequence, row.mark):
        moved = {"sequence": sequence, "mark": mark.id, "slot": mark.slot}
        connection.execute(_MOVE, {"of": place, **moved})
    return 0


def begin(
    connection: Connection, at: int, place: str, *, lane: str, standing: Standing, by: str
) -> None:
    """Take what the chain shows as known, and say so in the journal."""
    connection.execute(delete(baselines).where(_OF), {"of": place})
    family, chain, signer = place.split(":", 2)
    mark = next(iter(standing.recent), NOTHING)
    seen = {"sequence": standing.sequence, "mark": mark.id, "slot": mark.slot}
    wallet = f"{family}:{signer}"
    row = {"place": place, "wallet": wallet, "chain": chain, "lane": lane, **seen}
    connection.execute(insert(baselines), row)
    journal.append(connection, at, event="baseline", body={**row, "by": by})


def forget(connection: Connection, place: str) -> None:
    """The next payment sees the place for the first time."""
    connection.execute(delete(baselines).where(_OF), {"of": place})


def lanes_of(connection: Connection, wallet: str) -> dict[str, str]:
    """The chains where a wallet (`family:address`) has a baseline, with its lanes there."""
    query = select(baselines.c.chain, baselines.c.lane).where(baselines.c.wallet == wallet)
    rows = connection.execute(query.order_by(baselines.c.chain))
    return {row.chain: row.lane for row in rows}


def unexplained(chain: str, count: int, *, first: str | None = None) -> str:
    """Why a wallet is frozen."""
    named, them = f" ({first})" if first else "", "it" if count == 1 else "them"
    transactions = "1 transaction" if count == 1 else f"{count} transactions"
    return (
        f"{chain} shows {transactions} of it that its journal does not know{named}: an old copy of"
        f" the journal was put back, or somebody else who has the key made {them}"
    )
