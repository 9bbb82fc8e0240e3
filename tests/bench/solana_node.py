"""A Solana chain of play money, and prices, in a process of their own until its stdin is closed.

`python -m tests.bench.solana_node` says their addresses.
"""

from __future__ import annotations

import asyncio
import sys

from fiscus.chains.sandbox.coingecko import answer
from fiscus.chains.sandbox.loopback import serve
from tests.chains.solana.chain import running


async def run() -> None:
    async with running() as chain, serve(answer) as prices:
        chain.give(10**15)
        sys.stdout.write(f"{chain.url} {prices}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(run())
