"""SOL is wrapped and unwrapped one to one, and nothing else happens by the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from solders.keypair import Keypair
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import ApproveParams, approve

from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import compose_unwrapping, compose_wrapping
from fiscus.chains.solana.programs import TOKEN, WRAPPED_SOL
from fiscus.chains.solana.wraps import WrapDraft, checked_wrapping, read_wrapping
from fiscus.core.desk.adapter import Terms
from fiscus.core.desk.outcome import State
from fiscus.core.errors import InsufficientFunds, RequestError, SimulationFailed
from tests.chains.solana.chain import KEY, ME, SOL, Chain
from tests.chains.solana.swapping.maker import MINE, THIEFS, WSOL_KEY, Maker, ata
from tests.chains.solana.swapping.swaps import submit, swap
from tests.chains.solana.wallets import Wallet

RENT = 2_039_280
BUDGET = Budget(60_000, 1000)
ACCOUNT = token_account(ME, WRAPPED_SOL, TOKEN)
WRAP = WrapDraft(compose_wrapping(ME, SOL, budget=BUDGET), ME, ACCOUNT, SOL, wraps=True)
UNWRAP = WrapDraft(compose_unwrapping(ME, budget=BUDGET), ME, ACCOUNT, SOL, wraps=False)


async def test_wrapping_opens_the_account_once_and_unwrapping_gives_all_back(
    chain: Chain, wallet: Wallet
) -> None:
    before = await chain.lamports(ME)
    plan = await wallet.solana.adapter.plan(swap(None, "2", "SOL", "WSOL"), Terms())
    assert [move.units for move in plan.effect.moves] == [2 * SOL, RENT]
    (gain,) = plan.effect.gains
    assert (gain.asset.address, gain.units, gain.to) == (WRAPPED_SOL, 2 * SOL, ME)
    first = await submit(wallet, swap(None, "2", "SOL", "WSOL"))
    assert first.state is State.CONFIRMED
    again = await wallet.solana.adapter.plan(swap(None, "1", "SOL", "WSOL"), Terms())
    assert [move.units for move in again.effect.moves] == [SOL]
    second = await submit(wallet, swap(None, "1", "SOL", "WSOL"))
    assert await chain.units(ME, WRAPPED_SOL) == 3 * SOL
    third = await submit(wallet, swap(None, "all", "WSOL", "SOL"))
    fees = sum(done.fee_units or 0 for done in (first, second, third))
    assert fees > 0 and before - await chain.lamports(ME) == fees
    assert await chain.units(ME, WRAPPED_SOL) == 0


@pytest.mark.parametrize(
    ("amount", "error"), [("2", RequestError), ("4", InsufficientFunds), ("half", RequestError)]
)
async def test_less_or_more_than_all_is_not_unwrapped(
    chain: Chain, wallet: Wallet, amount: str, error: type[RequestError]
) -> None:
    chain.give_tokens(3 * SOL, WRAPPED_SOL)
    with pytest.raises(error):
        await submit(wallet, swap(None, amount, "WSOL", "SOL"))
    assert await chain.units(ME, WRAPPED_SOL) == 3 * SOL


async def test_all_sol_is_wrapped_but_for_what_fees_need(chain: Chain, wallet: Wallet) -> None:
    outcome = await submit(wallet, swap(None, "all", "SOL", "WSOL"))
    assert outcome.state is State.CONFIRMED
    assert await chain.units(ME, WRAPPED_SOL) == 10 * SOL - 6_100_000
    assert await chain.lamports(ME) > 4_000_000


async def test_nothing_is_wrapped_into_an_account_that_somebody_may_spend_from(
    chain: Chain, wallet: Wallet
) -> None:
    chain.give_tokens(SOL, WRAPPED_SOL)
    given = ApproveParams(TOKEN_PROGRAM_ID, ata(MINE, WSOL_KEY), THIEFS, MINE, 50, [])
    await Maker(chain).send(approve(given), signer=KEY)
    with pytest.raises(RequestError, match="not its own alone"):
        await submit(wallet, swap(None, "1", "SOL", "WSOL"))
    assert await chain.units(ME, WRAPPED_SOL) == SOL


async def test_an_account_that_is_gone_since_the_yes_is_not_opened_for_more(
    wallet: Wallet,
) -> None:
    client = wallet.solana.networks["solana"]
    shown = await checked_wrapping(client, WRAP)
    assert shown.rent == RENT
    with pytest.raises(SimulationFailed, match="something else"):
        await checked_wrapping(client, replace(WRAP, rent=0))


OTHERS = str(Keypair.from_seed(bytes(range(1, 33))).pubkey())


@pytest.mark.parametrize(
    "draft",
    [
        replace(WRAP, units=SOL - 1),
        replace(WRAP, wraps=False),
        replace(WRAP, owner=OTHERS),
        replace(WRAP, account=OTHERS),
        replace(WRAP, message=compose_wrapping(OTHERS, SOL, budget=BUDGET)),
        replace(UNWRAP, message=compose_unwrapping(OTHERS, budget=BUDGET)),
        replace(UNWRAP, wraps=True),
        replace(UNWRAP, account=OTHERS),
    ],
)
def test_bytes_that_do_anything_else_are_not_read_as_it(draft: WrapDraft) -> None:
    assert read_wrapping(WRAP).fee == read_wrapping(UNWRAP).fee == BUDGET.fee
    with pytest.raises(SimulationFailed, match="does not wrap"):
        read_wrapping(draft)
