"""A process that does what waits, to be killed on the way.

`python -m tests.chains.evm.attender HOME URL TASK`
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from fiscus.core.bootstrap.tasks import TaskService
from fiscus.core.ids import UUID
from tests.chains.evm.wallets import open_wallet


async def attend(home: str, url: str, task: str) -> None:
    async with open_wallet(Path(home), url, FISCUS_TASKS="off") as wallet:
        service = wallet.agent.runtime.get_service(TaskService)
        assert service is not None
        await service.run_now(UUID(task))


if __name__ == "__main__":
    asyncio.run(attend(*sys.argv[1:4]))
