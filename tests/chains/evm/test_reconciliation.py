"""One key, and a journal that does not know all it did, on a real node."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fiscus.core.desk.outcome import State
from fiscus.core.errors import WalletFrozen
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, ME, open_wallet, owner

ETHER = 10**18


async def test_a_second_machine_with_the_same_key_stops_the_first(
    engine: Engine, base_url: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    before = await engine.client.balance(BOB)
    async with open_wallet(here, base_url) as first, open_wallet(there, base_url) as second:
        assert (await first.pay("0.1")).state is State.CONFIRMED
        assert (await second.pay("0.1")).state is State.CONFIRMED
        with pytest.raises(WalletFrozen, match="base shows 1 transaction of it that its journal"):
            await first.pay("0.1")
        assert await first.agent.desk.unfreeze("evm", owner()) == []
        assert (await first.pay("0.1")).state is State.CONFIRMED
    assert await engine.client.balance(BOB) - before == 3 * ETHER // 10


async def test_what_only_waits_in_a_node_is_noticed_too(
    engine: Engine, base_url: str, home: Path
) -> None:
    async with open_wallet(home, base_url) as wallet:
        await wallet.pay("0.1")
        await engine.do("evm_setAutomine", False)
        try:
            await engine.do("eth_sendTransaction", {"from": ME, "to": BOB, "value": "0x1"})
            with pytest.raises(WalletFrozen, match="does not know"):
                await wallet.pay("0.1")
        finally:
            await engine.do("evm_setAutomine", True)


async def test_an_old_disk_that_is_put_back_signs_nothing(
    engine: Engine, base_url: str, home: Path, tmp_path: Path
) -> None:
    async with open_wallet(home, base_url) as wallet:
        await wallet.pay("0.1")
    shutil.copytree(home, tmp_path / "old")
    async with open_wallet(home, base_url) as wallet:
        await wallet.pay("0.2", message="newer")
    before = await engine.client.balance(BOB)
    async with open_wallet(tmp_path / "old", base_url) as wallet:
        await wallet.agent.desk.recover()
        with pytest.raises(WalletFrozen, match="does not know"):
            await wallet.pay("0.2", message="newer")
    assert await engine.client.balance(BOB) == before


def lose_the_database(home: Path) -> None:
    for path in home.glob("desk.db*"):
        path.unlink()


async def test_a_deleted_database_signs_nothing(engine: Engine, base_url: str, home: Path) -> None:
    async with open_wallet(home, base_url) as wallet:
        await wallet.pay("0.1")
    lose_the_database(home)
    before = await engine.client.balance(BOB)
    async with open_wallet(home, base_url) as wallet:
        with pytest.raises(WalletFrozen, match="another than this wallet last spent with"):
            await wallet.pay("0.1")
    assert await engine.client.balance(BOB) == before
