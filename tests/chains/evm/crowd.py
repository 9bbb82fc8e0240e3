"""Many chains on loopback that answer one multicall each: what any node with Multicall3 answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from fiscus.chains.evm.abi import AGGREGATE3, uint_word
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.definitions import CHAINS, environment_names
from fiscus.chains.evm.multicall import decode_aggregate3
from fiscus.chains.evm.tokens import Token, TokenList
from fiscus.chains.jsonrpc import Json

WORD = 32


@dataclass(slots=True)
class Crowd:
    """`delays` are seconds by chain; `posts` what each was asked, one entry an HTTP post."""

    delays: Mapping[str, float] = field(default_factory=dict[str, float])
    posts: dict[str, int] = field(default_factory=dict[str, int])
    at_once: int = 0
    """How many were being answered at the same time, at most."""
    gate: asyncio.Barrier | None = None
    """Nobody is answered before so many have asked."""
    urls: dict[str, str] = field(default_factory=dict[str, str])
    _busy: int = 0

    async def answer(self, chain: EvmChain, request: web.Request) -> web.Response:
        self.posts[chain.name] = self.posts.get(chain.name, 0) + 1
        self._busy += 1
        self.at_once = max(self.at_once, self._busy)
        body: dict[str, Json] | list[dict[str, Json]] = await request.json()
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(self.delays.get(chain.name, 0.0))
        self._busy -= 1
        if isinstance(body, dict):
            return web.json_response(_answer(chain, body))
        return web.json_response([_answer(chain, call) for call in body])

    def settings(self) -> Mapping[str, str]:
        return {
            f"ETHEREUM_PROVIDER_{environment_names(CHAINS[name])[0]}": url
            for name, url in self.urls.items()
        }


def mainnets(count: int) -> list[EvmChain]:
    """Chains with Multicall3."""
    real = [chain for chain in CHAINS.values() if not chain.testnet and chain.multicall]
    return [chain for chain in real if chain.name != "sandbox"][:count]


def forty(chains: Sequence[EvmChain], tokens: int = 40) -> TokenList:
    """So many tokens on each of them."""
    return TokenList(
        Token(chain.name, f"0x{number + 0xA000:040x}", f"T{number}", f"Token {number}", 18)
        for chain in chains
        for number in range(tokens)
    )


@asynccontextmanager
async def crowd(chains: Sequence[EvmChain], made: Crowd) -> AsyncGenerator[Crowd]:
    """A server for each of them."""
    async with AsyncExitStack() as stack:
        for chain in chains:

            async def handle(request: web.Request, chain: EvmChain = chain) -> web.Response:
                return await made.answer(chain, request)

            app = web.Application()
            app.router.add_post("/", handle)
            runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            made.urls[chain.name] = f"http://{host}:{port}/"
        yield made


def _answer(chain: EvmChain, call: dict[str, Json]) -> dict[str, Json]:
    """Every balance is 7."""
    if call["method"] == "eth_chainId":
        return {"jsonrpc": "2.0", "id": call["id"], "result": hex(chain.id)}
    params = call["params"]
    assert call["method"] == "eth_call" and isinstance(params, list)
    message = params[0]
    assert isinstance(message, dict)
    data = bytes.fromhex(str(message["data"])[2:])
    assert data[:4] == AGGREGATE3
    count = int.from_bytes(data[4 + WORD : 4 + 2 * WORD], "big")
    one = uint_word(1) + uint_word(2 * WORD) + uint_word(WORD) + uint_word(7)
    offsets = b"".join(uint_word(count * WORD + number * len(one)) for number in range(count))
    shown = uint_word(WORD) + uint_word(count) + offsets + one * count
    assert len(decode_aggregate3(shown, count)) == count
    return {"jsonrpc": "2.0", "id": call["id"], "result": "0x" + shown.hex()}
