"""A process that says one message to an agent, to be killed on the way.

`python -m tests.plugins.solana.swapper HOME RPC MARKET JUPITER MESSAGE TEXT`
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.plugins.solana.wallets import open_talker


async def swap(home: str, rpc: str, market: str, jupiter: str, message: str, text: str) -> None:
    async with open_talker(
        Path(home), rpc, COINGECKO_API_URL=market, JUPITER_API_URL=jupiter
    ) as talker:
        await talker.say(text, message=message)


if __name__ == "__main__":
    asyncio.run(swap(*sys.argv[1:7]))
