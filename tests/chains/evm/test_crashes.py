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
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, ME, open_wallet
from tests.chains.proxy import Post, Proxy, proxied

SEND = "eth_sendRawTransaction"
ROOT = Path(__file__).parents[3]
ETHER = 10**18


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
async def paying(
    home: Path, url: str, module: str = "payer", what: str = "m"
) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A process that pays with the message "m"; it is killed at the end in any case."""
    words = ["-m", f"tests.chains.evm.{module}", str(home), url, what]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT)
    try:
        yield process
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
    base_url: str, engine: Engine, home: Path, forwards: bool
) -> None:
    before = await engine.client.balance(BOB)
    async with proxied(base_url) as proxy:
        await killed(home, proxy, forwards=forwards)
        assert await engine.client.nonce(ME) == forwards
        async with open_wallet(home, proxy.url) as wallet:
            outcome = await wallet.pay("1", message="m")
            assert outcome.state is State.CONFIRMED, outcome
            assert (await wallet.pay("1", message="m")).hash == outcome.hash
    assert await engine.client.balance(BOB) - before == ETHER
    assert await engine.client.nonce(ME) == 1


async def test_the_next_payment_settles_the_one_that_was_killed_first(
    base_url: str, engine: Engine, home: Path
) -> None:
    before = await engine.client.balance(BOB)
    async with proxied(base_url) as proxy:
        await killed(home, proxy, forwards=False)
        async with open_wallet(home, proxy.url) as wallet:
            assert (await wallet.pay("1", message="n")).state is State.CONFIRMED
            await wallet.agent.desk.recover()
            states = [done.state for done in await wallet.agent.desk.recent(f"evm:{ME}", 5)]
    assert states == [State.CONFIRMED] * 2
    assert await engine.client.balance(BOB) - before == 2 * ETHER
    assert await engine.client.nonce(ME) == 2


async def test_what_waits_for_its_block_after_a_kill_is_told_as_waiting(
    base_url: str, engine: Engine, home: Path
) -> None:
    before = await engine.client.balance(BOB)
    await engine.do("evm_setAutomine", False)
    try:
        async with proxied(base_url) as proxy:
            await killed(home, proxy, forwards=True)
            async with open_wallet(home, proxy.url, FISCUS_CONFIRM_TIMEOUT="1") as wallet:
                assert (await wallet.pay("1", message="m")).state is State.SENT
                await engine.do("anvil_mine", "0x1")
                assert (await wallet.pay("1", message="m")).state is State.CONFIRMED
    finally:
        await engine.do("evm_setAutomine", True)
    assert await engine.client.balance(BOB) - before == ETHER
