"""Orders that wait: a plan that grew old is made afresh, and a cancelled one leaves nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from fiscus.core.desk.outcome import State
from fiscus.core.desk.policy import Limit, Limits
from fiscus.core.errors import ChainBehind, NodesDisagree, RpcUnavailable
from tests.core.desk.fakes import ANYTHING, BEFOREHAND, FAST, FakeAdapter, World, pay, ticket

TWO_DOLLARS = ANYTHING.model_copy(
    update={"limits": Limits(per_24h=Limit(usd=Decimal(2)), fee_usd=None)}
)
DEAR = ANYTHING.model_copy(update={"second_opinion_usd": Decimal(1)})


async def test_a_plan_that_waited_long_for_its_lane_is_made_afresh(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    async with world.desk(pace=replace(FAST, fresh=0.05)) as desk:
        await desk.submit(ticket("1"), pay())
        [payment] = await desk.ledger.recent(f"fake:{adapter.signer}", 1)
        planned = adapter.planned
        async with desk.execution.leases.hold(payment.lane):
            waiting = asyncio.create_task(desk.submit(ticket("2"), pay()))
            while adapter.planned == planned:  # noqa: ASYNC110  the adapter tells nobody
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.2)
            assert adapter.planned == planned + 1
        assert (await waiting).state is State.CONFIRMED
    assert adapter.planned == planned + 2


async def test_a_plan_that_did_not_wait_is_not_made_again(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        await desk.submit(ticket(), pay())
    assert adapter.planned == 1


async def test_cancelled_while_the_budget_is_taken_nothing_stays_reserved(
    world: World, adapter: FakeAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter.may_sign()
    async with world.desk(TWO_DOLLARS) as desk:
        reserve, taking = desk.ledger.reserve, asyncio.Event()

        async def slow(*args: object) -> object:
            taking.set()
            done = await reserve(*args)  # type: ignore[arg-type]
            await asyncio.sleep(0.05)
            return done

        monkeypatch.setattr(desk.ledger, "reserve", slow)
        task = asyncio.create_task(desk.submit(ticket("1"), pay()))
        await taking.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        monkeypatch.undo()
        assert await desk.ledger.open() == []
        assert (await desk.submit(ticket("1"), pay())).state is State.DROPPED
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED


async def test_a_chain_whose_newest_block_is_old_is_not_signed_for(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.stale_seconds = 60
    adapter.chain_time = int(world.clock()) - 61
    async with world.desk() as desk:
        with pytest.raises(ChainBehind, match="older than 60 s"):
            await desk.submit(ticket(), pay())
        adapter.may_sign()
        adapter.own = True
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED


def nodes(adapter: FakeAdapter, count: int) -> list[FakeAdapter]:
    adapter.nodes = [FakeAdapter(adapter.chain) for _ in range(count)]
    return adapter.nodes


async def test_two_nodes_that_say_the_same_are_enough_above_the_amount(
    world: World, adapter: FakeAdapter
) -> None:
    nodes(adapter, 3)
    adapter.may_sign()
    async with world.desk(DEAR) as desk:
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED
    assert [node.planned for node in adapter.nodes] == [1, 1, 0]


async def test_a_node_that_does_not_answer_is_passed_over_for_the_next(
    world: World, adapter: FakeAdapter
) -> None:
    nodes(adapter, 3)[0].tell("plan", RpcUnavailable("no"))
    adapter.may_sign()
    async with world.desk(DEAR) as desk:
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED
    assert [node.planned for node in adapter.nodes] == [0, 1, 1]


async def test_one_node_alone_is_said_and_asked_about(world: World, adapter: FakeAdapter) -> None:
    nodes(adapter, 1)
    adapter.may_sign()
    async with world.desk(DEAR) as desk:
        asked = await desk.submit(ticket("1"), pay())
        assert asked.approval is not None
        assert "one node only" in " ".join(asked.approval.reasons)
        assert (await desk.submit(ticket("2", by=BEFOREHAND), pay())).state is State.CONFIRMED


async def test_nodes_that_differ_are_refused_with_the_fact(
    world: World, adapter: FakeAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.core.desk.opinions.PAUSE_SECONDS", 0.001)
    first, second = nodes(adapter, 2)
    first.facts = adapter.facts = {"the wallet's balance": "1"}
    second.facts = {"the wallet's balance": "2"}
    async with world.desk(DEAR) as desk:
        with pytest.raises(NodesDisagree, match="do not agree on the wallet's balance"):
            await desk.submit(ticket("1", by=BEFOREHAND), pay())
        second.facts = first.facts
        second.names = {"alice.eth": "0x0000000000000000000000000000000000000E41"}
        with pytest.raises(NodesDisagree, match="who is paid"):
            await desk.submit(ticket("2", by=BEFOREHAND), pay(to="alice.eth"))
    assert adapter.chain.signed == []
