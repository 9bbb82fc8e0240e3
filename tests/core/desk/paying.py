"""A process that pays over a shared folder: `python -m tests.core.desk.paying FOLDER WHAT COUNT`.

`WHAT` names the messages; or it is `crash:STEP`, and the process is killed at that step.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from decimal import Decimal
from pathlib import Path

from fiscus.core.desk.policy import Limit, Limits, Policy
from fiscus.core.errors import PolicyDenied
from fiscus.core.secrets import Secret
from tests.core.desk.fakes import ANYTHING, pay, ticket, world_in

URL = "DESK_URL"
"""Where the environment names a PostgreSQL database, that is used in place of a file."""


async def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(folder: Path, what: str, count: int) -> None:
    url = os.environ.get(URL)
    world = world_in(folder, Secret(url) if url else None)
    world.adapter.may_sign(count)
    name, _, step = what.partition(":")
    if step:
        world.adapter.tell(step, die)
    policy = ANYTHING if "limited" not in name else limited_to(7)
    async with world.desk(policy, confirm_seconds=20) as desk:
        submissions = (desk.submit(ticket(f"{name}{n}"), pay()) for n in range(count))
        for outcome in await asyncio.gather(*submissions, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, PolicyDenied):
                raise outcome


def limited_to(payments: int) -> Policy:
    """A day's budget for that many of the payments made here."""
    daily = Limit(units={"ETH": Decimal(payments) / 1000})
    return ANYTHING.model_copy(update={"limits": Limits(per_24h=daily, fee_usd=None)})


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
