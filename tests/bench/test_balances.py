"""Balances of 25 chains with 40 tokens each, from nodes that take their time.

Run by `make bench`; prints figures and ratios, and asserts counts alone.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from fiscus.chains.evm.family import EvmFamily
from fiscus.core.settings import Settings
from fiscus.plugins.evm.holdings import holdings_cache
from tests.chains.evm.crowd import Crowd, crowd, forty, mainnets
from tests.chains.evm.wallets import ME, NOWHERE

pytestmark = pytest.mark.bench

CHAINS = mainnets(25)
TOKENS = 40
ROUNDS = 5
SLOWEST = 0.8
"""Seconds of the slowest node; the others are between it and a fifth of it."""


async def test_balances_of_many_chains_take_as_long_as_the_slowest_node() -> None:
    step = SLOWEST * 4 / 5 / (len(CHAINS) - 1)
    delays = {chain.name: SLOWEST - number * step for number, chain in enumerate(CHAINS)}
    made, seconds = Crowd(delays=delays), list[float]()
    async with crowd(CHAINS, made):
        settings = Settings(
            {**made.settings(), "WALLET_PUBLIC_KEY": ME, "COINGECKO_API_URL": NOWHERE}
        )
        async with EvmFamily().open(settings, frozenset()) as opened:
            evm = replace(opened.reads, tokens=forty(CHAINS, TOKENS))
            for number in range(ROUNDS):
                begun = time.perf_counter()
                entries = await holdings_cache(evm).read(CHAINS, ME)
                seconds.append(time.perf_counter() - begun)
                assert all(len(entry.holdings) == TOKENS + 1 for entry in entries)
                assert set(made.posts.values()) == {number + 1}
    alone = sum(delays.values())
    print(  # noqa: T201
        f"\n{len(CHAINS)} chains x {TOKENS} tokens: 1 HTTP request a chain;"
        f" best {min(seconds):.3f} s, worst {max(seconds):.3f} s of {ROUNDS},"
        f" {min(seconds) / SLOWEST:.2f} to {max(seconds) / SLOWEST:.2f} times the slowest node"
        f" ({SLOWEST} s); one after another they would take {alone:.1f} s"
    )
