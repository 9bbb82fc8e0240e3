"""The wallet in the agent's state follows the cluster without asking it again and again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.definition import BONK, PLAIN_2022, TAXED_2022
from fiscus.core import ProviderResult
from fiscus.core.state import State
from fiscus.plugins.solana.live import LiveWallet
from fiscus.plugins.solana.service import SolanaService
from tests.chains.proxy import Proxy, proxied
from tests.chains.solana.chain import ALICE, ME, SOL, USDC, Chain
from tests.chains.solana.wallets import open_family
from tests.fakes import message
from tests.plugins.solana.wallets import Talker, open_talker


@dataclass
class Wire:
    """A relay of bytes that can be cut, and stays cut until it is mended."""

    port: int
    ways: list[asyncio.StreamWriter] = field(default_factory=list[asyncio.StreamWriter])
    is_cut: bool = False
    connections: int = 0

    def cut(self) -> None:
        self.is_cut = True
        for way in self.ways:
            way.transport.abort()
        self.ways.clear()

    def mend(self) -> None:
        self.is_cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        self.connections += 1
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        self.ways += [writer, back]
        await asyncio.gather(_pour(reader, back), _pour(there, writer))


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


@asynccontextmanager
async def wired(port: int) -> AsyncGenerator[tuple[Wire, str]]:
    wire = Wire(port)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    async with server:
        yield wire, f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        wire.cut()


async def shown(talker: Talker) -> str:
    """The wallet in the state of a conversation: composed without asking the chain."""
    runtime = talker.agent.runtime
    given = await runtime.providers["solana-wallet"].get(runtime, message(), State())
    assert isinstance(given, ProviderResult)
    return given.text or ""


async def within(seconds: float, is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110  nothing in the agent tells a test when
            await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Listener:
    talker: Talker
    wire: Wire
    proxy: Proxy

    async def shows(self, text: str) -> float:
        """Wait for it; the seconds that took."""

        async def is_shown() -> bool:
            return text in await shown(self.talker)

        since = time.monotonic()
        await within(20, is_shown)
        return time.monotonic() - since

    async def listens(self, chain: Chain) -> None:
        """Wait until the line stands: what happens is told, and all that was told is read."""
        lamports = 10 * SOL

        async def is_heard() -> bool:
            nonlocal lamports
            lamports += 1
            chain.give(lamports)
            chain.advance(2)
            return "SOL: 10.0000000" in await shown(self.talker)

        await within(20, is_heard)
        chain.give(10 * SOL)
        chain.advance(2)
        await self.shows("SOL: 10 ")
        trips, since = -1, time.monotonic()
        while time.monotonic() - since < 0.6:
            if self.proxy.round_trips != trips:
                trips, since = self.proxy.round_trips, time.monotonic()
            await asyncio.sleep(0.02)


@pytest.fixture
async def listener(
    chain: Chain, home: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Listener]:
    monkeypatch.setattr("fiscus.plugins.solana.live.PATIENCE", 0.0)
    port = int(chain.url.rpartition(":")[2]) + 1
    async with (
        wired(port) as (wire, ws_url),
        proxied(chain.url) as proxy,
        open_talker(home, proxy.url, SOLANA_WS_URL=ws_url) as talker,
    ):
        found = Listener(talker, wire, proxy)
        await talker.say("Show my portfolio")
        await found.listens(chain)
        yield found


@pytest.mark.covers("SOL-01", "SOL-11", "SOL-41", "SOL-42", "SOL-73")
async def test_a_change_on_the_chain_is_in_the_state_within_a_second_without_polling(
    listener: Listener, chain: Chain
) -> None:
    quiet = listener.proxy.round_trips
    await asyncio.sleep(0.5)
    assert listener.proxy.round_trips == quiet, "nobody asks while nothing happens"
    chain.give(7 * SOL)
    chain.advance(2)
    took = [await listener.shows("SOL: 7 ")]
    chain.give_tokens(42 * 10**6)
    chain.advance(2)
    took += [await listener.shows("USDC: 42 ")]
    chain.give_tokens(5 * 10**5, BONK)  # an account that was not there before
    chain.advance(2)
    took += [await listener.shows("BONK: 5 ")]
    # The machine may be busy with other tests for one of them, not for all.
    assert min(took) < 1


async def test_both_token_programs_are_listened_to(listener: Listener, chain: Chain) -> None:
    async def has_it() -> bool:
        service = listener.talker.agent.runtime.get_service("solana-service")
        assert isinstance(service, SolanaService)
        [entry] = service.cache.known(ME)
        return any(h.asset.address == PLAIN_2022 and h.units == 9 for h in entry.holdings)

    chain.give_tokens(9, PLAIN_2022)
    chain.advance(2)
    await within(20, has_it)


async def test_what_happens_to_others_is_not_told(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.plugins.solana.live.PATIENCE", 0.0)
    told: asyncio.Queue[int] = asyncio.Queue()
    chain.advance(2)
    async with open_family(chain.url) as solana, asyncio.timeout(20):
        live = LiveWallet(solana.reads, lambda: told.put_nowait(live.slot))
        live.begin()
        live.wanted()
        assert await told.get() == 0, "the line stands"
        chain.give(3 * SOL, ALICE)
        for mint in (USDC, TAXED_2022):
            chain.give_tokens(5, mint, ALICE)
        chain.advance(2)
        chain.give(3 * SOL)
        chain.advance(2)
        assert await told.get() == chain.node.ledger.bank("confirmed").slot
        assert told.empty()
        await live.end()


async def test_a_dropped_line_is_taken_up_again_and_nothing_is_missed(
    listener: Listener, chain: Chain
) -> None:
    listener.wire.cut()
    chain.give(6 * SOL)
    chain.give_tokens(7, BONK)
    chain.advance(2)
    await asyncio.sleep(0.3)
    assert "SOL: 10 " in await shown(listener.talker), "nobody told it"
    listener.wire.mend()
    await listener.shows("SOL: 6 ")
    await listener.shows("BONK: 0.00007 ")
    assert listener.wire.connections == 2
    chain.give(5 * SOL)
    chain.advance(2)
    await listener.shows("SOL: 5 ")


async def test_a_node_that_is_behind_what_was_told_is_asked_again(
    listener: Listener, chain: Chain
) -> None:
    behind = 2

    def late(params: list[Json], result: Json) -> Json:
        nonlocal behind
        behind -= 1
        if behind < 0:
            return result
        return {"context": {"slot": 1}, "value": 10 * SOL}

    listener.proxy.changes["getBalance"] = late
    chain.give(8 * SOL)
    chain.advance(2)
    await listener.shows("SOL: 8 ")
    assert behind == -1


@pytest.mark.covers("SOL-03")
async def test_a_watched_address_is_followed_like_a_wallet(
    chain: Chain, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.plugins.solana.live.PATIENCE", 0.0)
    async with open_talker(
        home, chain.url, SOLANA_PRIVATE_KEY="", SOLANA_PUBLIC_KEY=ALICE
    ) as talker:
        assert "SOL: 10" in (await talker.say("Show my portfolio")).results[0].text

        async def follows() -> bool:
            chain.give(4 * SOL, ALICE)
            chain.advance(2)
            return "SOL: 4 " in await shown(talker)

        await within(20, follows)
        refused = (await talker.say("Send 1 SOL to bob.sol")).results[0]
        assert refused.error is not None and refused.error.code == "READ_ONLY"


async def test_a_program_that_asks_once_opens_no_line(chain: Chain, home: Path) -> None:
    async with wired(int(chain.url.rpartition(":")[2]) + 1) as (wire, ws_url):
        async with open_talker(home, chain.url, SOLANA_WS_URL=ws_url) as talker:
            await talker.say("Show my portfolio")
        assert wire.connections == 0
