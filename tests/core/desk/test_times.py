"""Clocks set back or forward, and chains that are of another time: no budget begins anew."""

from __future__ import annotations

from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from fiscus.core.desk.outcome import State
from fiscus.core.desk.policy import Limit, Limits
from fiscus.core.errors import ClockWrong, PolicyDenied
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

DAY = 24 * 60 * 60
TOLERANCE = 10 * 60
ONE_A_DAY = ANYTHING.model_copy(
    update={"limits": Limits(per_24h=Limit(usd=Decimal(2)), fee_usd=None)}
)


async def test_a_clock_that_was_set_back_stops_spending_until_it_is_right(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    now = world.clock.seconds
    async with world.desk(ONE_A_DAY) as desk:
        asked = await desk.submit(ticket("0", by=TERMINAL), pay())
        await desk.submit(ticket("1"), pay())
        world.clock.seconds = now - 3 * DAY
        with pytest.raises(ClockWrong) as refused:
            await desk.submit(ticket("2"), pay())
        assert str(refused.value) == snapshot(
            "The clock says 2030-03-14 17:46 UTC, and the journal was last written at 2030-03-17"
            " 17:46 UTC. Set the clock. If it is right now, run `fiscus wallet unfreeze`."
        )
        assert asked.approval is not None
        with pytest.raises(ClockWrong):
            await desk.approve(asked.approval.id, OWNER)
        world.clock.seconds = now - TOLERANCE - 0.001
        with pytest.raises(ClockWrong):
            await desk.submit(ticket("2"), pay())
        world.clock.seconds = now - TOLERANCE
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("3"), pay())
        world.clock.seconds = now + DAY + 1
        assert (await desk.submit(ticket("4"), pay())).state is State.CONFIRMED


async def test_what_is_paid_while_the_clock_is_a_little_slow_counts_from_the_latest_time_known(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    now = world.clock.seconds
    policy = ONE_A_DAY.model_copy(
        update={"limits": Limits(per_24h=Limit(usd=Decimal(4)), fee_usd=None)}
    )
    async with world.desk(policy) as desk:
        await desk.submit(ticket("1"), pay())
        world.clock.seconds = now - TOLERANCE
        await desk.submit(ticket("2"), pay())
        world.clock.seconds = now + DAY
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("3"), pay())
        times = [entry.at for entry in await desk.ledger.entries()]
    assert times == sorted(times)


async def test_a_clock_that_was_set_forward_does_not_empty_the_window(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    now = world.clock.seconds
    async with world.desk(ONE_A_DAY) as desk:
        adapter.chain_time = int(now)
        await desk.submit(ticket("1"), pay())
        world.clock.seconds = now + 3 * DAY
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())
        world.clock.seconds = now + 1
        with pytest.raises(ClockWrong):
            await desk.submit(ticket("3"), pay())
        # An operator has looked: this clock is the right one, and the budget is what it was.
        await desk.unfreeze("fake", OWNER)
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("4"), pay())
        world.clock.seconds = now + DAY + 1
        adapter.chain_time = int(now) + DAY + 1
        assert (await desk.submit(ticket("5"), pay())).state is State.CONFIRMED


async def test_a_chain_whose_blocks_are_ahead_asks_and_its_payments_stay_in_the_window(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    now = world.clock.seconds
    async with world.desk(ONE_A_DAY) as desk:
        adapter.chain_time = int(now) + 30 * DAY
        asked = await desk.submit(ticket("1"), pay())
        assert asked.approval is not None
        assert asked.approval.reasons == snapshot(
            (
                "The newest block of testnet is later than the clock here: the clock is wrong, or"
                " the node is. What is paid now counts against the limits for that much longer.",
            )
        )
        done = await desk.approve(asked.approval.id, OWNER)
        assert done.state is State.CONFIRMED
        adapter.chain_time = None
        world.clock.seconds = now + 30 * DAY
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())
        world.clock.seconds = now + 31 * DAY + 1
        assert (await desk.submit(ticket("3"), pay())).state is State.CONFIRMED


async def test_a_block_of_another_year_is_no_block(world: World, adapter: FakeAdapter) -> None:
    now = world.clock.seconds
    async with world.desk(ONE_A_DAY) as desk:
        adapter.chain_time = int(now) + 400 * DAY
        with pytest.raises(ClockWrong) as refused:
            await desk.submit(ticket("1", by=BEFOREHAND), pay())
        assert str(refused.value) == snapshot(
            "The newest block of testnet is of 2031-04-21 17:46 UTC, and the clock says 2030-03-17"
            " 17:46 UTC. Set the clock. If it is right, the chain's RPC is not: use another."
        )
        adapter.chain_time = 2**62
        with pytest.raises(ClockWrong, match="a time that is none"):
            await desk.submit(ticket("2", by=BEFOREHAND), pay())
    assert adapter.chain.signed == []


async def test_a_block_later_than_the_clock_keeps_a_payment_in_the_window(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    now = world.clock.seconds
    adapter.chain_time = int(now) + 60
    async with world.desk(ONE_A_DAY) as desk:
        await desk.submit(ticket("1"), pay())
        world.clock.seconds, adapter.chain_time = now + DAY + 60, None
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())
        world.clock.seconds += 0.001
        assert (await desk.submit(ticket("3"), pay())).state is State.CONFIRMED


async def test_a_chain_that_says_it_is_long_ago_takes_nothing_out_of_the_window(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(1)
    async with world.desk(ONE_A_DAY) as desk:
        for name, skew in (("1", -30), ("2", -60), ("3", 0)):
            adapter.chain_time = int(world.clock.seconds) + skew * DAY
            if name == "1":
                await desk.submit(ticket(name), pay())
            else:
                with pytest.raises(PolicyDenied):
                    await desk.submit(ticket(name), pay())


async def test_the_time_of_a_chain_that_this_process_started_says_nothing(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(1)
    adapter.own, adapter.chain_time = True, int(world.clock.seconds) + 30 * DAY
    async with world.desk(ONE_A_DAY) as desk:
        assert (await desk.submit(ticket("1"), pay())).state is State.CONFIRMED
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())
