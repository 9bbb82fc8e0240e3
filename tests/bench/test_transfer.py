"""A native transfer from message to receipt, beside a bare web3 client and a hand-batched one.

Run by `make bench`; prints counts, medians and ratios, and asserts no time.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, cast

import httpx
import pytest
from eth_account import Account
from web3 import AsyncHTTPProvider, AsyncWeb3

from fiscus.chains.sandbox.anvil import AnvilOptions
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.door import Consent
from tests.chains.evm.wallets import BOB, KEY, ME, open_wallet, owner
from tests.sandboxes import StartAnvil

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
TIMES = 15
WARM = 3
WEI = 10**15
CHAIN = 8453
Pay: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Measured:
    requests: float
    trips: float
    milliseconds: float


@contextmanager
def slow(upstream: str, delay: float) -> Generator[str]:
    """A delaying, counting proxy in a process of its own."""
    command = [sys.executable, "-m", "tests.chains.proxy", upstream, str(delay)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


@asynccontextmanager
async def fiscus(url: str, home: Path) -> AsyncGenerator[Pay]:
    """Everything: reader, desk, policy, simulation, journal."""
    async with open_wallet(home, url) as wallet:

        async def pay() -> None:
            turn = await wallet.agent.handle(
                IncomingMessage(
                    id=f"m{next(wallet.numbers)}",
                    text=f"Send 0.001 ETH to {BOB} on Base",
                    principal=owner(Consent.GIVEN),
                )
            )
            assert turn.results[0].success, turn

        yield pay


@asynccontextmanager
async def bare_web3(url: str, home: Path) -> AsyncGenerator[Pay]:
    """What a tutorial does, call by call."""
    provider = AsyncHTTPProvider(url, exception_retry_configuration=None)
    web3 = AsyncWeb3(provider)

    async def pay() -> None:
        block = await web3.eth.get_block("latest")
        tip = await web3.eth.max_priority_fee
        transaction: dict[str, object] = {
            "from": ME,
            "to": BOB,
            "value": WEI,
            "chainId": await web3.eth.chain_id,
            "nonce": await web3.eth.get_transaction_count(web3.to_checksum_address(ME)),
            "maxFeePerGas": 2 * block.get("baseFeePerGas", 0) + tip,
            "maxPriorityFeePerGas": tip,
        }
        transaction["gas"] = await web3.eth.estimate_gas(transaction)  # type: ignore[arg-type]
        del transaction["from"]
        signed = Account.sign_transaction(transaction, KEY)
        sent = await web3.eth.send_raw_transaction(signed.raw_transaction)
        receipt = await web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.02)
        assert receipt["status"] == 1

    yield pay
    await provider.disconnect()


@asynccontextmanager
async def hand_batched(url: str, home: Path) -> AsyncGenerator[Pay]:
    """The least that works: one batch, the bytes, the receipt. It checks nothing."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:

        async def ask(*calls: tuple[str, list[object]]) -> list[object]:
            body = [
                {"jsonrpc": "2.0", "id": i, "method": method, "params": params}
                for i, (method, params) in enumerate(calls)
            ]
            answers = cast("list[dict[str, object]]", (await http.post(url, json=body)).json())
            return [entry["result"] for entry in sorted(answers, key=lambda e: str(e["id"]))]

        async def pay() -> None:
            call = {"from": ME, "to": BOB, "value": hex(WEI)}
            chain, nonce, history, gas = await ask(
                ("eth_chainId", []),
                ("eth_getTransactionCount", [ME, "pending"]),
                ("eth_feeHistory", ["0xa", "latest", [50]]),
                ("eth_estimateGas", [call]),
            )
            assert isinstance(history, dict)
            fees = cast("dict[str, list[str]]", history)
            transaction = {
                "to": BOB,
                "value": WEI,
                "chainId": int(str(chain), 16),
                "nonce": int(str(nonce), 16),
                "gas": int(str(gas), 16),
                "maxFeePerGas": 2 * int(fees["baseFeePerGas"][-1], 16) + 10**6,
                "maxPriorityFeePerGas": 10**6,
            }
            raw = Account.sign_transaction(transaction, KEY).raw_transaction
            [sent] = await ask(("eth_sendRawTransaction", ["0x" + raw.hex()]))
            receipt = None
            while receipt is None:
                [receipt] = await ask(("eth_getTransactionReceipt", [sent]))

        yield pay


WAYS = {"fiscus": fiscus, "bare web3": bare_web3, "hand-batched": hand_batched}


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


async def counts(url: str) -> tuple[int, int]:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        requests, trips = (await http.get(str(httpx.URL(url).join("/counts")))).json()
    return requests, trips


async def test_a_transfer_beside_others(home: Path, start_anvil: StartAnvil) -> None:
    node = start_anvil(AnvilOptions(chain_id=CHAIN, accounts=10))
    direct = {
        name: await measured(name, node.url, home / "direct" / name, proxied=False) for name in WAYS
    }
    with slow(node.url, 0.05) as url:
        far = {name: await measured(name, url, home / "far" / name, proxied=True) for name in WAYS}
    print_table(direct, far)
    assert far["fiscus"].requests <= 10
    assert far["fiscus"].trips <= 4


def print_table(direct: dict[str, Measured], far: dict[str, Measured]) -> None:
    lines = [
        "",
        f"native transfer, message to receipt; medians of {TIMES}, and ratios to hand-batched",
        f"{'':14}{'requests':>10}{'trips':>8}{'direct':>18}{'+50 ms a trip':>18}",
    ]
    for name in WAYS:
        near, away = direct[name], far[name]
        against = direct["hand-batched"].milliseconds, far["hand-batched"].milliseconds
        lines.append(
            f"{name:14}{away.requests:>10.1f}{away.trips:>8.1f}"
            f"{near.milliseconds:>8.1f} ms {near.milliseconds / against[0]:>4.2f} x"
            f"{away.milliseconds:>8.1f} ms {away.milliseconds / against[1]:>4.2f} x"
        )
    sys.stdout.write("\n".join(lines) + "\n")
