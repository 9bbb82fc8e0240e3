"""A process that is killed within a swap, and what the next one makes of it."""

from __future__ import annotations

import asyncio
import copy
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fiscus.chains.jsonrpc import Json
from fiscus.core.desk.outcome import State
from tests.chains.market import Market
from tests.chains.market import serve as serve_market
from tests.chains.proxy import Proxy, after, always, dropped, proxied
from tests.chains.solana.chain import BOB, ME, SOL, Chain
from tests.chains.solana.test_crashes import ROOT, SEND, Reached
from tests.plugins.solana.aggregator import aggregating
from tests.plugins.solana.test_swaps import MARKET, swapped
from tests.plugins.solana.test_transfers import LANDED, STATUSES, code, only
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


Lie = Callable[[Any], None]


def less_arrived(meta: Any) -> None:
    for held in meta["postTokenBalances"]:
        if held["owner"] == ME:
            held["uiTokenAmount"]["amount"] = str(int(held["uiTokenAmount"]["amount"]) - 4_000_000)


def given_away(meta: Any) -> None:
    for held in meta["postTokenBalances"]:
        if held["owner"] == ME:
            held["owner"] = BOB


@pytest.mark.parametrize("lie", [less_arrived, given_away])
async def test_after_a_restart_a_block_that_shows_another_swap_freezes_the_wallet(
    chain: Chain, home: Path, lie: Lie
) -> None:
    def bent(params: list[Json], shown: Json) -> Json:
        told = copy.deepcopy(shown)
        if isinstance(told, dict):
            lie(told["meta"])
        return told

    async with (
        aggregating(chain.node) as jupiter,
        serve_market(Market(dict(MARKET))) as market,
        proxied(chain.url) as proxy,
    ):
        opened = partial(
            open_talker,
            home,
            proxy.url,
            COINGECKO_API_URL=market.url,
            JUPITER_API_URL=jupiter.url,
        )
        proxy.faults[SEND] = [after(dropped)]
        proxy.changes[STATUSES] = always({"context": {"slot": 1}, "value": [None]})
        proxy.changes[LANDED] = always(None)
        async with opened(FISCUS_CONFIRM_TIMEOUT="0.5") as talker:
            assert code(await talker.say(TEXT, message="m")) == "PENDING"
        proxy.changes.clear()
        proxy.changes[LANDED] = bent
        async with opened() as talker:
            turn = await talker.say(TEXT, message="m")
            assert code(turn) == "MISMATCH"
            assert "did not do what was signed for" in only(turn).text
            assert code(await talker.say("Swap 1 SOL for USDC")) == "WALLET_FROZEN"
    assert len(chain.node.ledger.records) == 1
