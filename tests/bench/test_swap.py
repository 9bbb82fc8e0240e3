"""A swap from message to block on real Uniswap v3, beside the same swap in bare web3.

Run by `make bench`; prints counts and medians, and asserts no time.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from eth_account import Account
from web3 import AsyncHTTPProvider, AsyncWeb3

from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.door import Consent
from tests.bench.test_transfer import Measured, counts, slow
from tests.chains.evm.conftest import market_url
from tests.chains.evm.market import QUOTER, ROUTER_02, TRUSTED, USDC, WETH
from tests.chains.evm.wallets import KEY, ME, open_wallet, owner
from tests.sandboxes import lent

__all__ = ["market_url"]
pytestmark = pytest.mark.bench
TIMES = 8
WARM = 2
WEI = 10**15
FEE = 3000
QUOTER_ABI = [
    {
        "name": "quoteExactInputSingle",
        "type": "function",
        "stateMutability": "nonpayable",
        "inputs": [
            {
                "name": "params",
                "type": "tuple",
                "components": [
                    {"name": "tokenIn", "type": "address"},
                    {"name": "tokenOut", "type": "address"},
                    {"name": "amountIn", "type": "uint256"},
                    {"name": "fee", "type": "uint24"},
                    {"name": "sqrtPriceLimitX96", "type": "uint160"},
                ],
            }
        ],
        "outputs": [
            {"name": "amountOut", "type": "uint256"},
            {"name": "sqrtPriceX96After", "type": "uint160"},
            {"name": "initializedTicksCrossed", "type": "uint32"},
            {"name": "gasEstimate", "type": "uint256"},
        ],
    }
]
ROUTER_ABI = [
    {
        "name": "exactInputSingle",
        "type": "function",
        "stateMutability": "payable",
        "inputs": [
            {
                "name": "params",
                "type": "tuple",
                "components": [
                    {"name": "tokenIn", "type": "address"},
                    {"name": "tokenOut", "type": "address"},
                    {"name": "fee", "type": "uint24"},
                    {"name": "recipient", "type": "address"},
                    {"name": "amountIn", "type": "uint256"},
                    {"name": "amountOutMinimum", "type": "uint256"},
                    {"name": "sqrtPriceLimitX96", "type": "uint160"},
                ],
            }
        ],
        "outputs": [{"name": "amountOut", "type": "uint256"}],
    }
]
Swap: TypeAlias = Callable[[], Awaitable[None]]


@asynccontextmanager
async def fiscus(url: str, home: Path) -> AsyncGenerator[Swap]:
    """Reader, quotes of both versions, desk, policy, two simulations, journal, comparison."""
    async with open_wallet(home, url, policy=TRUSTED) as wallet:

        async def swap() -> None:
            turn = await wallet.agent.handle(
                IncomingMessage(
                    id=f"m{next(wallet.numbers)}",
                    text="Swap 0.001 ETH for USDC on Base",
                    principal=owner(Consent.GIVEN),
                )
            )
            assert turn.results[0].success, turn

        yield swap


@asynccontextmanager
async def bare_web3(url: str, home: Path) -> AsyncGenerator[Swap]:
    """What a tutorial does: one pool that it knows beforehand, call by call, nothing checked."""
    provider = AsyncHTTPProvider(url, exception_retry_configuration=None)
    web3 = AsyncWeb3(provider)
    quoter = web3.eth.contract(address=web3.to_checksum_address(QUOTER), abi=QUOTER_ABI)
    router = web3.eth.contract(address=web3.to_checksum_address(ROUTER_02), abi=ROUTER_ABI)

    async def swap() -> None:
        quoted = await quoter.functions.quoteExactInputSingle((WETH, USDC, WEI, FEE, 0)).call()
        least = quoted[0] * 99 // 100
        call = router.functions.exactInputSingle((WETH, USDC, FEE, ME, WEI, least, 0))
        block = await web3.eth.get_block("latest")
        tip = await web3.eth.max_priority_fee
        transaction = await call.build_transaction(
            {
                "from": web3.to_checksum_address(ME),
                "value": web3.to_wei(WEI, "wei"),
                "nonce": await web3.eth.get_transaction_count(web3.to_checksum_address(ME)),
                "maxFeePerGas": web3.to_wei(2 * block.get("baseFeePerGas", 0) + tip, "wei"),
                "maxPriorityFeePerGas": tip,
            }
        )
        signed = Account.sign_transaction(dict(transaction), KEY)
        sent = await web3.eth.send_raw_transaction(signed.raw_transaction)
        receipt = await web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.02)
        assert receipt["status"] == 1

    yield swap
    await provider.disconnect()


WAYS = {"fiscus": fiscus, "bare web3": bare_web3}


async def measured(name: str, url: str, home: Path) -> Measured:
    async with WAYS[name](url, home) as swap:
        for _ in range(WARM):
            await swap()
        before, times = await counts(url), list[float]()
        for _ in range(TIMES):
            begun = time.perf_counter()
            await swap()
            times.append((time.perf_counter() - begun) * 1000)
        after = await counts(url)
    requests, trips = ((b - a) / TIMES for a, b in zip(before, after, strict=True))
    return Measured(requests, trips, statistics.median(times))


async def test_a_swap_beside_bare_web3(home: Path, market_url: str) -> None:
    with lent(market_url), slow(market_url, 0) as near:
        direct = {name: await measured(name, near, home / "near" / name) for name in WAYS}
    with lent(market_url), slow(market_url, 0.05) as away:
        far = {name: await measured(name, away, home / "far" / name) for name in WAYS}
    lines = ["", f"swap of native coin for a token, message to receipt; medians of {TIMES}"]
    lines.append(f"{'':12}{'RPC calls':>10}{'posts':>8}{'direct':>12}{'+50 ms a post':>16}")
    for name in WAYS:
        one = far[name]
        lines.append(
            f"{name:12}{one.requests:>10.1f}{one.trips:>8.1f}"
            f"{direct[name].milliseconds:>9.1f} ms{one.milliseconds:>13.1f} ms"
        )
    sys.stdout.write("\n".join(lines) + "\n")
    assert far["fiscus"].trips <= far["bare web3"].trips + 4
