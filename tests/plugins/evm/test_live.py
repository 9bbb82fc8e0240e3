"""New blocks are told by the chain itself: anvil over a websocket, dropped and taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from fiscus.chains.evm.config import EvmConfig
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.feed import Pauses
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.errors import ConfigError
from fiscus.core.settings import Settings
from fiscus.plugins.evm.live import LiveChains
from fiscus.plugins.evm.service import EvmService
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import ME, open_wallet, owner
from tests.chains.proxy import proxied

BASE = CHAINS["base"]
ETHER = 10**18
QUICK = Pauses(first=0.01, longest=0.02)


@dataclass(slots=True)
class Line:
    """A websocket in front of a node that can be cut."""

    upstream: str
    url: str = ""
    lines: list[ServerConnection] = field(default_factory=list[ServerConnection])

    async def serve(self, near: ServerConnection) -> None:
        self.lines.append(near)
        async with connect(self.upstream) as far:

            async def up() -> None:
                async for message in near:
                    await far.send(message)

            async def down() -> None:
                async for message in far:
                    await near.send(message)

            done, rest = await asyncio.wait(
                {asyncio.ensure_future(up()), asyncio.ensure_future(down())},
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in rest:
                task.cancel()
            await asyncio.gather(*done, *rest, return_exceptions=True)

    async def cut(self) -> None:
        for near in self.lines:
            await near.close()


@asynccontextmanager
async def line(base_url: str) -> AsyncGenerator[Line]:
    made = Line(base_url.replace("http://", "ws://"))
    async with serve(made.serve, "127.0.0.1", 0) as server:
        host, port = next(iter(server.sockets)).getsockname()[:2]
        made.url = f"ws://{host}:{port}/v2/s3cretkey0123456789"
        yield made


@asynccontextmanager
async def watching(url: str, *, quiet: float = 0.0) -> AsyncGenerator[asyncio.Queue[str]]:
    told: asyncio.Queue[str] = asyncio.Queue()
    live = LiveChains({"base": [url]}, told.put_nowait, quiet=quiet, patience=0.0, pauses=QUICK)
    live.watch([BASE, CHAINS["ethereum"]])
    try:
        async with asyncio.timeout(20):
            yield told
    finally:
        await live.end()


async def test_a_new_block_is_told(base_url: str, engine: Engine) -> None:
    async with watching(base_url.replace("http://", "ws://")) as told:
        assert await told.get() == "base"
        await engine.do("anvil_mine", "0x1")
        assert await told.get() == "base"


async def test_a_line_that_is_cut_is_taken_up_again(base_url: str, engine: Engine) -> None:
    async with line(base_url) as there, watching(there.url) as told:
        assert await told.get() == "base"
        await there.cut()
        # It stands again: what happened in between may have changed anything.
        assert await told.get() == "base"
        await engine.do("anvil_mine", "0x1")
        assert await told.get() == "base"
        assert len(there.lines) == 2


async def test_a_hurried_chain_is_told_of_once_and_its_last_block_is_not_lost(
    base_url: str, engine: Engine
) -> None:
    async with watching(base_url.replace("http://", "ws://"), quiet=0.3) as told:
        assert await told.get() == "base"
        for _ in range(5):
            await engine.do("anvil_mine", "0x1")
        assert await told.get() == "base"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told.get(), 0.6)


async def test_figures_follow_the_chain_without_a_question(
    base_url: str, engine: Engine, home: Path
) -> None:
    await engine.multicall()
    socket = base_url.replace("http://", "ws://")
    async with (
        proxied(base_url) as proxy,
        open_wallet(home, proxy.url, EVM_WS_BASE=socket) as wallet,
    ):
        runtime = wallet.agent.runtime
        service = runtime.get_service(EvmService.service_type)
        assert isinstance(service, EvmService)
        service.live = LiveChains(
            wallet.evm.config.websockets, service.changed, quiet=0.0, patience=0.0
        )

        def shown() -> int | None:
            [entry] = service.cache.known(ME)
            return entry.holdings[0].units

        message = IncomingMessage(id="l", text="show my portfolio", principal=owner())
        await wallet.agent.handle(message)
        # The line stands: the figures are asked once more.
        await proxy.seen("eth_call", 3)
        await engine.do("anvil_setBalance", ME, hex(7 * ETHER))
        async with asyncio.timeout(20):
            while shown() != 7 * ETHER:
                await engine.do("anvil_mine", "0x1")
                proxy.news.clear()
                await proxy.news.wait()
                await asyncio.sleep(0)


def test_the_addresses_are_websockets_and_never_shown() -> None:
    said = EvmConfig.read(Settings({"EVM_WS_BASE": "wss://x/key1, wss://y/key2"}))
    assert said.websockets == {"base": ("wss://x/key1", "wss://y/key2")}
    assert "key1" not in repr(said)
    with pytest.raises(ConfigError, match="EVM_WS_BASE holds something that is no ws address"):
        EvmConfig.read(Settings({"EVM_WS_BASE": "https://x"}))
    with pytest.raises(ConfigError, match="names no known chain"):
        EvmConfig.read(Settings({"EVM_WS_NOWHERE": "wss://x"}))
