"""A process that pays one ether to Bob, to be killed on the way.

`python -m tests.chains.evm.payer HOME URL MESSAGE`
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.chains.evm.wallets import open_wallet


async def pay(home: str, url: str, message: str) -> None:
    async with open_wallet(Path(home), url) as wallet:
        await wallet.pay("1", message=message)


if __name__ == "__main__":
    asyncio.run(pay(*sys.argv[1:4]))
