"""All chains at once: one question each, and nobody waits for a slow one longer than a while."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from fiscus.chains.evm.family import EvmFamily, EvmReads
from fiscus.core.settings import Settings
from fiscus.plugins.evm.holdings import holdings_cache
from tests.chains.evm.crowd import Crowd, crowd, forty, mainnets
from tests.chains.evm.wallets import ME, NOWHERE

CHAINS = mainnets(25)


async def read(made: Crowd) -> tuple[EvmReads, list[tuple[str, int, str | None]]]:
    settings = Settings(
        {**made.settings(), "WALLET_PUBLIC_KEY": ME, "COINGECKO_API_URL": NOWHERE}
        | {"LIFI_API_URL": "none"}
    )
    async with EvmFamily().open(settings, frozenset()) as opened:
        evm = replace(opened.reads, tokens=forty(CHAINS))
        cache = holdings_cache(evm)
        entries = await cache.read(CHAINS, ME)
        return evm, [
            (entry.chain.name, len([h for h in entry.holdings if h.units == 7]), entry.trouble)
            for entry in entries
        ]


@pytest.mark.covers("EVM-62")
async def test_all_are_asked_at_the_same_time_and_once() -> None:
    """None of them answers before all were asked."""
    made = Crowd(gate=asyncio.Barrier(len(CHAINS)))
    async with crowd(CHAINS, made):
        _, found = await read(made)
    assert found == [(chain.name, 41, None) for chain in CHAINS]
    assert made.posts == {chain.name: 1 for chain in CHAINS}
    assert made.at_once == len(CHAINS)


async def test_a_dead_chain_is_told_and_the_others_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fiscus.chains.wallets.holdings.READ_SECONDS", 1.0)
    slow = CHAINS[3].name
    made = Crowd(delays={slow: 30.0})
    async with crowd(CHAINS, made):
        _, found = await read(made)
    troubles = {name: trouble for name, _, trouble in found if trouble is not None}
    assert troubles == {slow: "TIMEOUT"}
    assert sum(count for _, count, _ in found) == 41 * (len(CHAINS) - 1)
