"""Taking a budget beside a long history: run by `make bench`; prints medians, asserts no time."""

from __future__ import annotations

import statistics
import sys
import time
from typing import Final
from uuid import uuid4

import pytest
from sqlalchemy import Connection, insert, select

from fiscus.core.desk.tables import payments
from tests.core.desk.fakes import World, pay, ticket, world_in

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

OLD: Final = 100_000
BATCH: Final = 5_000
PAID: Final = 60
MONTH_MS: Final = 30 * 24 * 60 * 60 * 1000


def grow(connection: Connection) -> None:
    """Payments of a month ago, final all of them, like the only one that is there."""
    first = dict(connection.execute(select(payments)).mappings().one())
    for start in range(0, OLD, BATCH):
        rows = [
            {
                **first,
                "id": str(uuid4()),
                "message_id": f"old{n}",
                "sequence": n - OLD,
                "transaction_id": f"0xold{n}",
                "created_at": first["created_at"] - MONTH_MS,
                "final": True,
            }
            for n in range(start, start + BATCH)
        ]
        connection.execute(insert(payments), rows)


async def median_ms(world: World, *, old: bool) -> float:
    """Of a whole payment over a chain that answers at once."""
    world.adapter.may_sign(PAID + 1)
    async with world.desk() as desk:
        await desk.submit(ticket("first"), pay())
        if old:
            await desk.ledger.database.write(grow)
        times = list[float]()
        for number in range(PAID):
            begun = time.perf_counter()
            await desk.submit(ticket(f"n{number}"), pay())
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


async def test_a_payment_after_many_others(tmp_path_factory: pytest.TempPathFactory) -> None:
    fresh = await median_ms(world_in(tmp_path_factory.mktemp("fresh")), old=False)
    grown = await median_ms(world_in(tmp_path_factory.mktemp("grown")), old=True)
    sys.stdout.write(
        f"\na payment: {fresh:.1f} ms, after {OLD:,} others {grown:.1f} ms: x{grown / fresh:.2f}\n"
    )
