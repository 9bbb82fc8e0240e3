"""A wallet and the only, bad line that it has to its chain."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from fiscus.core.desk.outcome import Outcome, State
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, ME, Wallet
from tests.chains.proxy import (
    Fault,
    Post,
    Proxy,
    status,
)

SEND, RECEIPT = "eth_sendRawTransaction", "eth_getTransactionReceipt"
DAI = "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"
ETHER = 10**18


async def told(post: Post) -> web.Response:
    return web.json_response(await post.forwarded())


def garbage(text: str) -> Fault:
    return status(200, text)


def meanwhile(act: Callable[[], Awaitable[object]]) -> Fault:
    """Something happens on the chain before the node gets the post."""

    async def fault(post: Post) -> web.Response:
        await act()
        return await told(post)

    return fault


@dataclass(frozen=True, slots=True)
class Line:
    """A wallet whose only way to the chain is the proxy."""

    wallet: Wallet
    engine: Engine
    proxy: Proxy
    before: int

    async def landed(self, outcome: Outcome, times: int = 1) -> None:
        """One ether arrived, `times` times and no more, and the answer says so."""
        assert outcome.state is State.CONFIRMED, outcome
        await self.arrived(times)
        receipt = await self.engine.do(RECEIPT, outcome.hash)
        assert isinstance(receipt, dict)
        assert receipt["status"] == "0x1"

    async def arrived(self, times: int) -> None:
        assert await self.engine.client.balance(BOB) - self.before == times * ETHER
        assert await self.engine.client.nonce(ME) == times


async def give_dai(line: Line) -> None:
    await line.engine.place("Token", DAI)
    words = ME[2:].rjust(64, "0") + f"{100 * ETHER:064x}"
    await line.engine.transact(DAI, "0x40c10f19" + words)
