"""One key, and a journal that does not know all it did: the chain's transactions have no order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solders.pubkey import Pubkey

from fiscus.core.desk.outcome import State
from fiscus.core.errors import WalletFrozen
from tests.chains.proxy import proxied
from tests.chains.solana.chain import ALICE, BOB, ME, SOL, Chain
from tests.chains.solana.wallets import Wallet, open_wallet, owner


async def test_a_second_machine_with_the_same_key_stops_the_first(
    chain: Chain, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    before = await chain.lamports(BOB)
    async with open_wallet(here, chain.url) as first, open_wallet(there, chain.url) as second:
        assert (await first.pay("0.1")).state is State.CONFIRMED
        chain.advance()
        assert (await second.pay("0.2")).state is State.CONFIRMED
        with pytest.raises(WalletFrozen, match="1 transaction of it that its journal"):
            await first.pay("0.3")
        assert await first.desk.unfreeze("solana", owner()) == []
        assert (await first.pay("0.4")).state is State.CONFIRMED
    assert await chain.lamports(BOB) - before == 7 * SOL // 10


async def airdrop(chain: Chain) -> None:
    """Somebody else signs and pays for it."""
    async with AsyncClient(chain.url, Confirmed) as faucet:
        await faucet.request_airdrop(Pubkey.from_string(ME), SOL)
    chain.advance()


async def test_what_others_pay_to_the_wallet_is_no_transaction_of_its_own(
    chain: Chain, wallet: Wallet
) -> None:
    await wallet.pay("0.1")
    for _ in range(3):
        await airdrop(chain)
    assert (await wallet.pay("0.2")).state is State.CONFIRMED
    assert (await wallet.pay("0.3")).state is State.CONFIRMED
    await wallet.desk.recover()
    assert await wallet.desk.ledger.held(f"solana:{ME}") is None


async def test_a_wallet_without_a_history_is_watched_from_its_first_payment(
    chain: Chain, home: Path
) -> None:
    async with open_wallet(home, chain.url) as wallet:
        assert (await wallet.pay("0.1")).state is State.CONFIRMED
        assert (await wallet.pay("0.2", to=ALICE)).state is State.CONFIRMED


async def test_an_old_disk_that_is_put_back_signs_nothing(
    chain: Chain, home: Path, tmp_path: Path
) -> None:
    async with open_wallet(home, chain.url) as wallet:
        await wallet.pay("0.1")
    shutil.copytree(home, tmp_path / "old")
    async with open_wallet(home, chain.url) as wallet:
        await wallet.pay("0.2", message="newer")
    before = await chain.lamports(BOB)
    async with open_wallet(tmp_path / "old", chain.url) as wallet:
        await wallet.desk.recover()
        with pytest.raises(WalletFrozen, match="does not know"):
            await wallet.pay("0.2", message="newer")
    assert await chain.lamports(BOB) == before


async def test_looking_costs_no_request_of_its_own(chain: Chain, home: Path) -> None:
    """What names the wallet is asked beside the rest; only what nobody here made costs a look."""
    async with proxied(chain.url) as proxy, open_wallet(home, proxy.url) as wallet:
        await wallet.pay("0.1")
        counts = list[int]()
        for pays_in in (False, False, True):
            if pays_in:
                await airdrop(chain)
            before = len(proxy.posts)
            await wallet.pay("0.1", to=ALICE)
            counts.append(len(proxy.posts) - before)
    assert counts[0] == counts[1] == counts[2] - 1
