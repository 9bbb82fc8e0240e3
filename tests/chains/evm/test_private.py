"""A private RPC: it alone is offered what is signed, and what it keeps too long is told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fiscus.chains.evm.config import EvmConfig
from fiscus.core.desk.outcome import State
from fiscus.core.settings import Settings
from tests.chains.evm.engine import Engine
from tests.chains.evm.lines import SEND
from tests.chains.evm.wallets import BOB, NOWHERE, Wallet, open_wallet
from tests.chains.proxy import Proxy, proxied


@dataclass(frozen=True, slots=True)
class Two:
    wallet: Wallet
    public: Proxy
    private: Proxy


@pytest.fixture
async def two(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Two]:
    async with (
        proxied(base_url) as public,
        proxied(base_url) as private,
        open_wallet(
            home, public.url, EVM_PRIVATE_RPC_BASE=private.url, FISCUS_CONFIRM_TIMEOUT="0.3"
        ) as wallet,
    ):
        yield Two(wallet, public, private)


async def test_the_bytes_go_to_the_private_rpc_alone(two: Two) -> None:
    assert (await two.wallet.pay("1")).state is State.CONFIRMED
    assert (two.public.count(SEND), two.private.count(SEND)) == (0, 1)


async def test_what_it_keeps_is_never_leaked_and_is_told_after_a_while(
    two: Two, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await engine.client.balance(BOB)
    await engine.do("evm_setAutomine", False)
    ledger = two.wallet.agent.desk.ledger
    waiting = await two.wallet.pay("1", message="m")
    await two.wallet.agent.desk.recover()
    assert (await two.wallet.agent.desk.status(waiting.journal_id)).detail is None
    started = ledger.now()
    monkeypatch.setattr(ledger, "_clock", lambda: started / 1000 + 301)
    [told] = await two.wallet.agent.desk.recover()
    assert told.state is State.SENT
    assert told.detail is not None
    assert told.detail.startswith("Only the private RPC has it, and no block took it in 5 minutes")
    assert two.public.count(SEND) == 0
    await engine.do("evm_setAutomine", True)
    await engine.do("anvil_mine", "0x1")
    [done] = await two.wallet.agent.desk.recover()
    assert (done.state, done.detail) == (State.CONFIRMED, None)
    assert await engine.client.balance(BOB) > before


async def test_a_private_rpc_that_is_down_leaks_nothing_either(
    base_url: str, engine: Engine, home: Path
) -> None:
    async with (
        proxied(base_url) as public,
        open_wallet(
            home, public.url, EVM_PRIVATE_RPC_BASE=NOWHERE, FISCUS_CONFIRM_TIMEOUT="0.3"
        ) as wallet,
    ):
        assert (await wallet.pay("1")).state is State.SIGNED
        assert public.count(SEND) == 0


def test_its_address_is_a_secret() -> None:
    url = "https://relay.example/key-0123456789"
    config = EvmConfig.read(Settings({"EVM_PRIVATE_RPC_ETHEREUM": url}))
    assert config.private == {"ethereum": (url,)}
    assert "0123456789" not in repr(config)
