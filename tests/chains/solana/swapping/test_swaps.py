"""Honest swaps that somebody else proposes: real v0 transactions, seen to move real balances."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.chains.sandbox.solana.definition import BONK, USDC
from fiscus.chains.solana.programs import ASSOCIATED_TOKEN, SYSTEM, TOKEN, WRAPPED_SOL
from fiscus.chains.solana.swapping.trade import SwapMismatch
from fiscus.core.desk.adapter import Fate, Terms
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from fiscus.core.errors import InsufficientFunds, InvalidAmount, RequestError, SimulationFailed
from tests.chains.solana.chain import ME, SOL, Chain
from tests.chains.solana.swapping.maker import (
    BONK_KEY,
    MAKERS,
    THIEFS,
    USDC_KEY,
    WSOL_KEY,
    Maker,
    brings,
    gives,
    opens,
    pays,
    unwraps,
    wraps,
)
from tests.chains.solana.swapping.swaps import submit, swap
from tests.chains.solana.wallets import ANYTHING, Wallet, open_wallet, owner

HALF = SOL // 2
RENT = 2_039_280


async def test_sol_is_swapped_for_a_token_to_the_unit(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    mine, usdc = await chain.lamports(ME), await chain.units(ME)
    outcome = await submit(wallet, swap(maker.proposes(pays(HALF), brings(75_000_000, USDC_KEY))))
    assert outcome.state is State.CONFIRMED and outcome.fee_units is not None
    assert await chain.units(ME) == usdc + 75_000_000
    assert mine - await chain.lamports(ME) == HALF + outcome.fee_units
    assert await chain.landed(outcome.hash) == outcome.fee_units


async def test_what_it_does_is_shown_before_it_is_signed(maker: Maker, wallet: Wallet) -> None:
    proposed = maker.proposes(opens(BONK_KEY), gives(10**7, USDC_KEY), brings(10**9, BONK_KEY))
    intent = swap(proposed, "10", "USDC", "BONK")
    plan = await wallet.solana.adapter.plan(intent, Terms())
    effect = plan.effect
    assert [(move.asset.symbol, move.units, move.to) for move in effect.moves] == [
        ("USDC", 10**7, str(MAKERS)),
        ("SOL", RENT, ME),
    ]
    assert [(gain.asset.symbol, gain.units, gain.to) for gain in effect.gains] == [
        ("BONK", 10**9, ME)
    ]
    assert effect.grants == () and effect.target == str(MAKERS)
    assert [(call.program, call.text.partition("(")[0]) for call in effect.calls] == [
        (ASSOCIATED_TOKEN, "createIdempotent"),
        (TOKEN, "transferChecked"),
        (TOKEN, "transferChecked"),
        (SYSTEM, "called by another program"),
    ]
    assert effect.max_fee_units == 5000 + 200
    assert (plan.slippage_bps, plan.price_impact_bps) == (0, None)
    assert effect == (await wallet.solana.adapter.plan(intent, Terms())).effect


async def test_an_account_is_opened_for_the_token_that_arrives(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    mine = await chain.lamports(ME)
    proposed = maker.proposes(opens(BONK_KEY), gives(10**7, USDC_KEY), brings(10**9, BONK_KEY))
    outcome = await submit(wallet, swap(proposed, "10", "USDC", "BONK"))
    assert outcome.state is State.CONFIRMED and outcome.fee_units is not None
    assert await chain.units(ME, BONK) == 10**9
    assert await chain.units(ME, USDC) == 90 * 10**6
    assert mine - await chain.lamports(ME) == RENT + outcome.fee_units


async def test_a_token_is_swapped_for_sol_through_an_account_that_is_gone_afterwards(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    mine = await chain.lamports(ME)
    proposed = maker.proposes(
        opens(WSOL_KEY), gives(10**7, USDC_KEY), brings(60_000_000, WSOL_KEY), unwraps()
    )
    outcome = await submit(wallet, swap(proposed, "10", "USDC", "SOL"))
    assert outcome.state is State.CONFIRMED and outcome.fee_units is not None
    assert await chain.lamports(ME) == mine + 60_000_000 - outcome.fee_units
    assert await chain.units(ME, WRAPPED_SOL) == 0
    assert await chain.units(ME) == 90 * 10**6


@pytest.mark.parametrize(
    ("amount", "paid"), [("all", 100_000_000), ("half", 50_000_000), ("half", 49_600_000)]
)
async def test_a_share_of_the_balance_is_what_the_chain_says_it_is(
    chain: Chain, maker: Maker, wallet: Wallet, amount: str, paid: int
) -> None:
    proposed = maker.proposes(opens(BONK_KEY), gives(paid, USDC_KEY), brings(10**9, BONK_KEY))
    outcome = await submit(wallet, swap(proposed, amount, "USDC", "BONK"))
    assert (outcome.state, outcome.amount_units) == (State.CONFIRMED, paid)
    assert await chain.units(ME) == 100_000_000 - paid


async def test_the_amount_that_arrives_may_be_the_one_that_was_named(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    proposed = maker.proposes(pays(HALF), brings(75_000_000, USDC_KEY))
    outcome = await submit(wallet, swap(proposed, "75", amount_side="out", max_in="0.5"))
    assert (outcome.state, outcome.amount_units) == (State.CONFIRMED, HALF)
    assert await chain.units(ME) == 175_000_000


async def test_a_yes_buys_what_was_shown_and_it_is_judged_afresh(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    intent = swap(maker.proposes(pays(HALF), brings(75_000_000, USDC_KEY)))
    asked = await submit(wallet, intent, Consent.ASK)
    assert asked.state is State.PLANNED and asked.approval is not None
    assert "0.5 SOL" in asked.approval.summary and "75 USDC" in asked.approval.summary
    assert await chain.units(ME) == 100 * 10**6
    done = await wallet.desk.approve(asked.approval.id, owner())
    assert done.state is State.CONFIRMED
    assert await chain.units(ME) == 175 * 10**6


async def test_wrapping_and_unwrapping_alone_pays_nobody(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    proposed = maker.proposes(*wraps(HALF), brings(75_000_000, USDC_KEY), unwraps())
    with pytest.raises(SwapMismatch, match="exactly one counterparty"):
        await submit(wallet, swap(proposed))
    assert await chain.units(ME) == 100 * 10**6


async def test_more_than_there_is_is_told_with_the_numbers(maker: Maker, wallet: Wallet) -> None:
    proposed = maker.proposes(gives(10**9, USDC_KEY), brings(10**9, BONK_KEY))
    with pytest.raises(InsufficientFunds, match="the wallet has 100 USDC"):
        await wallet.solana.adapter.plan(swap(proposed, "1000", "USDC", "BONK"), Terms())


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"to_token": "SOL"}, "for itself"),
        ({"amount": ""}, "amount is missing"),
        ({"slippage": "-1"}, "no slippage"),
        ({"slippage": "1e1"}, "no slippage"),
        ({"slippage": "0.001"}, "no slippage"),
    ],
)
async def test_what_makes_no_swap_is_told(
    maker: Maker, wallet: Wallet, words: dict[str, str], error: str
) -> None:
    proposed = maker.proposes(pays(HALF), brings(75_000_000, USDC_KEY))
    with pytest.raises((RequestError, InvalidAmount), match=error):
        await wallet.solana.adapter.plan(swap(proposed, **words), Terms())


async def test_without_a_proposal_nothing_is_swapped(wallet: Wallet) -> None:
    with pytest.raises(RequestError, match="needs the transaction"):
        await wallet.solana.adapter.plan(swap(None), Terms())


async def test_another_transaction_than_the_planned_one_is_never_sealed(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    """Between plan and signature the maker takes its allowance back."""
    intent = swap(maker.proposes(pays(HALF), brings(75_000_000, USDC_KEY)))
    plan = await wallet.solana.adapter.plan(intent, Terms())
    await maker.allows(USDC_KEY, 1)
    with pytest.raises(SimulationFailed, match="would fail"):
        await wallet.solana.adapter.seal(plan, None)
    assert await chain.units(ME) == 100 * 10**6


async def test_the_rent_of_an_account_of_ones_own_is_no_payment_to_anybody(
    home: Path, chain: Chain, maker: Maker
) -> None:
    asks = ANYTHING.model_copy(update={"first_payment": "approve"})
    proposed = maker.proposes(opens(BONK_KEY), gives(10**7, USDC_KEY), brings(10**9, BONK_KEY))
    async with open_wallet(home, chain.url, policy=asks) as wallet:
        asked = await submit(wallet, swap(proposed, "10", "USDC", "BONK"))
    assert asked.approval is not None
    assert asked.approval.reasons == (f"{MAKERS} was never paid from this wallet before.",)


async def test_a_block_that_shows_less_than_was_promised_is_told(
    maker: Maker, wallet: Wallet
) -> None:
    """The wallet's balances before and after are compared with the promise, not with the plan."""
    adapter = wallet.solana.adapter
    plan = await adapter.plan(
        swap(maker.proposes(pays(HALF), brings(75_000_000, USDC_KEY))), Terms()
    )
    sealed = await adapter.seal(plan, None)
    await adapter.broadcast("solana", sealed)
    (gain,), (paid,) = plan.effect.gains, plan.effect.moves
    right = await adapter.look(plan.effect, [sealed])
    assert (right.fate, right.mismatch) == (Fate.INCLUDED, None)
    more = replace(plan.effect, gains=(replace(gain, units=gain.units + 1),))
    assert "fewer arrived" in ((await adapter.look(more, [sealed])).mismatch or "")
    less = replace(plan.effect, moves=(replace(paid, units=paid.units - 1),))
    assert "more SOL left" in ((await adapter.look(less, [sealed])).mismatch or "")


async def test_a_token_that_is_on_no_list_is_told(
    chain: Chain, maker: Maker, wallet: Wallet
) -> None:
    chain.put(str(THIEFS), chain.data(USDC), owner=TOKEN)
    chain.give_tokens(10**9, str(THIEFS), str(MAKERS))
    await maker.allows(THIEFS, 10**9)
    proposed = maker.proposes(opens(THIEFS), gives(10**7, USDC_KEY), brings(10**6, THIEFS))
    plan = await wallet.solana.adapter.plan(swap(proposed, "10", "USDC", str(THIEFS)), Terms())
    (concern,) = plan.concerns
    assert concern.code == "unlisted_token" and str(THIEFS) in concern.text
