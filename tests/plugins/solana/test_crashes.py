"""A process that is killed within a swap, and what the next one makes of it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from fiscus.core.desk.outcome import State
from tests.chains.market import Market
from tests.chains.market import serve as serve_market
from tests.chains.proxy import Proxy, proxied
from tests.chains.solana.chain import ME, SOL, Chain
from tests.chains.solana.test_crashes import ROOT, SEND, Reached
from tests.plugins.solana.aggregator import aggregating
from tests.plugins.solana.test_swaps import MARKET, swapped
from tests.plugins.solana.wallets import open_talker

TEXT = "Swap 2 SOL for USDC"


async def killed(home: Path, proxy: Proxy, urls: list[str], *, forwards: bool) -> None:
    reached = Reached(forwards=forwards)
    proxy.faults[SEND] = [reached]
    words = ["-m", "tests.plugins.solana.swapper", str(home), proxy.url, *urls, "m", TEXT]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT)
    try:
        await asyncio.wait_for(reached.wait(), 60)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.parametrize("forwards", [True, False], ids=["after the wire", "before the wire"])
async def test_a_swap_that_comes_again_after_a_kill_is_done_once(
    chain: Chain, home: Path, forwards: bool
) -> None:
    async with (
        aggregating(chain.node) as jupiter,
        serve_market(Market(dict(MARKET))) as market,
        proxied(chain.url) as proxy,
    ):
        await killed(home, proxy, [market.url, jupiter.url], forwards=forwards)
        assert len(chain.node.ledger.records) == forwards
        async with open_talker(
            home, proxy.url, COINGECKO_API_URL=market.url, JUPITER_API_URL=jupiter.url
        ) as talker:
            await talker.agent.desk.recover()
            told = [swapped(await talker.say(TEXT, message="m")) for _ in range(2)]
            [kept] = await talker.agent.desk.recent(f"solana:{ME}", 5)
    assert kept.state is State.CONFIRMED
    assert {result.data["hash"] for result in told} == {kept.hash}
    assert all(result.text.startswith("Swapped 2 SOL for 299.9955 USDC") for result in told)
    assert len(chain.node.ledger.records) == 1
    assert await chain.units(ME) == 100_000_000 + 299_995_500
    assert await chain.lamports(ME) == 8 * SOL - (await chain.landed(str(kept.hash)) or 0)
