"""From a proposal to its effect on the chain, on governors of OpenZeppelin 5 and 4."""

from __future__ import annotations

import pytest

from fiscus.chains.evm.decoding.refusals import CallRefused
from fiscus.chains.evm.governing.proposals import created_in
from fiscus.chains.evm.governing.refusals import (
    ProposalNotReady,
    ProposalUnclear,
    SupportUnknown,
)
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from tests.chains.evm.decoding.encoding import calldata
from tests.chains.evm.governance.assembly import (
    DELAY,
    HELD,
    OLD_DELAY,
    OLD_PERIOD,
    PERIOD,
    UNIT,
    USDC,
    Parliament,
)
from tests.chains.evm.wallets import BOB, ME

PAY_BOB = {"description": "Pay Bob", "amount": "100", "token": "USDC", "recipient": BOB}


async def test_a_proposal_becomes_an_effect_on_the_chain(parliament: Parliament) -> None:
    made = await parliament.landed("propose", **PAY_BOB)
    timelock = parliament.built.timelock
    assert made.about == f"“Pay Bob”: 100 USDC from {timelock} to {BOB}"
    assert (made.deed, made.amount_units, made.recipient) == (
        "propose",
        0,
        parliament.built.governor,
    )
    parliament.mine(seconds=DELAY + 1)
    voted = await parliament.landed("vote", proposal="42", support="for")
    assert voted.about == "FOR on proposal 42"
    assert parliament.votes(42) == (0, 1000 * UNIT, 0)
    parliament.mine(seconds=PERIOD)
    assert (await parliament.landed("queue", proposal="42")).about == "proposal 42"
    parliament.mine(seconds=HELD + 1)
    done = await parliament.landed("execute", proposal="42")
    assert done.about == "proposal 42"
    assert parliament.chain.units(USDC, BOB) == 100 * 10**6
    assert parliament.chain.units(USDC, timelock) == 900 * 10**6


async def test_an_old_governor_without_a_timelock_executes_at_once(parliament: Parliament) -> None:
    at, old = parliament, {"governor": parliament.built.old_governor}
    await at.landed("delegate", recipient="self", **old)
    at.mine()
    made = await at.landed("propose", **PAY_BOB, **old)
    assert made.hash is not None
    created = await created_in(at.wallet.evm.networks["base"], made.hash)
    assert created is not None and created.title == "Pay Bob"
    at.mine(OLD_DELAY)
    await at.landed("vote", proposal_text="pay bob", support="1", reason="he is owed", **old)
    assert at.votes(created.id, old=True) == (0, 1000 * UNIT, 0)
    at.mine(OLD_PERIOD)
    error = await at.refused(ProposalNotReady, "queue", proposal=str(created.id), **old)
    assert "this governor has no timelock" in str(error)
    await at.landed("execute", proposal=str(created.id), **old)
    assert at.chain.units(USDC, BOB) == 100 * 10**6
    assert at.state(created.id, old=True) == 7


async def test_a_lost_vote_is_not_executed(parliament: Parliament) -> None:
    await parliament.landed("propose", **PAY_BOB)
    parliament.mine(seconds=DELAY + 1)
    await parliament.landed("vote", proposal="42", support="against")
    parliament.mine(seconds=PERIOD)
    error = await parliament.refused(ProposalNotReady, "queue", proposal="42")
    assert str(error).startswith("Proposal 42 is defeated, and cannot be queued")


@pytest.mark.parametrize("support", ["5", "", "maybe", "3"])
async def test_only_the_three_votes_are_votes(parliament: Parliament, support: str) -> None:
    await parliament.refused(SupportUnknown, "vote", proposal="42", support=support)


async def test_what_a_proposal_would_take_from_the_wallet_is_not_executed(
    parliament: Parliament,
) -> None:
    at, timelock = parliament, parliament.built.timelock
    at.chain.call(USDC, "mint(address,uint256)", ME, 500)
    at.chain.allow(USDC, timelock, 500)
    taking = calldata("erc20", "transferFrom", ME, BOB, 500).hex()
    lists = {"targets": f'["{USDC}"]', "calldatas": f'["0x{taking}"]'}
    await at.landed("propose", description="Harmless", **lists)
    at.mine(seconds=DELAY + 1)
    await at.landed("vote", proposal="42", support="for")
    at.mine(seconds=PERIOD)
    await at.landed("queue", proposal="42")
    at.mine(seconds=HELD + 1)
    error = await at.refused(CallRefused, "execute", proposal="42")
    assert f"the token {USDC} leaves the wallet, too" in str(error)


@pytest.mark.parametrize(
    ("lists", "problem"),
    [
        ({"targets": "[]"}, "The list of targets is empty"),
        ({"targets": USDC, "values": "1,2"}, "There are 1 targets, 2 values and 1 calls"),
        ({"targets": "bob"}, "'bob' is no address"),
        ({"targets": USDC, "values": "-1"}, "'-1' is no amount of wei"),
        ({"targets": USDC, "calldatas": "0xzz"}, "'0xzz' is not hexadecimal"),
        ({"targets": "[1"}, "The targets are no list"),
    ],
)
async def test_lists_that_make_no_calls_are_refused(
    parliament: Parliament, lists: dict[str, str], problem: str
) -> None:
    error = await parliament.refused(ProposalUnclear, "propose", description="x", **lists)
    assert str(error).startswith(problem)


async def test_a_call_that_nobody_can_read_is_asked_about(parliament: Parliament) -> None:
    unread = {"targets": parliament.built.token, "calldatas": "0xdeadbeef00"}
    asked = await parliament.do("propose", None, Consent.POLICY, description="Odd", **unread)
    assert asked.approval is not None
    token = parliament.built.token
    assert asked.approval.reasons == (f"What is called at {token} cannot be read.",)


async def test_a_yes_buys_the_vote_that_was_shown(parliament: Parliament) -> None:
    at = parliament
    await at.landed("propose", **PAY_BOB)
    at.mine(seconds=DELAY + 1)
    asked = await at.do("vote", None, Consent.ASK, proposal="42", support="abstain")
    assert asked.approval is not None and asked.hash is None
    assert asked.approval.summary.startswith("Vote ABSTAIN on proposal 42 on Base through 0x")
    done = await at.approve(asked)
    assert done.state is State.CONFIRMED
    assert at.votes(42) == (0, 0, 1000 * UNIT)
