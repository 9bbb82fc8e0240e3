"""A process that is killed on the way, and what the next one makes of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from fiscus.core.desk.outcome import State
from tests.chains.proxy import Post, Proxy, proxied
from tests.chains.solana.chain import BOB, ME, SOL, Chain
from tests.chains.solana.wallets import open_wallet

SEND = "sendTransaction"
ROOT = Path(__file__).parents[3]


class Reached(asyncio.Event):
    """A fault that is set when the bytes are on their way, and answers nothing."""

    def __init__(self, *, forwards: bool) -> None:
        super().__init__()
        self._forwards = forwards

    async def __call__(self, post: Post) -> web.Response:
        if self._forwards:
            await post.forwarded()
        self.set()
        await asyncio.sleep(60)
        return web.Response(status=500)


@asynccontextmanager
async def paying(home: Path, url: str) -> AsyncGenerator[None]:
    """A process that pays with the message "m"; it is killed at the end in any case."""
    words = ["-m", "tests.chains.solana.payer", str(home), url, "m"]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT)
    try:
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def killed(home: Path, proxy: Proxy, *, forwards: bool) -> None:
    reached = Reached(forwards=forwards)
    proxy.faults[SEND] = [reached]
    async with paying(home, proxy.url):
        await asyncio.wait_for(reached.wait(), 60)


@pytest.mark.parametrize("forwards", [True, False], ids=["after the wire", "before the wire"])
async def test_a_message_that_comes_again_after_a_kill_is_paid_once(
    chain: Chain, home: Path, forwards: bool
) -> None:
    before = await chain.lamports(BOB)
    async with proxied(chain.url) as proxy:
        await killed(home, proxy, forwards=forwards)
        assert len(chain.node.ledger.records) == forwards
        async with open_wallet(home, proxy.url) as wallet:
            await wallet.desk.recover()
            outcome = await wallet.pay("1", message="m")
            if outcome.state is not State.CONFIRMED:
                await wallet.desk.recover()
                outcome = await wallet.pay("1", message="m")
            assert outcome.state is State.CONFIRMED, outcome
    assert await chain.lamports(BOB) - before == SOL
    assert len(chain.node.ledger.records) == 1


async def test_what_was_killed_before_the_wire_and_grew_too_old_is_buried_and_not_paid(
    chain: Chain, home: Path
) -> None:
    before = await chain.lamports(BOB)
    async with proxied(chain.url) as proxy:
        await killed(home, proxy, forwards=False)
        chain.advance(200)
        async with open_wallet(home, proxy.url) as wallet:
            await wallet.desk.recover()
            assert (await wallet.pay("1", message="m")).state is State.DROPPED
            assert await chain.lamports(BOB) == before
            assert (await wallet.pay("1", message="n")).state is State.CONFIRMED
            states = [done.state for done in await wallet.desk.recent(f"solana:{ME}", 5)]
    assert states == [State.CONFIRMED, State.DROPPED]
    assert await chain.lamports(BOB) - before == SOL
