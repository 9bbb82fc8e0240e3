"""Solana beside bare solana-py: a transfer from message to confirmed, a large portfolio, and how
soon a change of the wallet is known.

Run by `make bench`; prints counts and medians. Counts are asserted, times are not.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.types import TxOpts
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import VersionedTransaction

from fiscus.chains.sandbox.solana.definition import USDC
from fiscus.chains.sandbox.solana.layouts import Mint
from fiscus.chains.solana.balances import read_balances
from fiscus.chains.solana.claims import Claims
from fiscus.chains.solana.programs import TOKEN
from fiscus.core.desk.door import Consent
from fiscus.plugins.solana.live import LiveWallet
from tests.bench.test_transfer import Measured, counts, slow
from tests.chains.proxy import proxied
from tests.chains.solana.chain import BOB, KEY, ME, running
from tests.chains.solana.wallets import open_family
from tests.plugins.solana.wallets import open_talker

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
TIMES = 10
WARM = 3
MANY = 500
Pay: TypeAlias = Callable[[], Awaitable[None]]


@contextmanager
def node() -> Generator[str]:
    """A chain in a process of its own, on which a transaction makes its block."""
    command = [sys.executable, "-m", "tests.bench.solana_node"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield process.stdout.readline().split()[0]
        finally:
            process.stdin.close()


@asynccontextmanager
async def fiscus(url: str, home: Path) -> AsyncGenerator[Pay]:
    """Everything: reader, desk, policy, simulation, journal."""
    async with open_talker(home, url) as talker:

        async def pay() -> None:
            turn = await talker.say(f"Send 0.001 SOL to {BOB}", consent=Consent.GIVEN)
            assert turn.results[0].success, turn

        yield pay


@asynccontextmanager
async def bare_solana_py(url: str, home: Path) -> AsyncGenerator[Pay]:
    """What a tutorial does: no look at the recipient, no priority fee, no simulation of its own."""
    async with AsyncClient(url, Confirmed) as client:

        async def pay() -> None:
            latest = (await client.get_latest_blockhash(Confirmed)).value
            parts = TransferParams(
                from_pubkey=KEY.pubkey(), to_pubkey=Pubkey.from_string(BOB), lamports=10**6
            )
            message = MessageV0.try_compile(KEY.pubkey(), [transfer(parts)], [], latest.blockhash)
            signed = VersionedTransaction(message, [KEY])
            options = TxOpts(preflight_commitment=Confirmed)
            sent = (await client.send_transaction(signed, options)).value
            await client.confirm_transaction(
                sent, Confirmed, 0.02, last_valid_block_height=latest.last_valid_block_height
            )

        yield pay


WAYS = {"fiscus": fiscus, "bare solana-py": bare_solana_py}


async def measured(name: str, url: str, home: Path, *, proxied: bool) -> Measured:
    async with WAYS[name](url, home) as pay:
        for _ in range(WARM):
            await pay()
        before = await counts(url) if proxied else (0, 0)
        times: list[float] = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            await pay()
            times.append((time.perf_counter() - begun) * 1000)
        after = await counts(url) if proxied else (0, 0)
    requests, trips = ((b - a) / TIMES for a, b in zip(before, after, strict=True))
    return Measured(requests, trips, statistics.median(times))


async def test_a_transfer_beside_bare_solana_py(home: Path) -> None:
    with node() as upstream:
        near = {
            name: await measured(name, upstream, home / "near" / name, proxied=False)
            for name in WAYS
        }
        with slow(upstream, 0.05) as url:
            far = {
                name: await measured(name, url, home / "far" / name, proxied=True) for name in WAYS
            }
    lines = [
        "",
        f"SOL transfer, message to confirmed; medians of {TIMES}",
        f"{'':16}{'requests':>10}{'trips':>8}{'direct':>12}{'+50 ms a trip':>16}",
    ]
    for name in WAYS:
        lines.append(
            f"{name:16}{far[name].requests:>10.1f}{far[name].trips:>8.1f}"
            f"{near[name].milliseconds:>9.1f} ms{far[name].milliseconds:>13.1f} ms"
        )
    sys.stdout.write("\n".join(lines) + "\n")
    assert far["fiscus"].trips <= far["bare solana-py"].trips + 2


async def test_a_portfolio_of_five_hundred_token_accounts() -> None:
    async with running() as chain, proxied(chain.url) as proxy, open_family(proxy.url) as solana:
        steward = Pubkey.from_bytes(bytes(31) + b"\x07")
        for number in range(MANY - 1):
            mint = str(Pubkey.from_bytes(number.to_bytes(2, "big") + b"\x09" * 30))
            chain.put(mint, Mint(0, 6, steward).pack(), owner=TOKEN)
            chain.give_tokens(1 + number, mint)
        client = solana.networks["solana"]
        await client.block_height()
        claims = Claims()
        proxy.posts.clear()
        begun = time.perf_counter()
        found = await read_balances(client, ME)
        await claims.learn(client, (token for token in found.tokens if token.mint != USDC))
        milliseconds = (time.perf_counter() - begun) * 1000
        assert len(found.tokens) == MANY
        sys.stdout.write(
            f"\nportfolio of {MANY} token accounts: {proxy.requests} calls in"
            f" {proxy.round_trips} HTTP requests, {milliseconds:.0f} ms, the node's time included\n"
        )
        assert proxy.requests <= 6


async def test_how_soon_a_change_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fiscus.plugins.solana.live.PATIENCE", 0.0)
    told: asyncio.Queue[float] = asyncio.Queue()
    async with running() as chain, open_family(chain.url) as solana:
        chain.advance(2)
        live = LiveWallet(solana.reads, lambda: told.put_nowait(time.perf_counter()))
        live.begin()
        live.wanted()
        await told.get()
        took: list[float] = []
        for number in range(TIMES):
            chain.give(10**9 + number)
            begun = time.perf_counter()
            chain.advance(2)
            took.append((await told.get() - begun) * 1000)
        await live.end()
    sys.stdout.write(f"\nfrom a confirmed block to the agent: {statistics.median(took):.1f} ms\n")
