"""Many payments at once: one lane, one budget."""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal

import pytest

from fiscus.core.desk.door import Principal
from fiscus.core.desk.lease import Leases
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Limit, Limits, Policy
from fiscus.core.errors import InsufficientFunds, LeaseLost, PolicyDenied, WalletBusy
from tests.core.desk.fakes import (
    ANYTHING,
    BEFOREHAND,
    BOTH,
    OWNER,
    TERMINAL,
    FakeAdapter,
    World,
    pay,
    ticket,
)

pytestmark = BOTH


async def test_payments_at_once_take_consecutive_places_and_all_land(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(25)
    async with world.desk() as desk:
        outcomes = await asyncio.gather(*(desk.submit(ticket(str(n)), pay()) for n in range(25)))
    assert {outcome.state for outcome in outcomes} == {State.CONFIRMED}
    assert [line.sequence for line in adapter.chain.signed] == list(range(25))


async def test_payments_at_once_on_a_slow_chain_queue_behind_each_other(
    world: World, adapter: FakeAdapter
) -> None:
    sent = asyncio.Queue[Outcome]()
    adapter.may_sign(5)
    adapter.mines = False
    async with world.desk() as desk:
        desk.watchers.append(sent.put)
        paying = asyncio.gather(*(desk.submit(ticket(str(n)), pay()) for n in range(5)))
        for _ in range(5):
            await sent.get()
        adapter.chain.mine()
        assert {outcome.state for outcome in await paying} == {State.CONFIRMED}
    assert [line.sequence for line in adapter.chain.signed] == list(range(5))


@pytest.mark.parametrize("by", [OWNER, BEFOREHAND], ids=["policy", "beforehand"])
@pytest.mark.parametrize(
    "daily",
    [Limit(usd=Decimal("15.99")), Limit(units={"ETH": Decimal("0.007")})],
    ids=["usd", "units"],
)
async def test_of_fifty_at_once_exactly_those_that_fit_the_day_are_signed(
    world: World, adapter: FakeAdapter, daily: Limit, by: Principal
) -> None:
    adapter.may_sign(7)
    policy = ANYTHING.model_copy(update={"limits": Limits(per_24h=daily, fee_usd=None)})
    async with world.desk(policy) as desk:
        paying = (desk.submit(ticket(str(n), by=by), pay()) for n in range(50))
        outcomes = await asyncio.gather(*paying, return_exceptions=True)
    assert Counter(map(type, outcomes)) == {Outcome: 7, PolicyDenied: 43}
    assert sum(line.units for line in adapter.chain.included) == 7 * 10**15


async def test_of_many_approvals_at_once_exactly_those_that_fit_the_day_are_signed(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(3)
    policy = Policy(limits=Limits(per_24h=Limit(usd=Decimal(6))), first_payment="allow")
    async with world.desk(policy) as desk:
        asked = [await desk.submit(ticket(str(n), by=TERMINAL), pay()) for n in range(8)]
        questions = [outcome.approval.id for outcome in asked if outcome.approval]
        answers = await asyncio.gather(
            *(desk.approve(question, OWNER) for question in questions), return_exceptions=True
        )
    assert Counter(map(type, answers)) == {Outcome: 3, PolicyDenied: 5}


async def test_what_was_signed_before_is_not_spent_again(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.balance = 10**18
    async with world.desk() as desk:
        outcomes = await asyncio.gather(
            desk.submit(ticket("1"), pay("0.6")),
            desk.submit(ticket("2"), pay("0.6")),
            return_exceptions=True,
        )
    assert Counter(map(type, outcomes)) == {Outcome: 1, InsufficientFunds: 1}


async def test_all_of_the_balance_is_what_is_left_when_its_turn_comes(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.balance = 10**18
    async with world.desk() as desk:
        outcomes = await asyncio.gather(
            desk.submit(ticket("1"), pay("0.25")), desk.submit(ticket("2"), pay("all"))
        )
    assert sorted(outcome.amount for outcome in outcomes) == ["0.25", "0.75"]


async def test_payments_that_wait_are_left_to_who_waits_for_them(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(6)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.3) as desk:
        adapter_pace = desk.execution.pace.resend
        await asyncio.gather(*(desk.submit(ticket(str(n)), pay()) for n in range(6)))
    rounds = 0.3 / adapter_pace + 2
    assert len(adapter.offered) <= 6 * rounds


async def test_a_cancelled_submission_leaves_no_budget_behind(
    world: World, adapter: FakeAdapter
) -> None:
    sealing = asyncio.Event()

    async def hang() -> None:
        sealing.set()
        await asyncio.Event().wait()

    adapter.tell("seal", hang)
    adapter.may_sign()
    policy = ANYTHING.model_copy(update={"limits": Limits(per_24h=Limit(usd=Decimal(2)))})
    async with world.desk(policy) as desk:
        task = asyncio.create_task(desk.submit(ticket("1"), pay()))
        await sealing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await desk.submit(ticket("1"), pay())).state is State.DROPPED
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED


@pytest.mark.parametrize("turns", range(0, 120, 8))
async def test_a_submission_cancelled_anywhere_pays_at_most_once(
    world: World, adapter: FakeAdapter, turns: int
) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        task = asyncio.create_task(desk.submit(ticket(), pay()))
        for _ in range(turns):
            await asyncio.sleep(0.0002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await desk.recover()
        await desk.submit(ticket(), pay())
        assert await desk.ledger.open() == []
    assert len(adapter.chain.signed) <= 1
    assert {line.transaction for line in adapter.chain.lines("offered")} == {
        line.transaction for line in adapter.chain.included
    }


async def test_a_lane_held_by_another_process_is_waited_for_and_then_busy(
    world: World, adapter: FakeAdapter
) -> None:
    lane = f"fake:1337:{adapter.signer}"
    mine = Leases(world.folder / "leases", wait_seconds=0.05)
    others = Leases(world.folder / "leases")
    async with others.hold(lane):
        with pytest.raises(WalletBusy, match="Another process"):
            async with mine.hold(lane):
                pass
        async with mine.hold("fake:1:0xother"):
            pass
    async with mine.hold(lane):
        pass


async def test_bytes_of_a_payment_that_another_process_buried_never_leave(
    world: World, adapter: FakeAdapter
) -> None:
    """The lease was lost between taking the budget and signing: its place is another's by then."""
    adapter.may_sign()
    async with world.desk() as other, world.desk() as desk:

        async def bury() -> None:
            [payment] = await other.ledger.open()
            await other.ledger.record(payment, State.DROPPED, detail="It was never signed.")

        adapter.tell("sealed", bury)
        with pytest.raises(LeaseLost, match="took over"):
            await desk.submit(ticket(), pay())
        assert (await desk.submit(ticket(), pay())).state is State.DROPPED
    assert adapter.offered == []
