"""A sweep of a Solana wallet: its tokens, then its SOL, to the registered address."""

from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.core.desk.door import Principal
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Policy
from fiscus.core.desk.sweeping import Sweeping, Swept
from fiscus.core.errors import InvalidRecipient
from tests.chains.solana.chain import BOB, ME, SOL, USDC, Chain
from tests.chains.solana.wallets import Wallet, open_wallet

OWNER = Principal("owner", owner=True)


def registered(address: str) -> Policy:
    return Policy(evacuation={"solana": address}, second_opinion_usd=None)


async def swept(wallet: Wallet, token: str) -> Outcome:
    asked = await Sweeping(wallet.desk, OWNER).sweep(Swept("solana", "solana", token))
    assert asked.approval is not None
    return await wallet.desk.approve(asked.approval.id, OWNER)


async def test_tokens_and_coin_arrive_and_the_blocks_show_what_was_signed_for(
    chain: Chain, home: Path
) -> None:
    before = await chain.lamports(BOB), await chain.units(BOB)
    async with open_wallet(home, chain.url, policy=registered(BOB)) as wallet:
        for token, units in ((USDC, 100 * 10**6), ("SOL", None)):
            done = await swept(wallet, token)
            assert (done.state, done.detail, done.recipient) == (State.CONFIRMED, None, BOB)
            assert units in {None, done.amount_units}
    assert await chain.units(ME) == 0
    assert await chain.units(BOB) - before[1] == 100 * 10**6
    assert await chain.lamports(BOB) - before[0] > 9.9 * SOL


async def test_the_wallet_itself_is_no_way_out(chain: Chain, home: Path) -> None:
    async with open_wallet(home, chain.url, policy=registered(ME)) as wallet:
        with pytest.raises(InvalidRecipient):
            await Sweeping(wallet.desk, OWNER).preview(Swept("solana", "solana", "SOL"))
