"""The real desk around a chain of play money."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.database import open_database
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.follow import Pace
from fiscus.core.desk.lease import Leases
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.policy import Policy
from fiscus.core.settings import Mode
from fiscus.core.testing.chain import FakeChain

QUICK: Final = Pace(poll=0.002, poll_most=0.01, retry=0.01, resend=0.05, certain=0.01)
CONFIRM_SECONDS: Final = 0.5


@asynccontextmanager
async def open_test_desk(
    chain: FakeChain, folder: Path, *, policy: Policy | None = None, mode: Mode = Mode.LIVE
) -> AsyncGenerator[Desk]:
    """A desk whose database is in `folder`: policy, approvals and journal are the real ones.

    Give `desk.door` to a runtime as its `doors`. A `FakeChain` is free of limits unless a `policy`
    sets them, or it says that it is not `own`.
    """
    async with open_database(folder / "desk.db") as database:
        ledger = Ledger(database)
        yield Desk(
            adapters={chain.family: chain},
            ledger=ledger,
            approvals=Approvals(ledger),
            execution=Execution(ledger, Leases(folder / "leases"), CONFIRM_SECONDS, QUICK),
            policy=policy,
            prices=[chain],
            mode=mode,
        )
