"""A bug or a stop in the middle of a payment, and a desk opened afterwards."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from fiscus.core.desk.outcome import State
from fiscus.core.desk.policy import Limit, Limits
from fiscus.core.errors import StoreError
from fiscus.core.settings import Mode
from tests.core.desk.fakes import ANYTHING, FakeAdapter, World, pay, ticket


class Torn(BaseException):
    """What no code expects."""


STEPS = ("plan", "seal", "sealed", "broadcast", "taken", "look")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [Torn(), asyncio.CancelledError()], ids=["torn", "cancelled"])
async def test_torn_out_of_any_step_nothing_is_signed_twice(
    world: World, adapter: FakeAdapter, step: str, error: BaseException
) -> None:
    adapter.tell(step, error)
    adapter.may_sign()
    async with world.desk() as desk:
        with pytest.raises(type(error)):
            await desk.submit(ticket(), pay())
    async with world.desk() as desk:
        await desk.recover()
        await desk.submit(ticket(), pay())
        assert await desk.ledger.open() == []
    assert len(adapter.chain.signed) == (step != "seal")
    assert len(adapter.chain.included) == (step not in {"seal", "sealed"})
    assert len(set(adapter.offered)) == len(adapter.chain.included)


@pytest.mark.parametrize("step", ["broadcast", "taken", "look"])
async def test_what_is_on_the_wire_keeps_its_budget_until_it_is_settled(
    world: World, adapter: FakeAdapter, step: str
) -> None:
    policy = ANYTHING.model_copy(update={"limits": Limits(per_24h=Limit(usd=Decimal(2)))})
    adapter.tell(step, Torn())
    adapter.may_sign()
    async with world.desk(policy) as desk:
        with pytest.raises(Torn):
            await desk.submit(ticket("1"), pay())
        with pytest.raises(Exception, match="over the limit"):
            await desk.submit(ticket("2"), pay())
        assert (await desk.submit(ticket("1"), pay())).state is State.CONFIRMED
    assert len(adapter.chain.signed) == 1


async def test_recovering_while_simulating_offers_nothing(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.tell("broadcast", Torn())
    adapter.may_sign()
    async with world.desk() as desk:
        with pytest.raises(Torn):
            await desk.submit(ticket(), pay())
    offered = len(adapter.offered)
    async with world.desk(mode=Mode.SIMULATE) as desk:
        assert [outcome.state for outcome in await desk.recover()] == [State.SIGNED]
    assert len(adapter.offered) == offered


async def test_a_lane_in_use_elsewhere_is_not_waited_for_by_the_others(
    world: World, adapter: FakeAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter.tell("broadcast", Torn())
    adapter.may_sign()
    async with world.desk() as desk:
        with pytest.raises(Torn):
            await desk.submit(ticket(), pay())
    async with world.desk() as holder, world.desk() as desk:
        monkeypatch.setattr(desk.execution.leases, "_wait_seconds", 0.05)
        [payment] = await holder.ledger.open()
        async with holder.execution.leases.hold(payment.lane):
            assert await desk.recover() == []
        assert [outcome.state for outcome in await desk.recover()] == [State.SENT]


async def test_a_database_that_fails_stops_everything_with_its_own_error(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        await desk.ledger.database.write(lambda c: c.exec_driver_sql("DROP TABLE journal"))
        with pytest.raises(StoreError, match="cannot be used"):
            await desk.submit(ticket(), pay())
    assert adapter.offered == []
