"""A yes buys exactly what was shown, once, for a while."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from fiscus.core.desk.adapter import Concern
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Principal
from fiscus.core.desk.outcome import Approval, Outcome, State
from fiscus.core.desk.policy import Limit, Limits, Policy
from fiscus.core.errors import ApprovalGone, PolicyDenied, RpcUnavailable, SimulationFailed
from fiscus.core.settings import Mode
from tests.core.desk.fakes import (
    ANYTHING,
    BOB,
    BOTH,
    OWNER,
    TERMINAL,
    FakeAdapter,
    World,
    pay,
    ticket,
)

pytestmark = BOTH


async def ask(desk: Desk, message_id: str = "1", *, amount: str = "0.001") -> Approval:
    outcome = await desk.submit(ticket(message_id, by=TERMINAL), pay(amount, to="alice.eth"))
    return _question(outcome)


def _question(outcome: Outcome) -> Approval:
    assert outcome.state is State.PLANNED
    assert outcome.approval is not None
    return outcome.approval


async def test_a_yes_pays_what_was_shown(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        question = await ask(desk)
        done = await desk.approve(question.id, OWNER)
        assert (done.state, done.amount, done.approval) == (State.CONFIRMED, "0.001", None)
        assert await desk.approvals.pending() == []
        used = [e.body for e in await desk.ledger.entries() if e.event == "approval_used"]
    assert used == [f'{{"approval":"{question.id}","by":"owner"}}']


async def test_a_yes_survives_a_restart(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        question = await ask(desk)
    async with world.desk() as desk:
        assert (await desk.approve(question.id, OWNER)).state is State.CONFIRMED


async def test_a_yes_is_used_once(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        question = await ask(desk)
        await desk.approve(question.id, OWNER)
        with pytest.raises(ApprovalGone, match=r"no longer open \(used\)"):
            await desk.approve(question.id, OWNER)


async def test_a_yes_given_many_times_at_once_is_used_once(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        question = await ask(desk)
        answers = await asyncio.gather(
            *(desk.approve(question.id, OWNER) for _ in range(10)), return_exceptions=True
        )
    assert [type(answer) for answer in answers].count(Outcome) == 1
    assert [type(answer) for answer in answers].count(ApprovalGone) == 9
    assert len(adapter.chain.included) == 1


async def test_a_yes_that_comes_too_late_buys_nothing(world: World) -> None:
    async with world.desk() as desk:
        question = await ask(desk)
        world.clock.seconds += 15 * 60
        with pytest.raises(ApprovalGone, match=r"\(expired\)"):
            await desk.approve(question.id, OWNER)
        assert await desk.approvals.pending() == []


async def test_a_yes_that_expires_on_the_way_buys_nothing(
    world: World, adapter: FakeAdapter
) -> None:
    async def dawdle() -> None:
        world.clock.seconds += 15 * 60

    async with world.desk() as desk:
        question = await ask(desk)
        adapter.tell("plan", dawdle)
        with pytest.raises(ApprovalGone):
            await desk.approve(question.id, OWNER)


async def test_a_yes_to_nothing(world: World) -> None:
    async with world.desk() as desk:
        with pytest.raises(ApprovalGone, match="no approval 'x'"):
            await desk.approve("x", OWNER)
        with pytest.raises(ApprovalGone, match="no approval 'x'"):
            await desk.deny("x", OWNER)


async def test_a_no_sticks(world: World) -> None:
    async with world.desk() as desk:
        question = await ask(desk)
        denied = await desk.deny(question.id, Principal("boss", owner=True))
        assert (denied.state, denied.detail) == (State.DENIED, "An owner said no.")
        for answer in (desk.approve, desk.deny):
            with pytest.raises(ApprovalGone, match=r"\(denied\)"):
                await answer(question.id, OWNER)
        assert await desk.submit(ticket(by=TERMINAL), pay(to="alice.eth")) == denied


async def test_a_yes_and_a_no_at_once_are_one_answer(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        question = await ask(desk)
        answers = await asyncio.gather(
            desk.approve(question.id, OWNER),
            desk.deny(question.id, OWNER),
            return_exceptions=True,
        )
        [outcome] = [answer for answer in answers if isinstance(answer, Outcome)]
    assert len(adapter.chain.signed) == (outcome.state is State.CONFIRMED)


async def test_a_fee_over_the_shown_cap_asks_again(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        first = await ask(desk)
        adapter.fee_units += 1
        second = _question(await desk.approve(first.id, OWNER))
        assert "fee" in second.reasons[0]
        with pytest.raises(ApprovalGone, match=r"\(replaced\)"):
            await desk.approve(first.id, OWNER)
        adapter.fee_units -= 1
        assert (await desk.approve(second.id, OWNER)).state is State.CONFIRMED


async def test_a_name_that_points_elsewhere_by_now_asks_again(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        first = await ask(desk)
        adapter.names["alice.eth"] = BOB
        outcome = await desk.approve(first.id, OWNER)
    second = _question(outcome)
    assert outcome.recipient == BOB
    assert BOB in second.summary
    assert "something else" in second.reasons[0]
    assert second.digest != first.digest


async def test_something_not_shown_before_asks_again(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        first = await ask(desk)
        adapter.concerns = (Concern("contract", "It is a contract by now."),)
        second = _question(await desk.approve(first.id, OWNER))
        assert "It is a contract by now." in second.reasons
        assert (await desk.approve(second.id, OWNER)).state is State.CONFIRMED


async def test_a_share_of_the_balance_stays_what_was_shown(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.balance = 10**18
    async with world.desk() as desk:
        question = await ask(desk, amount="half")
        adapter.balance = 8 * 10**18
        assert (await desk.approve(question.id, OWNER)).amount == "0.5"


async def test_what_policy_denies_by_now_stays_denied(world: World) -> None:
    async with world.desk() as desk:
        question = await ask(desk)
    tight = Policy(limits=Limits(per_transaction=Limit(usd=Decimal(1))))
    async with world.desk(tight) as desk:
        with pytest.raises(PolicyDenied):
            await desk.approve(question.id, OWNER)


async def test_a_limit_used_up_meanwhile_refuses_and_leaves_the_question_open(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    policy = ANYTHING.model_copy(
        update={"limits": Limits(per_24h=Limit(usd=Decimal(3)), fee_usd=None)}
    )
    async with world.desk(policy) as desk:
        one, two = await ask(desk, "1"), await ask(desk, "2")
        answers = await asyncio.gather(
            desk.approve(one.id, OWNER), desk.approve(two.id, OWNER), return_exceptions=True
        )
        assert [type(answer) for answer in answers].count(PolicyDenied) == 1
        assert len(await desk.approvals.pending()) == 1


async def test_a_failure_before_anything_is_reserved_does_not_use_the_yes_up(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        question = await ask(desk)
        adapter.tell("plan", RpcUnavailable("no answer"))
        with pytest.raises(RpcUnavailable):
            await desk.approve(question.id, OWNER)
        assert (await desk.approve(question.id, OWNER)).state is State.CONFIRMED


async def test_a_seal_that_fails_uses_the_yes_up_and_takes_no_budget(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        question = await ask(desk)
        adapter.tell("seal", SimulationFailed("it would move something else"))
        with pytest.raises(SimulationFailed):
            await desk.approve(question.id, OWNER)
        with pytest.raises(ApprovalGone):
            await desk.approve(question.id, OWNER)
        again = await desk.submit(ticket(by=TERMINAL), pay(to="alice.eth"))
        assert (again.state, again.detail) == (State.DROPPED, "it would move something else")


async def test_a_yes_from_before_signs_nothing_while_simulating(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        question = await ask(desk)
    async with world.desk(mode=Mode.SIMULATE) as desk:
        assert (await desk.approve(question.id, OWNER)).state is State.SIMULATED
        assert [record.id for record in await desk.approvals.pending()] == [question.id]


async def test_status_shows_the_open_question(world: World) -> None:
    async with world.desk() as desk:
        asked = await desk.submit(ticket(by=TERMINAL), pay())
        assert await desk.status(asked.journal_id) == asked
        with pytest.raises(ApprovalGone, match="no payment 'x'"):
            await desk.status("x")
        world.clock.seconds += 15 * 60
        assert await desk.status(asked.journal_id) == replace(asked, approval=None)
