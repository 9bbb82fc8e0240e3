"""A right to spend tokens is taken back, and none is ever given."""

from __future__ import annotations

from pathlib import Path

import pytest
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import ApproveCheckedParams, approve_checked

from fiscus.chains.solana.layouts import Holding, read_holding
from fiscus.chains.solana.programs import TOKEN
from fiscus.chains.solana.records import Account
from fiscus.chains.solana.rights import NothingToRevoke
from fiscus.core.desk.adapter import Terms
from fiscus.core.desk.door import Given, Intent
from fiscus.core.desk.outcome import State
from fiscus.core.errors import NotAllowed, UnknownToken
from fiscus.core.origins import Origin
from tests.chains.solana.chain import KEY, ME, USDC, Chain
from tests.chains.solana.swapping.maker import MINE, THIEFS, USDC_KEY, Maker, ata
from tests.chains.solana.swapping.swaps import submit
from tests.chains.solana.wallets import Wallet


def revoke(token: str = "USDC", action: str = "revoke", **others: str) -> Intent:
    words = {"token": token, **others}
    return Intent("solana", action, {role: Given(w, Origin.USER) for role, w in words.items()})


@pytest.fixture
async def lent(chain: Chain) -> None:
    """Somebody may spend 50 USDC of the wallet: it was signed elsewhere."""
    maker = Maker(chain)
    await maker.send(
        approve_checked(
            ApproveCheckedParams(
                program_id=TOKEN_PROGRAM_ID,
                source=ata(MINE, USDC_KEY),
                mint=USDC_KEY,
                delegate=THIEFS,
                owner=MINE,
                amount=50_000_000,
                decimals=6,
                signers=[],
            )
        ),
        signer=KEY,
    )


def held(chain: Chain) -> Holding:
    data = chain.data(str(ata(MINE, USDC_KEY)))
    found = read_holding(Account(1, TOKEN, data))
    assert found is not None
    return found


async def test_a_right_is_taken_back_and_nothing_else_changes(
    chain: Chain, lent: None, wallet: Wallet
) -> None:
    before = await chain.lamports(ME)
    assert (held(chain).delegate, held(chain).delegated) == (str(THIEFS), 50_000_000)
    plan = await wallet.solana.adapter.plan(revoke(), Terms())
    (grant,) = plan.effect.grants
    assert (grant.asset.address, grant.units, grant.spender) == (USDC, 0, str(THIEFS))
    assert (plan.effect.moves, plan.effect.gains, plan.effect.target) == ((), (), USDC)
    outcome = await submit(wallet, revoke())
    assert outcome.state is State.CONFIRMED and outcome.fee_units is not None
    assert (held(chain).delegate, held(chain).units) == (None, 100_000_000)
    assert before - await chain.lamports(ME) == outcome.fee_units


async def test_only_the_one_who_was_named_loses_it(
    chain: Chain, lent: None, wallet: Wallet
) -> None:
    with pytest.raises(NothingToRevoke, match="may not spend USDC"):
        await submit(wallet, revoke(spender=ME))
    assert held(chain).delegate == str(THIEFS)
    outcome = await submit(wallet, revoke(spender=str(THIEFS)))
    assert outcome.state is State.CONFIRMED


async def test_where_nobody_may_spend_there_is_nothing_to_take_back(wallet: Wallet) -> None:
    with pytest.raises(NothingToRevoke):
        await submit(wallet, revoke())
    with pytest.raises(UnknownToken):
        await submit(wallet, revoke("SOL"))


async def test_a_right_is_never_given(home: Path, chain: Chain, wallet: Wallet) -> None:
    with pytest.raises(NotAllowed, match="gives nobody a right"):
        await submit(wallet, revoke(action="approve", spender=str(THIEFS), amount="5"))
    assert held(chain).delegate is None
